"""Rules as functions, used by the grey button and by the desk alike.

A rule function is called as `rule(case, by=…, data=…, verb=…)` and answers None (nothing against it) or what is
missing.
`refusals` asks every rule of a verb; the page shows the answer, the desk raises it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Account, Appointment, Ending, PartyOrg
from members.rulebook import RULES, Rule, declare

from .sides import Desk

if TYPE_CHECKING:
    from .case import Case
    from .verbs import Verb

declare(
    "R-S1",
    "被拒、逾期两倍期限或意见不一致时，任一方可提请协调；由最近的共同上级党委办理，党总支、支部不作协调；"
    "本身是当事一方的不得协调，由再上一级办理。",
    "双方责任关系；产品默认",
)
declare(
    "R-S3",
    "协调意见须写明理由，十五个工作日内作出；约束办理环节，不代替支部大会表决和党委审批；指定的去向须符合该环节的规定。",
    "产品默认",
)
declare("R-O13", "同一人不得为同一事项的两地分别表态，不得既作支部意见又作党委审批，不得办理本人事项。", "产品默认")


@dataclass(frozen=True)
class Missing:
    """What stands against an act. `what` is the Chinese words for what is missing or wrong; `from_whom` who can supply
    it. `overridable`: an authorised person may go on with a written reason (WARN rules); it is printed on the slip.
    `moot`: the act does not come up for this case at all, so the page leaves it out.
    `answered_by`: the fields of the verb's form that supply it; with them on the page, the form stays open.
    `where`: the organisation on whose page it is mended; whoever may open that page gets a link."""

    what: str
    from_whom: "Desk | PartyOrg | str | None" = None
    overridable: bool = False
    moot: bool = False
    answered_by: tuple[str, ...] = ()
    where: PartyOrg | None = None
    rule: Rule | None = field(default=None, compare=False)

    @property
    def sentence(self) -> str:
        """`缺少转入方意见（R-T6）`, without a full stop."""
        return f"{self.what}（{self.rule.number}）" if self.rule else self.what

    @property
    def supplier(self) -> str:
        """Who can supply it, with a telephone number where one is known."""
        org = self.from_whom.org if isinstance(self.from_whom, Desk) else self.from_whom
        if isinstance(org, PartyOrg):
            who = "，".join(filter(None, [org.contact_name, org.phone]))
            return f"{org.name}（{who}）" if who else org.name
        return str(org or "")


RuleFunction = Callable[..., Missing | None]


class NotAllowed(PermissionDenied):
    """An act the desk does not carry out. `str()` is a Chinese sentence for the person who tried."""


class Refused(NotAllowed):
    """Rules stand against the act. `missing` holds what each of them misses, `rules` the rules."""

    def __init__(self, missing: list[Missing]):
        self.missing = missing
        super().__init__("；".join(m.sentence for m in missing) + "。")

    @property
    def rules(self) -> list[Rule]:
        return [m.rule for m in self.missing if m.rule]


class AlreadyHandled(NotAllowed):
    """Someone was faster, or the page is old. `entry` is the step that was taken meanwhile."""

    def __init__(self, entry: Any):
        self.entry = entry
        super().__init__(_("该事项已有新的办理记录，请在最新页面上继续。"))


def rule(
    number: str,
    sentence: str = "",
    source: str = "",
    setting: str = "",
    *,
    answered_by: tuple[str, ...] = (),
    asks_others: bool = False,
) -> Callable[[RuleFunction], RuleFunction]:
    """Declare the rule that the decorated function holds, or name one that is declared already.

    `answered_by`: the fields of the verb's form in which what it misses is typed. Every verb that asks the rule has
    them in its form (tests/workflows/test_answers.py). `asks_others`: it asks the rules of another case, and what
    one of those misses keeps its own number."""
    entry = declare(number, sentence, source, setting) if sentence else RULES[number]

    def mark(function: RuleFunction) -> RuleFunction:
        def asked(case: "Case", **about: Any) -> Missing | None:
            missing = function(case, **about)
            if missing and not (asks_others and missing.rule):
                return replace(missing, rule=entry, answered_by=answered_by)
            return missing

        asked.__name__, asked.__doc__ = function.__name__, function.__doc__
        asked.rule, asked.answered_by = entry, answered_by  # type: ignore[attr-defined]  # marks on the function
        return asked

    return mark


@rule("R-O13")
def not_on_own_case(case: "Case", *, by: Appointment | None, **_about: Any) -> Missing | None:
    """A person acting on their own case."""
    if by and by.account.person_id and case.concerns(by.account.person_id):
        return Missing(_("不得办理本人的事项，请由本组织其他任职人员办理"), by.org)
    return None


@rule("R-O13")
def speaks_for_one_organisation(case: "Case", *, by: Appointment | None, verb: "Verb", **_about: Any) -> Missing | None:
    """Nobody speaks for both sides, nor for a branch and the committee that approves; whoever records what an
    organisation outside the system said has spoken for that one. What a stand-in says, the one they stand in for has
    said too: nobody is on both sides by lending their name (R-O16). People are counted, not accounts: two accounts
    tied to one member are one."""
    if by is None:
        return None
    speaks_for = None if verb.recorded_on(case) else by.org_id
    accounts = [by.account, by.delegation.giver.account] if by.delegation else [by.account]
    spoken = case.opinions.filter(said_by(accounts), superseded=False).exclude(org=speaks_for).first()
    if spoken is None:
        return None
    if spoken.by_name == by.account.name:
        said = _("您已代表%(org)s对本事项表过态，请由本组织其他任职人员办理")
    else:
        said = _("%(name)s已代表%(org)s对本事项表过态，同一人不得本人或由人代为再次表态")
    return Missing(said % {"org": spoken.org_name, "name": spoken.by_name}, by.org)


def said_by(accounts: list[Account]) -> Q:
    """A condition for opinions of these people, or in their name, whichever of their accounts they used."""
    keys, people = {a.pk for a in accounts}, {a.person_id for a in accounts if a.person_id}
    found = Q()
    for whose in ("by__account", "by__delegation__giver__account"):
        found |= Q(**{f"{whose}__in": keys})
        if people:
            found |= Q(**{f"{whose}__person__in": people})
    return found


@rule("R-O1")
def membership_goes_on(case: "Case", **_about: Any) -> Missing | None:
    """Nothing is begun for someone who has died or is no member any more."""
    if Ending.objects.in_force().filter(person=case.person_id).exists():
        return Missing(_("该同志已登记去世或党籍终止，不能再发起事项"))
    return None


OF_EVERY_STEP = (not_on_own_case,)
OF_EVERY_OPINION = (not_on_own_case, speaks_for_one_organisation)


def refusals(case: "Case", verb: "Verb", by: Appointment | None, data: dict[str, Any] | None = None) -> list[Missing]:
    """Everything that stands against `verb` now. `data` is what the form holds so far; None: asked before the form.

    A warning that `data["overrides"]` answers with a reason (rule number → text) is left out."""
    return weigh(case, verb, by, data)[0]


def weigh(
    case: "Case", verb: "Verb", by: Appointment | None, data: dict[str, Any] | None = None
) -> tuple[list[Missing], dict[str, str]]:
    """What stands against `verb`, and the reasons that answer a warning which would (rule number → text)."""
    given = (data or {}).get("overrides") or {}
    general = OF_EVERY_OPINION if verb.verdict else OF_EVERY_STEP
    found = [missing for rule in (*general, *verb.rules) if (missing := rule(case, by=by, data=data, verb=verb))]
    reasons = {m.rule.number: given.get(m.rule.number, "").strip() for m in found if m.overridable and m.rule}
    answered = {number: reason for number, reason in reasons.items() if reason}
    return [m for m in found if not (m.overridable and m.rule and m.rule.number in answered)], answered

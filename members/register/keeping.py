"""Who may change what the register says of a person, and the change itself, against slower colleagues (R-O12).

Pages ask `why_not_keep` and `why_not_decide` for their buttons, `keep` asks again under the lock.
Tests: tests/members/test_register_keeping.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members import tree_gate
from members.appointments import Appointment, Post
from members.delegations import holds_now
from members.orgs import PartyOrg
from members.people import Person
from members.rulebook import RuleBroken

from . import shown
from .changes import change
from .log import Ground, RegisterEntry

WhyNot = Callable[[Person, Appointment], str]


class ChangedMeanwhile(RuleBroken):
    """Somebody changed the person after the page was drawn: `entries` say what. The message names it all."""

    def __init__(self, entries: list[RegisterEntry]):
        self.entries = entries
        said = _("您打开本页以后，%(changes)s。您填写的内容还在，请核对后再保存")
        super().__init__("R-O15", said % {"changes": "；".join(_in_words(entry) for entry in entries)})


def _in_words(entry: RegisterEntry) -> str:
    changes = "，".join(f"{line.label} {line.before} → {line.after}" for line in shown.lines(entry))
    facts = {
        "who": entry.signature or _("系统"),
        "at": date_format(timezone.localtime(entry.recorded_at), "Y-m-d H:i"),
        "kind": entry.get_kind_display(),
        "changes": changes,
    }
    return _("%(who)s已于%(at)s%(kind)s：%(changes)s") % facts


def why_not_enter(by: Appointment) -> str:
    """Why `by` keeps no register at all, in a sentence that names who does; or an empty string."""
    if Post.CLERK not in by.posts:
        return _("名册由党支部或其上级党组织的书记、组织员、经办人登记；系统管理员不办理")
    if by.kinds:
        return _("授权代办的范围只含指定的事项，名册请由授权人本人登记")
    return ""


def why_not_keep(person: Person, by: Appointment) -> str:
    """Why `by` may not change the facts of `person`, in a sentence that names who may; or an empty string."""
    return why_not_enter(by) or _why_not_theirs(person, person.branch, by)


def why_not_decide(person: Person, by: Appointment) -> str:
    """As `why_not_keep`, for what a committee answers for: the stage, an examination. Its approver enters it."""
    branch = person.branch
    committee = branch.base_committee() if branch else None
    if branch and (committee is None or committee.pk != by.org_id or Post.APPROVER not in by.posts):
        return _("由%(committee)s审批人登记") % {"committee": committee or _("有审批权限的党委")}
    return why_not_keep(person, by)


def _why_not_theirs(person: Person, branch: PartyOrg | None, by: Appointment) -> str:
    if branch is None:
        return _("该同志的组织关系已不在本系统，名册不再改动")
    if by.account.person_id == person.pk:
        return _("不得办理本人的事项，请由本组织其他任职人员或上级党组织办理")
    if not by.org.covers(branch):
        return _("该同志的组织关系现在%(branch)s，由该支部或其上级党组织登记") % {"branch": branch}
    return ""


def last_seq(person: Person) -> int:
    """How long the log of `person` is: what a form says it was drawn from."""
    return person.register_entries.order_by("-seq").values_list("seq", flat=True).first() or 0


def seen_by(request: HttpRequest, person: Person) -> int:
    """The length of the log the form was drawn from; what no page of ours sent counts as an old page."""
    if request.method != "POST":
        return last_seq(person)
    return whole(request.POST.get("seen", ""))


def whole(typed: str) -> int:
    """A number in a hidden field; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


@transaction.atomic
def keep(
    person: Person,
    values: Mapping[str, Any],
    kind: str,
    ground: Ground,
    *,
    seen: int,
    why_not: WhyNot = why_not_keep,
) -> RegisterEntry | None:
    """Change the facts of `person` as `changes.change` does, for `ground.by`. `seen`: the log's length on the page.

    Raises ChangedMeanwhile for an old page; RuleBroken R-O12 by whom, R-I3 for somebody else's identity number."""
    tree_gate.hold()
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_by(ground.by, lambda by: why_not(locked, by))
    if newer := list(locked.register_entries.filter(seq__gt=seen).order_by("seq")):
        raise ChangedMeanwhile(newer)
    try:
        return change(person, values, kind, ground)
    except IntegrityError:
        raise RuleBroken("R-I3", _("这个身份号码刚刚登记在另一人名下，请核对证件")) from None


def refuse_by(by: Appointment | None, why_not: Callable[[Appointment], str]) -> None:
    """Raise RuleBroken (R-O12) where `by` holds its post no more or `why_not` says something. None is the system."""
    if by is None:
        return
    if not holds_now(by):
        raise RuleBroken("R-O12", _("您的任职或授权已结束，不能登记"))
    if refused := why_not(by):
        raise RuleBroken("R-O12", refused)

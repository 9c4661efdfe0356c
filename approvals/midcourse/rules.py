"""What must stand before a case of the past is entered, and before it is confirmed (R-D38, R-O13).

Tests: tests/workflows/test_transfer_history.py.
"""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.case import Case
from approvals.rules import Missing
from members.models import Appointment
from members.rulebook import RULES, declare

from .kinds import Asked, Midcourse
from .records import EntryOfPast, PastStep

R_D38 = declare(
    "R-D38",
    "系统启用前已在纸上办理的事项，由经办人按真实日期补录，以前的每一步附扫描件或写明没有的原因，由上级党委确认；"
    "以前的意见标为系统上线前，不作在本系统内的同意。",
    "产品默认",
)


def against_steps(midcourse: Midcourse, steps: Sequence[PastStep]) -> list[Missing]:
    """Each step that is asked is told, with a scan or a reason, and their days come in order and have passed."""
    told = {step.key: step for step in steps}
    lacking = [asked.title for asked in midcourse.asked if not asked.optional and asked.key not in told]
    found = [Missing(_("缺少以前的步骤：%(titles)s") % {"titles": "、".join(lacking)}, rule=R_D38)] if lacking else []
    in_order = [(asked, told[asked.key]) for asked in midcourse.asked if asked.key in told]
    for asked, step in in_order:
        if not step.sha256 and not step.without.strip():
            said = _("“%(step)s”须附扫描件，或写明没有扫描件的原因")
            found.append(Missing(said % {"step": asked.title}, rule=R_D38))
        if step.on > timezone.localdate():
            found.append(Missing(_("“%(step)s”的日期在将来，请填实际日期") % {"step": asked.title}, rule=R_D38))
    return found + _out_of_order(in_order)


def _out_of_order(told: Sequence[tuple[Asked, PastStep]]) -> list[Missing]:
    """Those that come before a step they must follow, each named beside the latest of them."""
    found: list[Missing] = []
    for place, (after, later) in enumerate(told):
        if after.any_order or not place:
            continue
        before, earlier = max(told[:place], key=lambda pair: pair[1].on)
        if later.on < earlier.on:
            said = _("“%(after)s”（%(late)s）不能早于“%(before)s”（%(early)s），请核对日期")
            days = {"late": later.on.isoformat(), "early": earlier.on.isoformat()}
            found.append(Missing(said % {"after": after.title, "before": before.title, **days}, rule=R_D38))
    return found


def on_own_case(midcourse: Midcourse, entry: EntryOfPast, by: Appointment) -> list[Missing]:
    """Nobody enters or confirms what is about themselves (R-O13)."""
    if by.account.person_id and by.account.person_id in midcourse.people(entry):
        return [Missing(_("不得办理本人的事项，请由本组织其他任职人员办理"), by.org, rule=RULES["R-O13"])]
    return []


def entered_or_confirmed_by_the_same(entry: EntryOfPast, by: Appointment) -> list[Missing]:
    """Who enters does not confirm, and nobody confirms for two organisations; people are counted, not accounts."""
    if _same_hand([entry.by], by):
        return [Missing(_("补录和确认须由不同的人办理，请由本组织其他审批人确认"), by.org, rule=RULES["R-O13"])]
    said = [row.by for row in entry.confirmations.in_force().filter(by__isnull=False) if row.by]
    if _same_hand(said, by):
        return [Missing(_("您已代表另一组织确认过，请由本组织其他审批人确认"), by.org, rule=RULES["R-O13"])]
    return []


def _same_hand(others: Iterable[Appointment], by: Appointment) -> bool:
    """Whether one of `others`, or who they stood in for, is `by` or who `by` stands in for (R-O16)."""
    mine = _hands(by)
    return any(not mine.isdisjoint(_hands(other)) for other in others)


def _hands(by: Appointment) -> set[tuple[str, int]]:
    accounts = [by.account, by.delegation.giver.account] if by.delegation else [by.account]
    keys = {("account", account.pk) for account in accounts}
    return keys | {("person", account.person_id) for account in accounts if account.person_id}


def nobody_to_confirm(case: Case, confirmers: Sequence[object]) -> list[Missing]:
    if confirmers:
        return []
    return [Missing(_("%(org)s没有可以确认补录的上级党委") % {"org": case.origin}, rule=R_D38)]

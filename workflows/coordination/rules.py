"""The rules of W10. Tests: tests/workflows/test_coordination.py."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import calendar
from approvals.rules import Missing, rule
from approvals.sides import Side
from members.rulebook import declare

STATEMENT_DAYS = 5  # working days a side has for its statement (W10)

declare(
    "R-S2",
    "没有共同上级的，由双方县级（或现有最高）组织对口协调，办法和指定的组织都一致的才算一致；三十个工作日未达成一致的，维持现状，责任仍在转出方。",
    "省市级职责；产品默认",
)


@rule("R-S4", "协调单位须指定专人负责两地联络。", "指派专人")
def officer_named(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    if data is not None and not data.get("officer", "").strip():
        return Missing(_("尚未指定负责协调的专人"), case.coordinator)
    return None


@rule("R-S3")
def both_sides_heard(case, **_about: Any) -> Missing | None:
    """The statement of each side that works in the system, or five working days without one."""
    given = set(case.opinions.filter(superseded=False).values_list("side", flat=True))
    parties = {Side.ORIGIN: case.origin_party, Side.DESTINATION: case.destination_party}
    silent = next((side for side, org in parties.items() if org and side not in given), None)
    until = calendar.add_workdays(timezone.localdate(case.state_since), STATEMENT_DAYS)
    if silent and timezone.localdate() <= until:
        return Missing(_("%(side)s尚未提交书面陈述") % {"side": silent.label}, parties[silent])
    return None


@rule("R-S3", asks_others=True)
def decision_fits_the_parent(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The decision is one of those the parent's procedure offers, with reasons; what it names is lawful there."""
    if data is None:
        return None
    if data.get("decision") not in case.possible_decisions():
        return Missing(_("请选择一项协调意见"))
    if len(data.get("text", "").strip()) < 10:
        return Missing(_("协调意见须写明理由，不少于10个字"))
    return _first(case.against_deciding(data["decision"], data.get("branch")))


@rule("R-S3", asks_others=True)
def decision_is_still_lawful(case, *, by, **_about: Any) -> Missing | None:
    """What was lawful when it was decided may be so no more: the named branch was closed, or became the origin."""
    return _first(case.against_deciding(case.decision, case.named_org)) if by and case.decision else None


def _first(missing: list[Missing]) -> Missing | None:
    return missing[0] if missing else None


@rule("R-S2")
def same_decision_as_the_other_side(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Joint coordination decides what both have recorded alike: what is done, and the organisation named."""
    if data is None or not case.proposed:
        return None
    if data.get("decision") != case.proposed:
        return Missing(_("与对方组织登记的协调意见不一致"), case.origin_top)
    if data.get("branch") != case.decision_org:
        there = case.decision_org or _("没有填写")
        return Missing(_("与对方组织登记的改送支部不一致，对方登记的是：%(org)s") % {"org": there}, case.origin_top)
    return None


@rule("R-S1")
def superior_is_no_party(case, **_about: Any) -> Missing | None:
    """Whose own act or silence is complained of neither takes it up nor decides it."""
    if case.coordinator_is_a_party:
        return Missing(_("协调单位是当事一方，须提交上一级协调"), case.next_higher())
    return None


@rule("R-S1")
def superior_is_a_party(case, *, by, **_about: Any) -> Missing | None:
    """Passing it up by hand is for a superior that is itself a party; the clock needs no reason."""
    if by is None:
        return None
    if not case.coordinator_is_a_party:
        return Missing(_("协调单位不是当事一方，应当自行办理"), case.coordinator, moot=True)
    if case.next_higher() is None:
        return Missing(_("系统内没有不是当事一方的上级，请由双方商妥，或由提请方撤回"), case.requester)
    return None

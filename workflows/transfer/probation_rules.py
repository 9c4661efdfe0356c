"""What is asked when a probationer moves (R-T22). Tests: tests/workflows/test_probationers.py."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.attachments import PROOF
from approvals.calendar import add_months
from approvals.rules import Missing, rule
from members.people import Person, Stage

from .states import Refusal, State

NEWLY_ADMITTED, PROBATION = 3, 12  # months since joining


@rule(
    "R-T22",
    "预备党员转出的，原党组织移交培养教育考察情况；预备期已满尚未讨论转正的，应先讨论再转，确需转出的写明理由和能否转正的意见；"
    "离开前三个月内才接收的，审批时予以提示，须说明理由。",
    "《中国共产党发展党员工作条例》第34条；各地做法",
)
def admitted_long_enough(case, **_about: Any) -> Missing | None:
    """Admitted within the last three months: a warning."""
    joined = _joined_as_probationer(case.person)
    if joined and timezone.localdate() < add_months(joined, NEWLY_ADMITTED):
        return Missing(_("该同志接收为预备党员不满三个月，请说明情况"), case.origin, overridable=True)
    return None


@rule("R-T22")
def probation_discussed_first(case, **_about: Any) -> Missing | None:
    """The year of probation is over without a conversion: the origin discusses that first. A warning."""
    if not probation_is_over(case.person):
        return None
    said = _("该同志预备期已满，尚未讨论转正，应先讨论再转出；确需转出的，请说明理由")
    return Missing(said, case.origin, overridable=True)


@rule("R-T22", answered_by=("conversion_view",))
def conversion_view_given(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Of one whose probation is over the origin branch says whether they can be converted; that goes with the file."""
    if not probation_is_over(case.person) or case.conversion_view or (data or {}).get("conversion_view"):
        return None
    return Missing(_("预备期已满尚未讨论转正的，转出支部须写明能否转正的意见"), case.origin)


def probation_is_over(person: Person) -> bool:
    joined = _joined_as_probationer(person)
    return joined is not None and timezone.localdate() >= add_months(joined, PROBATION)


def _joined_as_probationer(person: Person) -> date | None:
    return person.joined_on if person.stage == Stage.PROBATIONARY else None


@rule("R-T22")
def probation_accounted_for(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The branch hands over how a probationer was educated and observed: in words here, or as a paper."""
    if case.person.stage != Stage.PROBATIONARY or data is None:
        return None
    if data.get(PROOF) or data.get("account", "").strip() or case.probation_account:
        return None
    return Missing(_("预备党员转出，须移交培养教育考察情况：写明，或附书面材料"), case.origin)


@rule("R-T22")
def county_decision_named(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """That a probationer cannot be recognised is for the county's organisation department to decide, nobody below."""
    asked_there = case.state in (State.DESTINATION_REVIEW, State.ARRIVED, State.DOSSIER_CHECK)
    if case.person.stage != Stage.PROBATIONARY or not asked_there or (data or {}).get("reason") != Refusal.CONDITION:
        return None
    if (data or {}).get("demanded", "").strip():
        return None
    return Missing(_("预备党员认定不了的，须写明县级以上组织部门的决定和文号"), case.destination_committee)

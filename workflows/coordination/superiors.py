"""Who coordinates: the nearest superior of both sides that is no party itself (R-S1), or both sides' highest (R-S2).

Tests: tests/workflows/test_impartial_superior.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.case import Case
from approvals.rules import Missing
from approvals.sides import Verdict
from members.models import PartyOrg
from members.orgs import lowest_common_superior

from .states import Ground


@dataclass(frozen=True)
class Complaint:
    """What a coordination is asked for. `accused`: whose act or silence it is about, None where that is an organisation
    outside the system; `handling`: who carries the decision out."""

    ground: Ground
    handling: PartyOrg
    accused: PartyOrg | None


def complaint_of(parent: Case, asking: PartyOrg, held_by: PartyOrg) -> Complaint:
    """What `asking` complains of; `held_by` has, or had last, the parent on its desk."""
    stuck_in = parent.stuck_in
    if stuck_in == "refused" and (said_no := _refusal_of(parent)):
        return Complaint(Ground.REFUSED, said_no.org or said_no.by.org, said_no.org)
    if opponent := parent.opponent(asking):
        return Complaint(Ground.CONFLICT, opponent, opponent)
    if late := parent.late_in(stuck_in):
        return Complaint(Ground.SILENCE, late, late)
    return Complaint(Ground.SILENCE, held_by, None if parent.recorded_in(stuck_in) else held_by)


def coordinator_of(parent: Case, parties: Iterable[PartyOrg]) -> PartyOrg | None:
    """The office that decides alone; None where the highest of both sides decide together (R-S2), or where nobody is
    left who is no party (`nobody_is_left`)."""
    barred = parties_among(parties)
    if parent.goes_outside:
        top = highest_of(parent.origin)
        return None if top is None or acts_as(top) in barred else top
    here, there = parent.origin, parent.destination
    common = lowest_common_superior(here, there, but_not=barred) if here and there else None
    return common.office() if common else None


def nobody_is_left(parent: Case, parties: Iterable[PartyOrg]) -> Missing | None:
    """Both sides have a superior in common, but every one of them is a party."""
    if coordinator_of(parent, parties):
        return None
    alone = highest_of(parent.origin) if parent.goes_outside else coordinator_of(parent, [])
    if alone is None:
        return None
    said = _("系统内能够协调的上级%(org)s是当事一方，请向系统外的上级党组织反映")
    return Missing(said % {"org": alone})


def highest_of(org: PartyOrg | None) -> PartyOrg | None:
    """A side's highest organisation in the system (R-S2)."""
    return org.chain()[-1].office() if org else None


def acts_as(org: PartyOrg) -> int:
    """The key of the committee a department works for, else of the organisation itself: they are one party."""
    return org.parent_id if org.acts_for_parent and org.parent_id else org.pk


def parties_among(orgs: Iterable[PartyOrg | None]) -> set[int]:
    return {acts_as(org) for org in orgs if org}


def _refusal_of(parent: Case):
    """The opinion that refused; who only recorded it for an organisation outside is its `by`."""
    refusals = parent.opinions.filter(verdict=Verdict.DISAGREE, superseded=False)
    return refusals.select_related("org", "by__org").last()

"""What a desk does with what reaches it, as policy.py and agreement_policy.py have it for each procedure."""

from collections.abc import Iterable
from random import Random

from approvals import desk
from approvals.case import Case
from approvals.models import Assignment
from approvals.sides import Verdict
from members.models import PartyOrg
from members.orgs import BRANCHES, Kind
from workflows.transfer.case import TransferCase

from . import agreement_policy, policy
from .luck import chosen
from .policy import NOTHING, URGED

TABLES = {
    "transfer": policy.TRANSFER,
    "coordination": policy.COORDINATION,
    "agreement": agreement_policy.AGREEMENT,
    "evaluation": agreement_policy.EVALUATION,
}
TWICE_LATE = {"transfer": policy.TWICE_LATE, "agreement": agreement_policy.TWICE_LATE}
AFTER_REFUSAL = {
    "transfer": policy.AFTER_REFUSAL,
    "coordination": policy.AFTER_REFUSAL,
    "agreement": agreement_policy.AFTER_REFUSAL,
    "evaluation": agreement_policy.AFTER_REFUSAL,
}


def verb_for(held: Assignment, chance: Random) -> str:
    """What the desk `held` is going to do."""
    case = held.case
    if not held.decides:
        return _heard(held, chance)
    shares = TABLES[case.kind][case.state]
    spoken = case.opinions.filter(superseded=False, state=case.state)
    if case.state == "destination_review" and spoken.filter(verdict=Verdict.DISAGREE).exists():
        shares = policy.DESTINATION_AGAINST
    return chosen(shares, chance)


def _heard(held: Assignment, chance: Random) -> str:
    """Who does not decide gives an opinion, or takes another step that is theirs."""
    shares = agreement_policy.HEARD.get((held.case.kind, held.case.state))
    if shares is None:
        return desk.OPINE
    case = held.case.flow.whole(held.case_id)
    theirs = {v.name for v in case.flow.leaving(case.state) if v.seat is None or held.org in v.seat.orgs(case)}
    return chosen(shares, chance, among=theirs | {desk.OPINE, NOTHING})


def fitting(verb: str, held: Assignment, case: Case, chance: Random) -> str:
    """`verb` as it is called for this case on the day on which it is done: others may have spoken since it was planned.

    Whoever was only to be heard may be the one whose word counts now, and the other way round."""
    if verb == "approve" and isinstance(case, TransferCase) and case.is_internal:
        return "approve_internal"
    if verb == desk.OPINE and held.decides:
        return not_nothing(case, chance)
    known = case.flow.verbs().get(verb)
    return desk.OPINE if known and known.seat is None and not held.decides else verb


def not_nothing(case: Case, chance: Random) -> str:
    shares = TABLES[case.kind][case.state]
    return chosen(shares, chance, among=set(shares) - {NOTHING})


def twice_late(case: Case, chance: Random) -> str:
    """What happens when a desk has let twice its time pass (R-T24, R-C11)."""
    shares = TWICE_LATE.get(case.kind, {}).get(case.state, policy.TWICE_LATE_ELSEWHERE)
    return chosen(shares, chance, among=_offered(case) | {URGED})


def instead_of(verb: str, case: Case, numbers: Iterable[str]) -> str:
    """What somebody does who was refused `verb` by the rules `numbers`; empty: comes back with what was missing."""
    known = next((verbs for number, verbs in AFTER_REFUSAL[case.kind].items() if number in set(numbers)), ())
    offered = _offered(case) | {NOTHING}
    return next((other for other in known if other in offered - {verb}), "")


def _offered(case: Case) -> set[str]:
    return {verb.name for verb in case.flow.leaving(case.state)}


def pace_of(org: PartyOrg) -> policy.Pace:
    if org.kind in BRANCHES:
        return policy.PACES["branch"]
    special = {Kind.GENERAL_BRANCH: "general_branch", Kind.ORGANISATION_DEPARTMENT: "department"}
    return policy.PACES[special.get(Kind(org.kind), "committee")]

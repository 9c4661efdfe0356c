"""What people type: for each verb the fields its form would hand over, right as a rule and wrong now and then."""

from collections.abc import Callable
from random import Random
from typing import Any

from django.utils import timezone

from approvals.calendar import add_months
from approvals.case import Case
from approvals.sides import Verdict
from members.models import PartyOrg
from workflows.transfer.case import TransferCase
from workflows.transfer.probation_rules import probation_is_over
from workflows.transfer.rules import usual_days
from workflows.transfer.states import DEMANDED, ConversionView, Refusal

from . import agreement_saying
from .county import County
from .luck import chosen, happens
from .policy import DECISIONS, SAME_DECISION, SHORT_DAYS, SHORT_LETTERS, WRONG_NUMBERS

WORDS = "情况已经核实，同意按程序办理。"
AGAINST = "经走访核实，该同志不在本辖区工作和居住。"
ENDED_BY_LETTER = (Refusal.LETTER, Refusal.IDENTITY, Refusal.DOSSIER)  # reasons that speak of a letter or a dossier


def said(case: Case, verb: str, county: County, chance: Random) -> dict[str, Any]:
    """The cleaned data of `verb`'s form, with words; whoever is warned adds reasons."""
    more = FIELDS[case.kind].get(verb)
    known = case.flow.verbs().get(verb)
    against = known and known.verdict in (Verdict.DISAGREE, Verdict.SEND_BACK)
    return {"text": AGAINST if against else WORDS, **(more(case, county, chance) if more else {})}


def _release(case: Any, _county: County, _chance: Random) -> dict[str, Any]:
    """Who is behind with the dues is not made to pay first: the committee is warned (R-T5)."""
    return {
        "dues_until": case.person.dues_until or timezone.localdate().replace(day=1),
        "contact": case.person.phone,
        "account": "培养考察情况良好，按期汇报思想，参加组织生活。",
        "conversion_view": ConversionView.CONVERTIBLE if probation_is_over(case.person) else "",
    }


def _branch(case: Any, _county: County, _chance: Random) -> dict[str, Any]:
    return {"branch": case.receiving_branch or case.destination}


def _other_branch_here(case: TransferCase, county: County, chance: Random) -> dict[str, Any]:
    """Another branch of the destination's committee."""
    committee = case.receiving_committee
    return {"branch": _another(case, [org for org in county.branches if committee.covers(org)], chance)}


def _other_branch_anywhere(case: TransferCase, county: County, chance: Random) -> dict[str, Any]:
    return {"branch": _another(case, county.branches, chance)}


def _another(case: Case, branches: list[PartyOrg], chance: Random) -> PartyOrg | None:
    others = [org for org in branches if org.pk not in (case.origin_id, case.destination_id)]
    return chance.choice(others) if others else None


def _letter(case: Any, _county: County, chance: Random) -> dict[str, Any]:
    return {"valid_days": SHORT_DAYS if happens(SHORT_LETTERS, chance) else usual_days(case), "carrier": "member"}


def _number(case: Any, _county: County, chance: Random) -> dict[str, Any]:
    return {"letter_number": (case.letter_number or 0) + happens(WRONG_NUMBERS, chance)}


def _reported(case: TransferCase, county: County, chance: Random) -> dict[str, Any]:
    return {**_number(case, county, chance), "letter_date": case.issued_on}


def _receipt(case: TransferCase, county: County, _chance: Random) -> dict[str, Any]:
    holder = county.hats[case.receiving_committee.pk][0]
    return {"handler": holder.account.name, "phone": "0518-87066345"}


def _refusal(case: TransferCase, _county: County, chance: Random) -> dict[str, Any]:
    """One of the closed list; what it speaks of must be there (R-T7)."""
    possible = [reason for reason in Refusal if case.letter_number or reason not in ENDED_BY_LETTER]
    reason = chance.choice(possible)
    return {
        "reason": reason,
        "demanded": "现居住地证明、原支部党员大会记录" if reason in DEMANDED else "",
        "text": AGAINST,
    }


def _cause(_case: Case, _county: County, _chance: Random) -> dict[str, Any]:
    return {"reason": "lost", "text": "本人报告介绍信在途中遗失，已写出书面说明。"}


def _officer(case: Any, county: County, _chance: Random) -> dict[str, Any]:
    return {"officer": county.hats[case.coordinator_id][0].account.name}


def _decision(case: Any, county: County, chance: Random) -> dict[str, Any]:
    """One of those the parent's procedure offers; where the other side has proposed one, mostly the same (R-S2)."""
    same = case.proposed and happens(SAME_DECISION, chance)
    decision = case.proposed if same else chosen(DECISIONS, chance, among=case.possible_decisions())
    if same:
        return {"decision": decision, "branch": case.decision_org}
    branch = _another(case, county.branches, chance) if decision == "reconsider_or_redirect" else None
    return {"decision": decision, "branch": branch}


FIELDS: dict[str, dict[str, Callable[[Any, County, Random], dict[str, Any]]]] = agreement_saying.FIELDS | {
    "transfer": {
        "agree_to_release": _release,
        "accept": _branch,
        "redirect": _other_branch_here,
        "new_destination": _other_branch_anywhere,
        "approve": _letter,
        "reissue": _letter,
        "report_in": _reported,
        "attach_receipt": _number,
        "receive": _branch,
        "send_receipt": _receipt,
        "refuse": _refusal,
        "void": _cause,
    },
    "coordination": {"accept": _officer, "decide": _decision, "agree": _decision, "opine": _decision},
}


def begun(chance: Random) -> dict[str, Any]:
    """The facts of a new draft beside person and destination."""
    reasons = {"unit_changed": 45, "residence_changed": 40, "study": 10, "retirement": 5}
    return {"reason": chosen(reasons, chance), "away_since": add_months(timezone.localdate(), -chance.randint(4, 14))}

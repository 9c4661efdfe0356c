"""What people type and write about agreements and evaluations: the fields of each verb, and versions of a text."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from approvals.calendar import add_months
from members.models import Appointment
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase
from workflows.agreement.states import Mode, SuspendedFor
from workflows.evaluation.case import EvaluationCase
from workflows.evaluation.states import Grade, Proposal

from . import agreement_policy as policy
from .county import County
from .luck import chosen, happens

WRITE_FIRST = {"counter", "send_back", "reopen"}  # verbs that send a version of one's own (R-C7)
GRADES: dict[str, int] = {Grade.GOOD: 30, Grade.FAIR: 52, Grade.PLAIN: 16, Grade.POOR: 2}


def write_version(case: AgreementCase, by: Appointment, chance: Random) -> None:
    """The side of `by` writes its own version: another wording, now and then another mode."""
    count = case.texts.count() + 1
    bodies = case.text.bodies | {"other": f"双方联系人变动的，三日内告知对方（第{count}稿）。"}
    mode = _other_mode(case, chance) if happens(policy.OTHER_MODE, chance) else case.text.mode
    drafting.write(case, by=by, bodies=bodies, mode=mode)


def not_before(case: AgreementCase, verb: str) -> date:
    """The first day on which `verb` comes up: an agreement takes effect on its first day (R-C6)."""
    return case.starts_on if verb == "file" else date.min


def _other_mode(case: AgreementCase, chance: Random) -> Mode:
    return chance.choice([mode for mode in Mode if mode != case.mode])


def _change(case: AgreementCase, _county: County, chance: Random) -> dict[str, Any]:
    """A supplement: the mode, the last day, or words alone (R-C12)."""
    mode = _other_mode(case, chance) if happens(policy.CHANGED_MODE, chance) else ""
    longer = chance.randint(*policy.LONGER_BY) if happens(policy.CHANGED_TERM, chance) else 0
    return {"mode": mode, "ends_on": add_months(case.ends_on, longer) if longer else None}


def _rest(_case: AgreementCase, _county: County, chance: Random) -> dict[str, Any]:
    return {"suspended_for": chance.choice(list(SuspendedFor))}


def _evaluation(case: EvaluationCase, _county: County, chance: Random) -> dict[str, Any]:
    """F-13 as the destination fills it in."""
    held, wrong = chance.randint(3, 12), happens(policy.WRONG_COUNTS, chance)
    return {
        "activities_held": held,
        "activities_attended": held + 1 if wrong else chance.randint(held // 2, held),
        "dues_until": case.dues_until,
        "grade": chosen(GRADES, chance),
        "opinion_text": "该同志能够按时参加组织生活，表现良好。",
        "work_and_life": "工作稳定，家庭生活正常。",
        "proposal": chance.choice(["", "", "", *Proposal]),
    }


FIELDS: dict[str, dict[str, Callable[[Any, County, Random], dict[str, Any]]]] = {
    "agreement": {"propose_change": _change, "suspend": _rest},
    "evaluation": dict.fromkeys(("draft", "submit", "complete", "submit_late"), _evaluation),
}

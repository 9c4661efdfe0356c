"""Corrections that a roster offers: the same identity number, another name, day or stage (R3).

Nothing is corrected by the import itself. Who may import accepts each offer, with a reason; a stage only as an error of
entry: who became a member is decided by a procedure, not by a list (R-T9). Tests: tests/members/test_roster_offers.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import characters
from members.appointments import Appointment
from members.people import Person, Stage
from members.register import shown
from members.register.keeping import keep, last_seq, refuse_by, why_not_decide, why_not_keep
from members.register.log import Ground, Kind, RegisterEntry
from members.rulebook import RuleBroken

from .outcome import Problem, Trouble
from .records import RosterProblem

DAYS = ("joined_on", "converted_on", "applied_on", "activist_on")
FIELDS = ("name", *DAYS, "stage")


def differences(facts: Mapping[str, Any], person: Person) -> Iterator[Problem]:
    """An offer for each fact that the register has otherwise. A name differs only if its characters do."""
    for field in FIELDS:
        before, now = getattr(person, field), facts.get(field)
        if not now or not before or before == now:
            continue
        if field == "name" and characters.key(before) == characters.key(now):
            continue
        label = shown.label(person, field)
        said = _("%(field)s与登记的不同；核对后可逐行作为更正接受，没有自动改") % {"field": label}
        yield Problem(Trouble.OFFER.value, said, warning=True, field=field, old=_text(before), new=_text(now))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def accept(
    problem: RosterProblem, *, by: Appointment, reason: str, proof: str = "", proof_name: str = ""
) -> RegisterEntry | None:
    """Write the correction an offer names, in the log with `reason`; None when the register already says so.

    A stage is entered as an error of entry, in so many words, by who decides about stages. What is offered is what
    「更正」 asks a proof for, so a proof it is here too: a list does not prove itself. Raises RuleBroken: `by` may
    not correct this person (R-O12), no reason or proof, the register has changed since, the offer is settled or
    expired."""
    with transaction.atomic():
        offer = RosterProblem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
        _refuse_settled(offer)
        if not reason.strip():
            raise RuleBroken("R-I3", _("请写明更正的理由和依据"))
        if not proof:
            raise RuleBroken("R-I3", _("更正姓名、日期、类别须附证明材料；名册不能证明自己"))
        told = offer.details
        person = Person.objects.select_for_update(of=("self",)).get(roster_problems=offer)
        field, new = told["field"], _value(told["field"], told["new"])
        if _text(getattr(person, field)) not in {told["old"], told["new"]}:
            raise RuleBroken("R-I3", _("登记在导入以后已另有改动，请重新导入后再核对"))
        if field == "name" and (objection := characters.objection_to_name(new)):
            raise RuleBroken("R-P10", objection)
        why = _("登记错误：%(reason)s") % {"reason": reason} if field == "stage" else reason
        ground = Ground(by, reason=why[:200], proof=proof, proof_name=proof_name)
        why_not = why_not_decide if field == "stage" else why_not_keep
        seen = last_seq(person)
        entry = keep(person, {field: new}, Kind.CORRECTED, ground, seen=seen, why_not=why_not)
        _settle(offer, taken=True)
    return entry


def decline(problem: RosterProblem, *, by: Appointment) -> None:
    """Leave the register as it is; the offer is asked no more. Raises RuleBroken as `accept`."""
    with transaction.atomic():
        offer = RosterProblem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
        _refuse_settled(offer)
        person = Person.objects.get(roster_problems=offer)
        refuse_by(by, lambda by: why_not_keep(person, by))
        _settle(offer, taken=False)


def _refuse_settled(offer: RosterProblem) -> None:
    if offer.settled_at or offer.kind != Trouble.OFFER or not offer.details:
        raise RuleBroken("R-I3", _("这一行已经处理过，或已过一周；请重新导入后再核对"))


def _settle(offer: RosterProblem, *, taken: bool) -> None:
    offer.settled_at, offer.taken = timezone.now(), taken
    offer.save(update_fields=["settled_at", "taken"])


def _value(field: str, said: str) -> Any:
    return date.fromisoformat(said) if field in DAYS else Stage(said) if field == "stage" else said


def in_words(problem: RosterProblem) -> dict[str, str]:
    """`old` and `new` of an offer as a page says them, with the field's `label`."""
    told, person = problem.details, Person()
    if "field" not in told:
        return {}
    said = {side: shown.said(person, told["field"], told[side]) for side in ("old", "new")}
    return said | {"label": shown.label(person, told["field"])}


def is_name(problem: RosterProblem) -> bool:
    """Whether the rest of the row waits for this offer."""
    return problem.details.get("field") == "name"


def is_stage(problem: RosterProblem) -> bool:
    """Whether the page must say that the offer may be accepted as an error of entry only."""
    return problem.details.get("field") == "stage"

"""Arrival with a paper letter from outside the system 凭纸质介绍信转入 (R-T15): W1 from the day the member reports in.

What W1 did before, the origin did outside; its letter, entered with a scan, stands for it. From `arrived` on the states
and verbs are those of every transfer. The rules: arrival_rules.py. Tests: tests/workflows/test_arrival.py.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import desk, plan
from approvals.attachments import PROOF, Scan
from approvals.rules import Missing, NotAllowed, Refused, weigh
from approvals.verbs import Verb
from members import characters, sealing, tree_gate
from members.access import AccessRecord, Kind
from members.identity import IdNumber
from members.models import Appointment, Person
from members.people import Stage
from members.register import changes
from members.register import log as register
from members.register.log import Ground
from members.rulebook import RULES

from .arrival_rules import (
    dues_named_on_letter,
    entered_above_the_branch,
    letter_holds_on_arrival,
    letter_not_entered_yet,
    probationer_arrives_in_order,
    relation_is_outside,
    sender_is_outside,
)
from .case import TransferCase
from .outside import claim_of_letter
from .rules import both_committees_have_power, no_other_open_transfer, valid_until, validity_in_bounds
from .states import LETTER_ENTERED, Channel, State
from .stays import back_from_abroad

OUTSIDE = "系统外组织关系"  # the ground of the relation before the first reception
MEMBER = ("name", "nationality", "phone", "stage", "joined_on", "converted_on", "dues_until")
FACTS = (*MEMBER, changes.ID_NUMBER, "gender")
ENTER = Verb(
    name=LETTER_ENTERED,
    action=LETTER_ENTERED,
    sources=(),
    target=State.ARRIVED,
    label="",
    rules=(
        entered_above_the_branch,
        sender_is_outside,
        both_committees_have_power,
        relation_is_outside,
        no_other_open_transfer,
        letter_not_entered_yet,
        validity_in_bounds,
        letter_holds_on_arrival,
        dues_named_on_letter,
        probationer_arrives_in_order,
        back_from_abroad,
    ),
)


def enter(
    *,
    by: Appointment,
    number: IdNumber,
    member: dict[str, Any],
    letter: dict[str, Any],
    reported_on: date,
    proof: Scan,
    overrides: dict[str, str] | None = None,
) -> TransferCase:
    """Enter a letter and whoever brought it: a case that waits for the reception; the relation stays outside till then.

    `member` says MEMBER, `letter` columns of the case. Raises Refused, NotAllowed."""
    kept = proof.store()
    said = {"valid_days": letter["valid_days"], "reported_on": reported_on, "overrides": overrides or {}}
    try:
        with transaction.atomic():
            tree_gate.hold()
            person, new = _person(number, member)
            case = _case(person, member, letter)
            missing, reasons = weigh(case, ENTER, by, said)
            if missing:
                raise Refused(missing)
            case.promised_on = plan.promised(case, State.ARRIVED, timezone.localdate())
            data = {"reported_on": reported_on, PROOF: kept} | ({"overrides": reasons} if reasons else {})
            desk.open_case(case, by=by, entered=LETTER_ENTERED, data=data)
            _on_register(person, member, Ground(by, reason=case.number), new=new)
            return case
    except Refused:
        _record_foreign(number, by)
        raise
    except IntegrityError as clash:
        raise NotAllowed(_why_clashed(letter)) from clash


def _why_clashed(letter: dict[str, Any]) -> str:
    """Somebody else entered the same letter or the same person at this very moment."""
    if TransferCase.objects.filter(letter_claim=_claim(letter)).exists():
        return _("这份介绍信刚刚已由另一位经办人登记，没有重复登记；请核对编号和开具单位（R-T12）。")
    return _("这个身份号码刚刚由别处登记，请重新提交。")


def _claim(letter: dict[str, Any]) -> str:
    return claim_of_letter(letter["outside_issuer"], letter["outside_number"], letter["issued_on"])


def _case(person: Person, member: dict[str, Any], letter: dict[str, Any]) -> TransferCase:
    case = TransferCase(
        kind="transfer",
        state=State.ARRIVED,
        person=person,
        origin=None,
        channel=Channel.PAPER,
        dues_until=member["dues_until"],
        first_issued_on=letter["issued_on"],
        letter_claim=_claim(letter),
        **letter,
    )
    if validity_in_bounds(case, data=letter) is None:
        case.valid_until = valid_until(case.issued_on, case.valid_days)
    case.title = case.headline()
    return case


def _person(number: IdNumber, member: dict[str, Any]) -> tuple[Person, bool]:
    """Whoever the register knows by the number, locked; else a new row, its relation outside since joining (R-O1)."""
    known = Person.objects.select_for_update(no_key=True).filter(id_index=sealing.blind(str(number), "id")).first()
    if known:
        _refuse_other(known, member)
        return known, False
    person = Person(gender=number.gender, **member)
    person.id_number = number
    person.save()
    joined = datetime.combine(member["joined_on"], time.min, timezone.get_default_timezone())
    person.join(None, because=OUTSIDE, at=joined)
    return person, True


def _refuse_other(known: Person, member: dict[str, Any]) -> None:
    """Raise Refused where the letter says something else of this number than the register (R-I3); it names no fact."""
    said = ""
    if characters.key(known.name) != characters.key(member["name"]):
        said = _("身份号码已登记在另一姓名下，请核对号码和姓名")
    elif known.joined_on and known.joined_on != member["joined_on"]:
        said = _("入党日期与名册登记的不同，请核对介绍信和档案")
    elif known.stage == Stage.FULL and member["stage"] != Stage.FULL:
        said = _("名册登记该同志为正式党员，请核对介绍信")
    if said:
        raise Refused([Missing(said, rule=RULES["R-I3"])])


def _on_register(person: Person, member: dict[str, Any], ground: Ground, *, new: bool) -> None:
    """Write the facts of the letter to the person's log; of somebody known, what is new."""
    if new:
        changes.enter([person], FACTS, register.Kind.ENTERED, ground)
        return
    told = {name: value for name, value in member.items() if name != "name" and value not in (None, "")}
    changes.change(person, told, register.Kind.RECEIVED, ground)


def _record_foreign(number: IdNumber, by: Appointment) -> None:
    """A refused try that touched somebody whose relation is elsewhere in the system is written down (R-O14)."""
    known = Person.objects.filter(id_index=sealing.blind(str(number), "id")).first()
    branch = known.branch if known else None
    if known and branch and not by.org.covers(branch):
        AccessRecord.objects.create(
            kind=Kind.FOREIGN, account=by.account, appointment=by, subject=f"person:{known.pk}", reason=OUTSIDE
        )

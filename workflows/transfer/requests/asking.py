"""Asking for a transfer, answering and withdrawing (R-T1, R-T2, R-O14).

The destination learns nothing from asking: whoever is not found, or no member, or another's name, is asked for in the
same words and stands in the same list. Each asking is on record, and an organisation asks DAILY times a day at most.
Locks: tree, organisation or person, request. Tests: tests/workflows/test_transfer_requests.py.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import desk
from approvals.attachments import PROOF, Scan
from approvals.rules import Missing, NotAllowed, Refused
from members import characters, disclosure, sealing, tree_gate
from members.access import Kind
from members.delegations import holds_now
from members.identity import IdNumber
from members.models import Appointment, PartyOrg, Person
from members.rulebook import RULES
from members.tree_changes import TreeChange, standing_for
from workflows.transfer import drafting, starting
from workflows.transfer.case import TransferCase
from workflows.transfer.rules import letter_is_the_usual_credential, named_branch_may_receive
from workflows.transfer.states import State

from .records import ASKS, KIND, Status, TransferRequest

DAILY = 20  # requests of one organisation a day: enough for a new estate, too few to try out numbers
FACTS = ("reason", "away_since", "reason_text", "contact")
ON_RECORD = "%(org)s请求将组织关系转入%(branch)s，附党员本人书面意愿。"  # in the log, so in Chinese


def ask(
    *, by: Appointment, name: str, number: IdNumber, destination: PartyOrg, proof: Scan, **facts: Any
) -> TransferRequest:
    """Ask whoever holds the relation of this member to begin a transfer to `destination`. `facts` are those of FACTS.

    Raises Refused or NotAllowed for what the asking side can know by itself, never for whom it asks about; except for a
    member of its own reach, whom it sees anyway."""
    stored = proof.store()
    with transaction.atomic():
        tree_gate.hold()
        refuse_wrong_hat(by)
        PartyOrg.objects.select_for_update(no_key=True).get(pk=by.org_id)
        person = _member(name, number)
        _refuse_unfit(by, name, number, destination)
        _refuse_own_member(by, person)
        asked = TransferRequest.objects.create(
            org=by.org,
            by=by,
            destination=destination,
            name=name,
            masked_number=masked(number),
            person=person,
            file_name=stored.name,
            content_type=stored.content_type,
            sha256=stored.sha256,
            size=stored.size,
            **facts,
        )
        disclosure.record(Kind.ASKED, f"transferrequest:{asked.pk}", by=by)
        return asked


def accept(request: TransferRequest, *, by: Appointment) -> TransferCase:
    """Begin the transfer: a draft of the origin, filled in with what was asked; only its own side sees it until it is
    sent (R-O14). Raises as `refuse`, and Refused where another transfer of this member is open (R-T13)."""
    now = timezone.now()
    with transaction.atomic():
        locked = _locked_to_answer(request, by)
        person = locked.person
        _refuse_second(person, by)
        asked = ON_RECORD % {"org": locked.org.name, "branch": locked.destination.name}
        case = drafting.begin(
            person,
            by=by,
            said={"text": asked, PROOF: locked.wish},
            destination=standing_for(locked.destination),
            **{name: getattr(locked, name) for name in FACTS},
        )
        locked.case = case
        _close(locked, Status.DRAFTED, by, now)
        return case


def refuse(request: TransferRequest, *, by: Appointment, decline: str, text: str) -> TransferRequest:
    """Say why the transfer is not begun; the asking side reads it, without learning which branch it is.

    Raises NotAllowed (not its member, answered already, wrong post), Refused (one's own matter, R-O13)."""
    with transaction.atomic():
        locked = _locked_to_answer(request, by)
        locked.decline, locked.text = decline, text.strip()
        _close(locked, Status.REFUSED, by, timezone.now())
        return locked


def withdraw(request: TransferRequest, *, by: Appointment) -> TransferRequest:
    """The asking organisation takes it back before an answer; the row stays with it. Raises NotAllowed."""
    with transaction.atomic():
        tree_gate.hold()
        locked = _locked(request)
        refuse_wrong_hat(by)
        if by.org_id != locked.org_id:
            raise NotAllowed(_("由提出请求的组织撤回（R-O12）。"))
        if locked.status != Status.WAITING:
            raise NotAllowed(_("这件请求已经办结，不能再撤回。"))
        _close(locked, Status.WITHDRAWN, by, timezone.now())
        return locked


def usual_credential(request: TransferRequest) -> Missing | None:
    """What a stay of this length usually takes instead of a transfer (R-T2); both sides read it, it bars nothing."""
    return letter_is_the_usual_credential(TransferCase(reason=request.reason, away_since=request.away_since))


def taken_over(sender: object, *, change: TreeChange, **_about: Any) -> None:
    """What an ended organisation has asked for, its successor goes on asking for (R-O11)."""
    if change.successor:
        TransferRequest.objects.filter(org__in=change.orgs).update(org=change.successor)


def refuse_wrong_hat(by: Appointment) -> None:
    """Raise NotAllowed unless `by` is in office now and does this work (R-O12, R-O16)."""
    if not holds_now(by):
        raise NotAllowed(_("您的任职已结束，不能代表该组织办理（R-O12）。"))
    if ASKS not in by.posts:
        raise NotAllowed(_("转入请求由书记、组织员或经办人提出和答复（R-O12）。"))
    if not by.may_handle(KIND):
        raise desk.outside_the_scope(KIND)


def masked(number: IdNumber) -> str:
    """As much of a number as is shown anywhere (R-I3): `320724********833X`."""
    return f"{str(number)[:6]}********{str(number)[-4:]}"


def _member(name: str, number: IdNumber) -> Person | None:
    """The member of exactly this name and number whose relation is in the system."""
    found = Person.objects.filter(id_index=sealing.blind(str(number), "id")).first()
    if found is None or characters.key(found.name) != characters.key(name) or not found.is_member:
        return None
    return found if found.branch else None


def _refuse_unfit(by: Appointment, name: str, number: IdNumber, destination: PartyOrg) -> None:
    """What speaks against asking, from what the asking side has typed or is."""
    own = by.account.person
    if own and own.id_index == sealing.blind(str(number), "id"):
        raise Refused([Missing(_("不得办理本人的事项，请由本组织其他任职人员办理"), by.org, rule=RULES["R-O13"])])
    if not by.org.covers(destination):
        raise NotAllowed(_("只能请求转入本组织和下级的党支部。"))
    if stop := named_branch_may_receive(TransferCase(destination=destination), data={"branch": destination}):
        raise Refused([stop])
    mine = TransferRequest.objects.filter(org=by.org_id)
    if mine.waiting().filter(name=name, masked_number=masked(number)).exists():
        raise NotAllowed(_("本组织已为这位同志提出过请求，正在等待答复，请不要重复提出。"))
    if mine.filter(asked_at__gte=_midnight(timezone.now())).count() >= DAILY:
        said = _("本组织今天已提出 %(n)s 件转入请求，请明天再提。")
        raise NotAllowed(said % {"n": DAILY})


def _refuse_own_member(by: Appointment, person: Person | None) -> None:
    branch = person.branch if person else None
    if branch and by.org.covers(branch):
        raise NotAllowed(_("该同志的组织关系就在您的管理范围内，请点「发起接转」直接办理。"))


def _refuse_second(person: Person, by: Appointment) -> None:
    if against := starting.why_not([person], by)[person.pk]:
        raise Refused(against)
    if draft := TransferCase.objects.filter(person=person, state=State.DRAFT, starter=by.org_id).first():
        said = _("该同志已有草稿 %(number)s，请先提交或撤回")
        raise Refused([Missing(said % {"number": draft.number}, by.org, rule=RULES["R-T13"])])


def _locked_to_answer(request: TransferRequest, by: Appointment) -> Any:
    """The request, locked with its person, for whoever answers for the member today. Raises NotAllowed, Refused."""
    tree_gate.hold()
    locked = _locked(request)
    refuse_wrong_hat(by)
    branch = locked.person.branch if locked.person else None
    if branch is None or not by.org.covers(branch):
        raise NotAllowed(_("该同志的组织关系不在您的管理范围内，不能由您答复。"))
    if by.account.person_id == locked.person_id:
        raise Refused([Missing(_("不得办理本人的事项，请由本组织其他任职人员办理"), by.org, rule=RULES["R-O13"])])
    if not locked.is_open:
        raise NotAllowed(_("这件请求已经有答复、已撤回或已失效，请刷新页面。"))
    return locked


def _locked(request: TransferRequest) -> TransferRequest:
    if request.person_id:
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=request.person_id)
    rows = TransferRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("org", "by", "destination", "person").get(pk=request.pk)


def _close(locked: TransferRequest, status: Status, by: Appointment, now: datetime) -> None:
    locked.status, locked.closed_by, locked.closed_at = status, by, now
    locked.save()


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)

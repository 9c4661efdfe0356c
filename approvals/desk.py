"""The desk: the only way a case moves.

One transaction a step: lock, apply what already fell due, check appointment and rules, run the verb, record opinion and
entry, drive Viewflow, open the next assignments, issue the papers, leave notices. No rendering, mail or network inside.
Locks are taken in one order: the tree of organisations (all steps hold it together), person, then cases by id.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from members import tree_gate
from members.binding import SEALED
from members.delegations import holds_now
from members.models import Appointment, PartyOrg, Person
from members.rulebook import RULES, RuleBroken

from . import due, handling, journal, kinds
from .assignments import Assignment
from .attachments import PROOF
from .case import Case
from .due import QUIET
from .midcourse import entering
from .midcourse.records import EntryOfPast
from .moments import next_moment
from .rules import AlreadyHandled, Missing, NotAllowed, Refused, membership_goes_on, not_on_own_case, refusals, weigh
from .sides import Verdict
from .verbs import Verb

OPINE = "opine"  # the entry of an opinion that does not move the case
SPEAK = Verb(name=OPINE, action=OPINE, sources=(), target="", label="", verdict=Verdict.AGREE)


@transaction.atomic
def open_case(case: Case, *, by: Appointment, entered: str = "open", data: dict[str, Any] | None = None) -> Case:
    """Put a new, unsaved case on the desk in its first state, with number, process, task and first assignment.

    `entered` and `data` are the first entry's name and words where more is said than that it begins.
    Raises Refused (one's own case, a membership or an organisation that is no more), NotAllowed (no longer in office,
    or outside what was delegated)."""
    tree_gate.hold()
    refuse_out_of_office(by, case)
    _lock_person(case)
    if against := [m for rule in (not_on_own_case, membership_goes_on) if (m := rule(case, by=by))]:
        raise Refused(against)
    _refuse_closed(case, by)
    return handling.open_new(case, by=by, now=timezone.now(), entered=entered, data=data)


@transaction.atomic
def enter_with_history(entry: EntryOfPast, *, by: Appointment, text: str = "") -> Case | None:
    """Confirm a case of the past for the organisation of `by`; answer with the case once nobody else is asked (R-D38).

    The past steps come on its log at their real days, as said before the system; its own clock begins now.
    Raises Refused with all that stands against it today, NotAllowed (not asked, no longer in office)."""
    now = timezone.now()
    locked, row = entering.locked_for_its_confirmer(entry, by)
    if against := entering.against(locked, list(locked.steps.all()), by):
        raise Refused(against)
    entering.answer(row, by, agrees=True, text=text, now=now)
    if locked.confirmations.waiting().exists():
        return None
    return entering.become_a_case(locked, now)


def act(target: Case | Assignment, verb_name: str, *, by: Appointment, seen: int | None = None, **data: Any) -> Case:
    """Run a verb of a case for an appointment and return the case as it now stands.

    `seen` is the length of the log the person had before their eyes; None skips that check. `data` is the form's
    cleaned data: the verb's own arguments, `text` for the opinion, `overrides` (rule number → reason) for warnings,
    `proof` (a Scan) for the paper that shows it; it becomes an attachment of the case in the same step.
    Raises Refused (rules, with all that is missing), AlreadyHandled (someone was faster), NotAllowed.
    """
    now = timezone.now()
    verb = _verb_of(target, verb_name)
    if proof := data.pop(PROOF, None):
        data[PROOF] = proof.store()
    with transaction.atomic():
        case = _lock(target, person_too=verb.locks_person)
        if not moved_by_the_clock(case, now):
            _refuse_old_page(case, seen)
            _run(case, verb, by, _as_of_now(data), now)
            return case
    raise AlreadyHandled(_last_entry(case))  # after the commit: what fell due stands, the act comes too late


def _run(case: Case, verb: Verb, by: Appointment, data: dict[str, Any], now: datetime) -> None:
    if case.state not in verb.sources:
        raise AlreadyHandled(_last_entry(case))
    waiting = _waiting(case)
    _refuse_wrong_seat(case, verb, by, waiting)
    missing, reasons = weigh(case, verb, by, data)
    if missing:
        raise Refused(missing)
    said = {key: value for key, value in data.items() if key != "overrides"}
    try:
        said |= {"overrides": reasons} if reasons else {}
        task = waiting[0].task if waiting else handling.open_task(case)
        handling.carry_out(case, verb, by, said, task=task, now=now)
    except RuleBroken as broken:  # a lower room refused: a closed branch, a character no font has
        known = RULES.get(broken.number)
        raise Refused([Missing(broken.message if known else str(broken), rule=known)]) from broken


def opine(
    target: Case | Assignment,
    *,
    by: Appointment,
    agrees: bool | None,
    text: str = "",
    seen: int | None = None,
    **said: Any,
) -> Case:
    """Record one organisation's opinion; the next desk of the waiting state is asked, or the last word moves the case.

    `agrees` None: a statement that takes no side.
    Raises Refused, AlreadyHandled, NotAllowed like `act`.
    """
    now = timezone.now()
    with transaction.atomic():
        case = _lock(target)
        if not moved_by_the_clock(case, now):
            _refuse_old_page(case, seen)
            return _speak(case, by, agrees, text, said, now=now)
    raise AlreadyHandled(_last_entry(case))


def _speak(case: Case, by: Appointment, agrees: bool | None, text: str, said: dict[str, Any], *, now: datetime) -> Case:
    refuse_out_of_office(by, case)
    held = _held(_waiting(case), by)
    if held is None:
        raise _nobody_waits_for(case, by)
    if held.decides:
        return _last_word(case, by, agrees, text)
    if missing := refusals(case, SPEAK, by, {"text": text}):
        raise Refused(missing)
    verdict = Verdict.NOTE if agrees is None else case.node.agreed if agrees else Verdict.DISAGREE
    opinion = handling.record_opinion(case, verdict, held.side, by=by, text=text, state=case.state, now=now)
    case.hear(by=by, **said)
    journal.append(case, OPINE, by=by, from_state=case.state, opinion=opinion, data=handling.plain(said), now=now)
    handling.close(held, by, now)
    handling.ask_next(case, held, now)
    case.save()
    return case


def _last_word(case: Case, by: Appointment, agrees: bool | None, text: str) -> Case:
    wanted = Verdict.AGREE if agrees else Verdict.DISAGREE
    verb = next((v for v in case.flow.leaving(case.state) if v.verdict == wanted), None)
    if verb is None:
        raise NotAllowed(_("本环节不同意须写明理由，请选择退回或不予接收。"))
    return act(case, verb.name, by=by, text=text)


def moved_by_the_clock(case: Case, now: datetime) -> bool:
    """Write down what fell due on a locked case; whether that has moved it. Reminders stop nobody."""
    return not QUIET.issuperset(due.settle(case, now))


def touch(case: Case, now: datetime) -> None:
    """Start the clock of a locked case's state again, as writing on a draft does. The caller saves."""
    case.state_since = now
    case.lapses_at = case.node.lapses_at(case)
    case.clock_at = next_moment(case, case.assignments.open())


def _verb_of(target: Case | Assignment, name: str) -> Verb:
    case = target.case if isinstance(target, Assignment) else target
    verb = case.flow.verbs().get(name)
    if verb is None or verb.by_system or verb.by_child or verb.by_fact:
        raise NotAllowed(_("没有这项办理操作。"))
    return verb


def _lock(target: Case | Assignment, person_too: bool = False) -> Case:
    case = target.case if isinstance(target, Assignment) else target
    tree_gate.hold()
    if case.parent_id:
        case.waiting_parent.flow.locked(
            case.parent_id
        )  # a child's decision moves its parent, and parents are locked first
    if person_too:
        _lock_person(case)
    return case.flow.locked(case.pk)


def _lock_person(case: Case) -> None:
    """Where a case is about one person, nothing else that concerns them happens meanwhile."""
    if case.person_id:
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=case.person_id)


def _as_of_now(data: dict[str, Any]) -> dict[str, Any]:
    """The form's data with organisations read again: one may have been closed since the form was (R-O11)."""
    chosen = [value.pk for value in data.values() if isinstance(value, PartyOrg)]
    found = PartyOrg.objects.select_related("successor").in_bulk(chosen) if chosen else {}
    return {key: found[value.pk] if isinstance(value, PartyOrg) else value for key, value in data.items()}


def _refuse_closed(case: Case, by: Appointment) -> None:
    named = {by.org_id, *(getattr(case, f"{column}_id") for column in case.organisations)}
    gone = PartyOrg.objects.select_related("successor").filter(pk__in=named - {None}, closed_on__isnull=False).first()
    if gone:
        said = _("%(org)s已撤销，请由承继组织重新发起") % {"org": gone}
        raise Refused([Missing(said, gone.successor, rule=RULES["R-O11"])])


def _refuse_old_page(case: Case, seen: int | None) -> None:
    if seen is None or seen == case.log_length:
        return
    if (
        seen > case.log_length
        or case.entries.filter(seq__gt=seen).exclude(verb__in={*QUIET, *case.flow.remarks}).exists()
    ):
        raise AlreadyHandled(_last_entry(case))


def _last_entry(case: Case) -> journal.Entry | None:
    """The last step somebody took, or the clock; an upgrade's entry is none."""
    return case.entries.exclude(verb=SEALED).select_related("by__account", "by__org").last()


def refuse_out_of_office(by: Appointment, case: Case) -> None:
    """Whoever acts is in office at this moment; whoever stands in, within what was delegated (R-O16)."""
    if holds_now(by):
        if by.may_handle(case.kind):
            return
        raise outside_the_scope(case.kind)
    if by.delegation:
        giver = by.delegation.giver.account
        raise NotAllowed(_("授权代办已收回或已到期，不能再代%(name)s办理（R-O16）。") % {"name": giver})
    raise NotAllowed(_("您的任职已结束，不能代表该组织办理（R-O12）。"))


def outside_the_scope(kind: str) -> NotAllowed:
    said = {"kind": kinds.flow_of(kind).process_title}
    return NotAllowed(_("授权代办的范围不含「%(kind)s」，请由授权人本人办理（R-O16）。") % said)


def _refuse_wrong_seat(case: Case, verb: Verb, by: Appointment, waiting: list[Assignment]) -> None:
    refuse_out_of_office(by, case)
    if verb.seat:
        if not verb.seat.held_by(by, case):
            raise NotAllowed(_("这一步由其他组织或岗位办理（R-O12）。"))
        return
    held = _held(waiting, by)
    if held is None:
        raise _nobody_waits_for(case, by)
    if not held.decides:
        raise NotAllowed(_("本组织在这一步只审议、提出意见，由上级组织决定（R-O7）。"))


def _nobody_waits_for(case: Case, by: Appointment) -> NotAllowed:
    """Why an appointment has nothing to do here: someone of its desk was faster, or it is not its turn."""
    done = case.assignments.filter(org=by.org_id, closed_at__isnull=False, task__in=_open_tasks(case)).last()
    if done:
        return AlreadyHandled(_last_entry(case))
    waiting = case.assignments.open().select_related("org").first()
    if waiting is None or not case.is_open:
        return AlreadyHandled(_last_entry(case))
    return Refused([Missing(_("这一步现在等待%(org)s办理") % {"org": waiting.org}, waiting.org)])


def _open_tasks(case: Case):
    return Task.objects.filter(process=case.process_id, finished__isnull=True).values("pk")


def _waiting(case: Case) -> list[Assignment]:
    """What a locked open case waits for, each with its task; not empty while the case is open."""
    whose = ("case_id", "org_id", "post", "side", "decides")
    what = ("task__flow_task", "task__flow_task_type", "task__status", "task__token")
    return list(case.assignments.open().select_related("task").only(*whose, *what).order_by("pk"))


def _held(waiting: list[Assignment], by: Appointment) -> Assignment | None:
    return next((held for held in waiting if held.waits_for(by)), None)

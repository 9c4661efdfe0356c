"""What the desk does once a step may be taken: state, opinion, entry, task, assignments, papers, notices.

The desk calls this, the clock (due.py) and what became of the person (ended.py): in a transaction, the case locked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from documents import papers
from members import fact_log
from members.appointments import Post
from members.fact_log import Told
from members.models import Appointment, PartyOrg

from . import journal, kinds, pausing
from .assignments import Assignment
from .attachments import PROOF, Attachment, enclose
from .case import UNSENT, Case
from .flow import Asks, WaitingActivation
from .moments import next_moment
from .notices import Notice, NoticeKind
from .official import offices_above
from .opinions import Opinion
from .papers import PaperKind
from .rules import NotAllowed
from .sides import Desk
from .verbs import PERSON_ENDED, Verb

APART = {"text", "overrides", PROOF}  # what a form says that is not the verb's own data


def open_new(
    case: Case,
    *,
    by: Appointment | None,
    now: datetime,
    effective_at: datetime | None = None,
    entered: str = "open",
    data: dict[str, Any] | None = None,
) -> Case:
    """Write a new case with number, process and task, and ask its first desk; as of the moment it fell due, where the
    clock opens it late: its number bears that year (R-C10).

    `entered` is what its first entry is called, `data` what that entry says; a proof becomes an attachment."""
    flow = case.flow
    began = effective_at or now
    opening = _found(case, by=by, began=began, now=now)
    case.number = f"{flow.number_prefix}{timezone.localdate(began).year}-{case.pk:06d}"
    said = dict(data or {})
    if by and said.get(PROOF):
        said[PROOF] = enclose(case, said[PROOF], by=by, now=now)
    journal.append(case, entered, by=by, from_state="", data=plain(said), now=now, effective_at=began)
    task = _first_task(case, opening)
    wait(case, task, began)
    case.save()
    if verb := flow.verbs().get(case.at_once()):
        case = flow.locked(case.pk)
        carry_out(case, verb, None, {}, task=task, now=now, effective_at=effective_at)
    return case


def open_in_mid_course(
    case: Case, *, by: Appointment, began: datetime, now: datetime, tell: Callable[[Case], None]
) -> Case:
    """Write a case that began on paper at `began` in the state it has reached, and ask the desk of that state from now
    on, so that nothing is late on the first day (R-D38). `tell` writes its history once it has a number."""
    opening = _found(case, by=by, began=began, now=now)
    case.number = f"{case.flow.number_prefix}{timezone.localdate(now).year}-{case.pk:06d}"
    case.state_since = now
    tell(case)
    wait(case, _first_task(case, opening), now)
    case.save()
    return case


def _found(case: Case, *, by: Appointment | None, began: datetime, now: datetime) -> Task:
    """Write a new case with its process, still without its number; answer with the task that stands for the opening."""
    flow = case.flow
    process = Process.objects.create(flow_class=flow, status=PROCESS.NEW)
    opening = Task.objects.create(process=process, flow_task=flow.start, status=STATUS.DONE, started=now, finished=now)
    case.process, case.opened_at, case.state_since = process, began, began
    case.opened_by, case.starter = by, by.org if by else None
    case.number = f"new-{process.pk}"
    case.save()
    return opening


def _first_task(case: Case, opening: Task) -> Task:
    case.process.case = case
    return case.flow.at(case.state)._create(WaitingActivation(opening), opening.token).task


def open_task(case: Case) -> Task:
    """The one task of an open case, also where nobody is asked because a child decides."""
    return Task.objects.get(process=case.process_id, finished__isnull=True)


def carry_out(
    case: Case,
    verb: Verb,
    by: Appointment | None,
    data: dict[str, Any],
    *,
    task: Task,
    now: datetime,
    effective_at: datetime | None = None,
) -> None:
    """Run a verb that may run, and finish `task`: state, opinion, entry, task, assignments, papers, notices."""
    before = case.state
    outside = case.outside_speaker if verb.recorded_on(case) else ""
    task.process = case.process
    apart = APART - {"text"} if verb.keeps_text else APART
    issued = getattr(case, verb.name)(by=by, **{k: v for k, v in data.items() if k not in apart})
    opinion = None
    if verb.verdict and by:
        side = (case.side_outside if outside else None) or case.side_of(by.org)
        said = {"text": data.get("text", ""), "outside": outside}
        opinion = record_opinion(case, verb.verdict, side, by=by, state=before, now=now, **said)
    if verb.supersedes:
        case.opinions.filter(superseded=False).update(superseded=True)
    if by and data.get(PROOF):
        data[PROOF] = enclose(case, data[PROOF], by=by, now=now)
    recorded = plain({k: v for k, v in data.items() if k != "text" or opinion is None})
    recorded |= {"recorded_for": outside} if outside else {}
    case.assignments.open().update(closed_at=now, closed_by=by)
    stood_since = case.state_since
    if verb.restarts_clock(case):
        case.state_since = effective_at or now
    case.process.case = case
    following = WaitingActivation(task).leave()
    if case.node.child:
        case.came_from = before
        _open_child(case, by=by, now=now, effective_at=effective_at)
    elif not (verb.resumes and pausing.resume(case, following, since=stood_since, now=effective_at or now)):
        wait(case, following, effective_at or now)
    case.never_sent = before == UNSENT and case.closed_at is not None
    # What the clock issues bears the day it fell due, in text and number (R-T12); that it was late, the log says.
    said_at = effective_at or now
    papers_out = [kind(case, by=by, now=said_at) for kind in issued or () if by or not kind.needs_speaker]
    for paper in papers_out:
        number(paper)
    journal.append(
        case, verb.name, by=by, from_state=before, opinion=opinion, data=recorded, now=now, effective_at=effective_at
    )
    case.save_changes()
    if case.moves_parent:
        _move_parent(case, by=by, now=now, effective_at=effective_at)
    facts: list[Told] = []
    for paper in papers_out:
        issue(paper, at=now, told=facts)
    fact_log.begin(facts)
    told = {org.pk for paper in papers_out for org in paper.readers}
    if verb.by_fact and before != UNSENT:  # nobody expects it, so a side that was not asked yet is told too
        told |= {org.pk for org in (case.origin, case.destination) if org}
    _tell(case, verb, by, now, told)


def _open_child(case: Case, *, by: Appointment | None, now: datetime, effective_at: datetime | None) -> None:
    """The case waits for the decision of a child, not for a desk."""
    if by is None:
        raise ValueError("a child is opened by an organisation that asks for it, never by the clock")
    case.clock_at = None  # `lapses_at` stays: should the case come back to this state, it is put off (pausing.py)
    held = case.assignments.filter(closed_at=now).select_related("org").order_by("pk").last()
    respondent = held.org if held else case.home
    child = kinds.flow_of(case.node.child).child_of(case, by=by, respondent=respondent)
    case.coordinator = child.coordinator
    open_new(child, by=by, now=now, effective_at=effective_at)


def _move_parent(case: Case, *, by: Appointment | None, now: datetime, effective_at: datetime | None) -> None:
    """Run the verb of the parent that a child's step has decided. The desk locked the parent first."""
    parent = case.waiting_parent.flow.locked(case.waiting_parent.pk)
    verb = parent.flow.verbs()[case.moves_parent]
    task = open_task(parent)
    carry_out(parent, verb, by, dict(case.parent_data), task=task, now=now, effective_at=effective_at)


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a step as the log keeps it: organisations by name and key, a proof by key and hash."""
    return {k: _plain(v) for k, v in data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, PartyOrg):
        return {"org": value.name, "id": value.pk}
    if isinstance(value, Attachment):
        return {"file": value.pk, "sha256": value.sha256}
    return value


def record_opinion(
    case: Case, verdict: str, side: str, *, by: Appointment, text: str, state: str, now: datetime, outside: str = ""
) -> Opinion:
    """`outside`: the organisation outside the system that said it, where `by` only records it."""
    opinion = Opinion(
        case_id=case.pk,
        side=side,
        org_id=None if outside else by.org_id,
        by=by,
        state=state,
        verdict=verdict,
        text=text,
        org_name=outside or by.org.name,
        by_name=by.name_on_record,
        by_title=by.label_on_record,
        at=now,
    )
    opinion.save(force_insert=True)
    return opinion


def wait(case: Case, task: Task, now: datetime) -> None:
    """Open the first desk of the case's state, or close the case at an end."""
    node = case.node
    case.slot = None if node.is_end else case.claim()
    if node.is_end:
        case.lapses_at = case.clock_at = None
        case.closed_at = now
        return
    case.lapses_at = node.lapses_at(case)
    desks = node.desks(case)
    if not desks and not case.at_once():
        raise NotAllowed(_("这一步没有可以办理的组织，请先在组织管理中补全上级和审批权限（R-O7）。"))
    asked = node.asked_first(desks)
    held = [_ask(case, task, desk, decides=node.decides(desk, desks, waiting=len(asked)), now=now) for desk in asked]
    case.clock_at = next_moment(case, held)


def ask_next(case: Case, held: Assignment, now: datetime) -> None:
    """Somebody has spoken without deciding: ask whoever speaks next, or let the only one left decide."""
    if case.node.asks is Asks.ALL:
        left = list(case.assignments.open().order_by("pk"))
        if len(left) == 1:
            left[0].decides = True
            left[0].save(update_fields=["decides"])
    if not case.node.in_turn:
        return
    desks = case.node.desks(case)
    place = next(n for n, desk in enumerate(desks) if desk.org.pk == held.org_id and desk.seat.post == held.post)
    following = _ask(case, held.task, desks[place + 1], decides=place + 2 == len(desks), now=now)
    case.clock_at = next_moment(case, [following])


def _ask(case: Case, task: Task, desk: Desk, *, decides: bool, now: datetime) -> Assignment:
    asked = Assignment.of_desk(desk, case, decides=decides, now=now)
    asked.task = task
    asked.save(force_insert=True)
    return asked


def close(held: Assignment, by: Appointment, now: datetime) -> None:
    held.closed_at, held.closed_by = now, by
    held.save(update_fields=["closed_at", "closed_by"])


def number(paper: PaperKind) -> PaperKind:
    """Take the paper's number before the step is on the log, which binds it where the case keeps it."""
    paper.taken = paper.take_number(timezone.localdate(paper.now))
    return paper


def issue(paper: PaperKind, at: datetime | None = None, told: list[Told] | None = None) -> None:
    """Freeze what a numbered paper says, and leave its rendering to a worker.

    `at`: when it is written, where that is later than the moment it speaks of (`paper.now`). `told`: as
    `documents.papers.issue`."""
    papers.issue(
        form=paper.form,
        title=paper.title,
        org=paper.org,
        template=paper.template,
        snapshot=_in_chinese(paper),
        because=paper.case.number,
        number=paper.number,
        on=timezone.localdate(paper.now),
        at=at or paper.now,
        by=paper.by.name_on_record if paper.by else "",
        register=paper.taken,
        labels=paper.labels,
        told=told,
    )


def _in_chinese(paper: PaperKind) -> Mapping[str, Any]:
    """A paper is Chinese, whatever language the interface of the one who caused it speaks."""
    with override(settings.LANGUAGE_CODE):
        return paper.snapshot()


def _tell(case: Case, verb: Verb, by: Appointment | None, now: datetime, readers: set[int]) -> None:
    """Leave a notice where the case began, with whoever a paper is for, and at its end on both sides."""
    kind = NoticeKind.CLOSED if case.closed_at else NoticeKind.RETURNED if verb.supersedes else NoticeKind.MOVED
    kind = NoticeKind.ENDED if verb.name == PERSON_ENDED else kind
    told = ({case.starter_id} if case.starter_id else set()) | readers
    if case.closed_at:
        told |= set(case.assignments.values_list("org_id", flat=True))
    if verb.tells_superiors:
        told |= {org.pk for org in offices_above(case, [by.org] if by else [])}
    if by:
        told.discard(by.org_id)
    # One line an organisation: the clerk's work is taken by every post that works there.
    Notice.objects.bulk_create(
        Notice(org_id=org, post=Post.CLERK, case_id=case.pk, kind=kind, state=case.state, at=now)
        for org in sorted(told)
    )

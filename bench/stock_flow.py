"""The same step as a stock Viewflow flow: View nodes, a gate, Viewflow's own view wrapper, rows through the ORM.

The same rules are asked, the same desks found and the same deadlines counted, so that what differs is how a step is
routed and recorded. Its task was assigned beforehand, and a form posted too late or by the wrong seat is not noticed.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow.utils import wrap_view
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from approvals import journal
from approvals.models import Assignment, Opinion
from approvals.rules import refusals
from members.models import Appointment
from workflows.transfer.case import TransferCase


class StockTransferFlow(flow.Flow):
    """Origin branch, gate, destination branch."""

    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle().Next(this.origin_review)
    origin_review = flow.View(None).onCreate(this.ask).Next(this.agreed)
    agreed = flow.If(this.has_agreed).Then(this.destination_review).Else(this.returned)
    destination_review = flow.View(None).onCreate(this.ask).Next(this.end)
    returned = flow.View(None).onCreate(this.ask).Next(this.end)
    end = flow.End()

    def has_agreed(self, activation) -> bool:
        return activation.process.case.state == "destination_review"

    def ask(self, activation) -> None:
        """Put the new task on the desk of the case's state."""
        case = activation.process.case
        desks = case.node.desks(case)
        due_at, second_due_at = case.node.deadline(case, desks[0].org)
        Assignment.objects.create(
            case_id=case.pk,
            task=activation.task,
            org=desks[0].org,
            post=desks[0].seat.post,
            side=desks[0].seat.side,
            decides=len(desks) == 1,
            opened_at=timezone.now(),
            due_at=due_at,
            second_due_at=second_due_at,
        )


def posted(case: TransferCase, by: Appointment, text: str) -> HttpRequest:
    """Put a transfer that waits for its origin branch onto the stock flow, its task taken by `by`; the form posted."""
    process = StockTransferFlow.process_class.objects.create(flow_class=StockTransferFlow)
    node = StockTransferFlow.origin_review
    task = Task.objects.create(process=process, flow_task=node, owner=by.account, status=STATUS.ASSIGNED)
    case.assignments.open().update(task=task)
    TransferCase.objects.filter(pk=case.pk).update(process=process)
    request = RequestFactory().post("/", {"text": text})
    request.user, request.appointment, request.task = by.account, by, task
    return request


def agree_to_release(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    """The view of the task: its form has been posted."""
    activation, by, now = request.activation, request.appointment, timezone.now()
    case = TransferCase.objects.select_related("origin", "destination").get(process=activation.process)
    activation.process.case = case
    if refusals(case, case.flow.verbs()["agree_to_release"], by, {"text": request.POST["text"]}):
        raise PermissionDenied
    before = case.state
    case.agree_to_release(by=by)
    case.state_since = now
    opinion = Opinion.objects.create(
        case_id=case.pk,
        side="origin",
        org=by.org,
        by=by,
        state=before,
        verdict="agree",
        text=request.POST["text"],
        org_name=by.org.name,
        by_name=by.account.name,
        by_title=by.label,
        at=now,
    )
    journal.append(case, "agree_to_release", by=by, from_state=before, opinion=opinion, now=now)
    Assignment.objects.filter(task=activation.task, closed_at=None).update(closed_at=now, closed_by=by)
    case.save()
    activation.execute()
    return HttpResponse()


wrapped = wrap_view(StockTransferFlow.origin_review, agree_to_release)


def answer(request: HttpRequest) -> HttpResponse:
    """Handle the request as Viewflow does: its wrapper locks the process, loads the task and calls the view."""
    return wrapped(request, process_pk=request.task.process_id, task_pk=request.task.pk)

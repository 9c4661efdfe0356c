"""Pages of requests: the list of both sides, the form, one request with its answer. What holds is in asking.py.

Tests: tests/workflows/test_transfer_request_pages.py.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import reading_views
from approvals.case import Case
from approvals.reading_views import Wanted
from approvals.rules import NotAllowed, Refused
from documents import archive, responses
from members.access import Kind, get_visible
from members.middleware import HatRequest
from members.models import Person

from . import asking
from .forms import AskForm, DeclineForm
from .records import ASKS, KIND, Status, TransferRequest

SHOWN = 100
NOTHING = mark_safe("")


def of_inbox(request: HatRequest) -> SafeString:
    """A line above the inbox: what waits for an answer, and what was answered."""
    rows, by = TransferRequest.objects, request.appointment
    found = (rows.on_the_desk_of(by) | rows.answers_for(by)).order_by().values_list("status")
    counts = dict(found.annotate(n=Count("pk")))
    waiting = counts.pop(Status.WAITING, 0)
    context = {"waiting": waiting, "answered": sum(counts.values())}
    if not (waiting or context["answered"]):
        return NOTHING
    return render_to_string("transfer/_requests_waiting.html", context, request=request)


@login_required
@require_GET
def requests(request: HatRequest) -> HttpResponse:
    """What waits for an answer within reach, what was asked for, and what was answered before."""
    by, rows = request.appointment, TransferRequest.objects.select_related("org", "destination")
    waiting = list(rows.to_answer(by)[:SHOWN])
    asked = list(rows.asked_by(by)[:SHOWN])
    listed = [row.pk for row in waiting + asked]
    context = {
        "waiting": waiting,
        "asked": asked,
        "answered": list(rows.visible_to(by).exclude(pk__in=listed).exclude(status=Status.WAITING)[:SHOWN]),
        "may_ask": ASKS in by.posts,
    }
    return render(request, "transfer/requests.html", context)


@never_cache
@sensitive_post_parameters("id_number")
@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HatRequest) -> HttpResponse:
    """Write a request; whatever is refused comes back with the text kept."""
    by = request.appointment
    if ASKS not in by.posts:
        raise PermissionDenied(_("转入请求由书记、组织员或经办人提出和答复（R-O12）。"))
    form = AskForm(request.POST or None, request.FILES or None, by=by)
    if form.is_valid():
        try:
            asked = asking.ask(by=by, **form.asked)
        except NotAllowed as stop:
            form.add_error(None, str(stop))
        except archive.StorageUnavailable:
            form.add_error(None, _("存储空间不足或不可用，没有登记。请联系管理员后重试。"))
        else:
            messages.success(request, _("已登记。姓名和身份号码与名册一致的，由所在党支部答复。"))
            return redirect("transfer_request", asked.pk)
    return render(request, "transfer/request_ask.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def one(request: HatRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@login_required
@require_POST
def accept(request: HatRequest, pk: int) -> HttpResponse:
    """Begin the draft and go on with it."""
    found = _visible(request, pk)
    try:
        case = asking.accept(found, by=request.appointment)
    except NotAllowed as stop:
        return _page(request, found, refused=stop)
    messages.success(request, _("已按请求起草，请核对后提交。草稿提交以前，对方看不到。"))
    return redirect("transfer_draft", case.number)


@login_required
@require_POST
def refuse(request: HatRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        asking.refuse(found, by=request.appointment, **form.cleaned_data)
    except NotAllowed as stop:
        return _page(request, found, form=form, refused=stop)
    messages.success(request, _("已答复，对方可以看到理由。"))
    return redirect("transfer_request", pk)


@login_required
@require_POST
def withdraw(request: HatRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        asking.withdraw(found, by=request.appointment)
    except NotAllowed as stop:
        return _page(request, found, refused=stop)
    messages.success(request, _("请求已撤回。"))
    return redirect("transfer_request", pk)


@login_required
@require_http_methods(["GET", "POST"])
def wish(request: HatRequest, pk: int) -> HttpResponse:
    """The scan of what the member has written; each reading is on record (R-I3)."""
    found = _visible(request, pk)
    here = found.person.branch if found.person else None
    handled = request.appointment.org_id in (found.org_id, here.pk if here else None)
    back = reverse("transfer_request", args=[found.pk])
    wanted = Wanted(_("书面意愿"), KIND, handled, Kind.FILE, f"transferrequest:{found.pk}", back)
    if answer := reading_views.closed(request, wanted):
        return answer
    try:
        body = archive.fetch(found.sha256)
    except archive.Damaged:
        return responses.lost_file()
    headers = {"Content-Disposition": f'inline; filename="wish-{found.pk}"'}
    return HttpResponse(body, content_type=found.content_type, headers=headers)


def _visible(request: HatRequest, pk: int) -> TransferRequest:
    rows = TransferRequest.objects.visible_to(request.appointment)
    related = ("org", "destination", "person", "by__account", "by__org", "closed_by__org", "case")
    return get_visible(request, rows.select_related(*related), pk)


def _page(
    request: HatRequest, found: TransferRequest, *, form: DeclineForm | None = None, refused: NotAllowed | None = None
) -> HttpResponse:
    """One request. The asking side sees what it typed and the answer; the other side the member and what it may do."""
    by = request.appointment
    person = Person.objects.visible_to(by).with_branch().filter(pk=found.person_id or 0).first()
    works = ASKS in by.posts and by.may_handle(KIND)
    context = {
        "asked": found,
        "person": person,
        "mine": found.org_id == by.org_id,
        "may_answer": bool(person) and works and found.is_open,
        "may_withdraw": works and found.status == Status.WAITING and found.org_id == by.org_id,
        "form": form or DeclineForm(),
        "refused": refused.missing if isinstance(refused, Refused) else [],
        "said": str(refused) if refused and not isinstance(refused, Refused) else "",
        "case": Case.objects.visible_to(by).filter(pk=found.case_id or 0).first() if found.case_id else None,
        "usual": asking.usual_credential(found) if found.is_open else None,
    }
    if not found.is_open and found.answer_read_at is None:
        TransferRequest.objects.answers_for(by).filter(pk=found.pk).update(answer_read_at=timezone.now())
    return render(request, "transfer/request.html", context, status=422 if refused or (form and form.errors) else 200)

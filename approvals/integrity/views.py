"""完整性: whether log and archive hold, when that was last proved and up to which checkpoint; the sheet for the safe.

Tests: tests/approvals/test_integrity_pages.py.
"""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from approvals.checkpoints import codes, scope
from approvals.checkpoints import sheet as sheets
from approvals.checkpoints.records import Checkpoint
from documents import responses
from members.middleware import OfficeRequest, open_without_hat

from . import running, shown
from .records import Proof, State
from .steps import LABELS, NAMES

HISTORY = 20


class SheetForm(forms.Form):
    """The code of a printed sheet, typed or scanned."""

    code = forms.CharField(
        label=gettext_lazy("检查单的代码"),
        max_length=400,
        help_text=gettext_lazy("用扫码枪对准二维码，或者抄写：抄号码和前六组就够，大小写、空格不限。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("请抄写或扫描检查单上的代码。")},
    )

    def clean_code(self) -> codes.Code:
        try:
            return codes.Code.read(self.cleaned_data["code"])
        except codes.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


@open_without_hat
@login_required
@never_cache
@require_GET
def integrity(request: OfficeRequest) -> HttpResponse:
    """`?code=` is what a scanned sheet leads to: it is filled in, nothing is done yet."""
    given = request.GET.get("code", "")[:400]
    return _page(request, SheetForm(initial={"code": given}))


@open_without_hat
@login_required
@require_POST
def start(request: OfficeRequest) -> HttpResponse:
    _refuse_others(request)
    return redirect(running.begin(request.appointment))


@open_without_hat
@login_required
@never_cache
@require_POST
def check_sheet(request: OfficeRequest) -> HttpResponse:
    """A sheet whose checkpoint is gone is told so at once; one that is there is proved along with everything else."""
    _refuse_others(request)
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    code = form.cleaned_data["code"]
    found = codes.find(code)
    if found.point is None:
        return _page(request, form, difference=found.difference)
    return redirect(running.begin(request.appointment, sheet=codes.code_of(found.point)))


@open_without_hat
@login_required
@never_cache
@require_GET
def proof(request: OfficeRequest, pk: int) -> HttpResponse:
    """One proof: how far it is, or what it found."""
    _refuse_others(request)
    made = get_object_or_404(Proof.objects.select_related("asked_by__org"), pk=pk)
    page = {
        "proof": made,
        "findings": list(shown.findings(request, made)),
        "step": NAMES.index(made.step) + 1,
        "steps": len(NAMES),
        "label": LABELS[made.step],
        "percent": 100 * NAMES.index(made.step) // len(NAMES),
        "sheet_point": made.sheet_point,
    }
    return render(request, "approvals/proof.html", page)


@open_without_hat
@login_required
@require_GET
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """A checkpoint as a sheet to print."""
    _refuse_others(request)
    point = get_object_or_404(Checkpoint, pk=pk)
    with override("zh-hans"):
        wanted = sheets.of(point, request.appointment.org.name if request.appointment else "")
    answer = responses.sheet(request, wanted, f"checkpoint-{pk}.pdf")
    if answer.status_code == 200:
        sheets.note_printed(point)
    return answer


def _refuse_others(request: OfficeRequest) -> None:
    if not shown.may_open(request):
        raise PermissionDenied(_("由党委、党工委和组织部的审批人、系统管理员查看。"))


def _page(request: OfficeRequest, form: SheetForm, *, difference: str = "", status: int = 200) -> HttpResponse:
    _refuse_others(request)
    proofs = list(Proof.objects.select_related("asked_by__org")[:HISTORY])
    last = next((made for made in proofs if made.state == State.DONE), None)
    point = Checkpoint.objects.order_by("-pk").first()
    page = {
        "form": form,
        "difference": difference,
        "last": last,
        "findings": list(shown.findings(request, last)) if last else [],
        "at_work": next((made for made in proofs if made.at_work and not made.stale), None),
        "proofs": proofs,
        "point": point,
        "point_digits": codes.grouped(point.hash[: codes.SHORTEST]) if point else "",
        "printed": sheets.last_printed(),
        "sheet_is_due": sheets.is_due(timezone.now()),
        "totals": scope.totals_of(point) if point else [],
    }
    return render(request, "approvals/integrity.html", page, status=status)

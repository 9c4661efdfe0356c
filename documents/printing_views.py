"""An organisation's print settings, and the sheet that shows what its printer is off by (R-P7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from members.access import get_visible
from members.middleware import HatRequest
from members.models import Appointment, PartyOrg

from . import printing, responses
from .printing import PrintSettings

TOO_FAR = dict.fromkeys(
    ("min_value", "max_value"), gettext_lazy("最多移 20 毫米。差得更多的，请先检查纸是否放正、打印时有没有缩放。")
)


class PrintForm(forms.ModelForm):
    """Offset and mark; whatever is not in the hand of `by` is greyed, with the reason."""

    class Meta:
        model = PrintSettings
        fields = ["right_mm", "down_mm", "unmarked", "basis"]
        help_texts = {
            "right_mm": gettext_lazy("打印出来偏左的填正数，偏右的填负数，如 1.5。"),
            "down_mm": gettext_lazy("打印出来偏高的填正数，偏低的填负数。"),
            "basis": gettext_lazy("省级组织部门准许直接打印介绍信的文件名称和文号。"),
        }
        error_messages = {"right_mm": TOO_FAR, "down_mm": TOO_FAR}

    def __init__(self, *args: Any, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by
        org = self.instance.org
        for names, why in (
            (("right_mm", "down_mm"), printing.why_not_shift(org, by)),
            (("unmarked", "basis"), printing.why_not_unmark(org, by)),
        ):
            for name in names if why else ():
                self.fields[name].disabled = True
                self.fields[name].help_text = why

    @property
    def may_change(self) -> bool:
        return not all(field.disabled for field in self.fields.values())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("unmarked") and not said.get("basis", "").strip():
            self.add_error("basis", _("不印这句话须写明依据（R-P7）。"))
        return said

    def save(self, commit: bool = True) -> PrintSettings:
        self.instance.changed_by = self.by
        return super().save(commit)


@login_required
@require_http_methods(["GET", "POST"])
def print_settings(request: HatRequest, pk: int) -> HttpResponse:
    org = _visible(request, pk)
    form = PrintForm(request.POST or None, instance=printing.of(org), by=request.appointment)
    if request.method == "POST" and not form.may_change:
        raise PermissionDenied
    if form.is_valid():
        form.save()
        messages.success(request, _("已保存。今后开具的介绍信按新的设置打印，已开具的不变。"))
        return redirect("print_settings", pk=org.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/print_settings.html", {"org": org, "form": form}, status=status)


@login_required
@require_GET
def printer_test(request: HatRequest, pk: int) -> HttpResponse:
    return responses.sheet(request, printing.of(_visible(request, pk)).test_sheet, f"test-sheet-{pk}.pdf")


def _visible(request: HatRequest, pk: int) -> PartyOrg:
    return get_visible(request, PartyOrg.objects.visible_to(request.appointment), pk)

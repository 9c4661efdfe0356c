"""节假日与调休: everybody looks; who administers the whole system enters a year's notice or a single day (R-T24)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from members.appointments import Post
from members.days import ComingDay
from members.middleware import OfficeRequest, open_without_hat
from members.rulebook import RuleBroken

from . import holidays
from .calendar import CalendarDay, provisional_years


class DayForm(forms.Form):
    day = ComingDay(label=gettext_lazy("日期"))
    works = forms.ChoiceField(
        label=gettext_lazy("安排"),
        choices=[("", gettext_lazy("放假")), ("yes", gettext_lazy("上班"))],
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=40, required=False)


def may_keep(request: OfficeRequest) -> bool:
    """The calendar is everybody's: a superuser, or an administrator of an organisation with nothing above it."""
    hat = request.appointment
    return request.user.is_superuser or bool(hat and hat.post == Post.ADMINISTRATOR and hat.org.parent_id is None)


@open_without_hat
@login_required
@require_GET
def calendar(request: OfficeRequest) -> HttpResponse:
    return _page(request, _year(request.GET.get("year", "")))


@open_without_hat
@login_required
@require_POST
def notice(request: OfficeRequest) -> HttpResponse:
    """A pasted notice: first what was read of it, then, confirmed, into the calendar."""
    _refuse_others(request)
    year, text = _year(request.POST.get("year", "")), request.POST.get("text", "")[:5000]
    try:
        told = holidays.read(text, year)
    except RuleBroken as broken:
        return _page(request, year, text=text, why=str(broken), status=422)
    if "confirmed" not in request.POST:
        return _page(request, year, text=text, told=told)
    return _entered(request, year, holidays.enter(told, year))


@open_without_hat
@login_required
@require_POST
def day(request: OfficeRequest) -> HttpResponse:
    """One day, by hand."""
    _refuse_others(request)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, _year(""), form=form, status=422)
    said = form.cleaned_data
    moved = holidays.enter_day(said["day"], bool(said["works"]), said["note"])
    return _entered(request, said["day"].year, moved)


def _refuse_others(request: OfficeRequest) -> None:
    if not may_keep(request):
        raise PermissionDenied


def _entered(request: OfficeRequest, year: int, moved: int) -> HttpResponse:
    counted = ngettext("%(n)s 件办理中的事项重新计算了限期", "%(n)s 件办理中的事项重新计算了限期", moved) % {"n": moved}
    messages.success(request, _("已保存，%(counted)s。") % {"counted": counted})
    return redirect(f"{reverse('calendar')}?year={year}")


def _year(text: str) -> int:
    this = timezone.localdate().year
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and abs(int(text) - this) <= 5 else this


def _page(request: OfficeRequest, year: int, *, status: int = 200, **more) -> HttpResponse:
    this = timezone.localdate().year
    context = {
        "year": year,
        "years": [this - 1, this, this + 1],
        "days": CalendarDay.objects.filter(day__year=year),
        "missing": sorted(provisional_years([this, this + 1])),
        "may_keep": may_keep(request),
        "form": more.pop("form", None) or DayForm(),
        **more,
    }
    return render(request, "approvals/calendar.html", context, status=status)

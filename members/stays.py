"""Graduates whose relation stayed at their school, and members abroad (R-T23): the facts, and who enters them.

What follows from them is a transfer's to say: workflows/transfer/stays.py. Tests: tests/members/test_stays.py.
"""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .access import get_visible
from .appointments import Appointment
from .days import PastDay
from .middleware import HatRequest
from .people import Person
from .register.keeping import keep, last_seq, seen_by, why_not_keep
from .register.log import Ground, Kind
from .rulebook import RuleBroken

FACTS = ("graduated_on", "abroad_since", "contacted_on")


def _day(label, help_text) -> PastDay:
    return PastDay(label=label, required=False, help_text=help_text)


class StayForm(forms.Form):
    """Three days, each empty while it does not apply."""

    graduated_on = _day(gettext_lazy("毕业日期"), gettext_lazy("毕业后组织关系仍留在学校的填写。"))
    abroad_since = _day(gettext_lazy("出国（境）日期"), gettext_lazy("组织关系仍在本组织的填写；回国后清空。"))
    contacted_on = _day(gettext_lazy("最近一次联系"), gettext_lazy("与本人取得联系的日期。"))

    def clean(self) -> dict[str, date | None]:
        cleaned = super().clean() or {}
        gone, heard = cleaned.get("abroad_since"), cleaned.get("contacted_on")
        if gone and heard and heard < gone:
            self.add_error("contacted_on", _("早于出国（境）日期，请核对。"))
        return cleaned


def enter(person: Person, days: dict[str, date | None], *, by: Appointment, seen: int) -> None:
    """Keep the facts; who changed which of them, and what they were before, goes on the person's log.

    Raises as `keep`."""
    keep(person, {name: days[name] for name in FACTS}, Kind.STAY, Ground(by), seen=seen)


@never_cache
@require_http_methods(["GET", "POST"])
def person_stay(request: HatRequest, pk: int) -> HttpResponse:
    """Enter or clear the three days. For whoever keeps the register where the relation is."""
    person = get_visible(request, Person.objects.visible_to(request.appointment), pk)
    if refused := why_not_keep(person, request.appointment):
        raise PermissionDenied(refused)
    form = StayForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(person, name) for name in FACTS}
    )
    seen = seen_by(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            enter(person, form.cleaned_data, by=request.appointment, seen=seen)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            seen = last_seq(person)
        else:
            messages.success(request, _("已登记。"))
            return redirect("person", person.pk)
    context = {"person": person, "form": form, "seen": seen}
    return render(request, "members/person_stay.html", context, status=422 if form.errors else 200)

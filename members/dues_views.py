"""党费交至: the month up to which each member of a branch has paid, typed in one table, saved row by row (R-T5).

Tests: tests/members/test_dues.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .access import get_visible
from .appointments import Appointment
from .characters import printable
from .middleware import HatRequest
from .month_field import MonthField, refuse_far_month
from .orgs import PartyOrg
from .people import MEMBERS, Person
from .register.keeping import keep, last_seq, whole, why_not_enter
from .register.log import Ground, Kind
from .rulebook import RuleBroken

PAGE = 100


class DuesForm(forms.Form):
    """One member's month. An empty field leaves what is there."""

    month = MonthField(label=gettext_lazy("党费交至"), required=False, validators=[refuse_far_month])

    def __init__(self, data: QueryDict | None, *, person: Person):
        self.person = person
        super().__init__(data, prefix=f"p{person.pk}", initial={"month": person.dues_until})
        self.fields["month"].widget.attrs["aria-label"] = _("%(name)s党费交至") % {"name": person.name}

    def clean_month(self) -> date | None:
        month, joined = self.cleaned_data["month"], self.person.joined_on
        if month and joined and month < joined.replace(day=1):
            raise forms.ValidationError(_("早于入党的月份，请核对。"))
        return month


class WhyForm(forms.Form):
    """Why, for all rows that are saved together."""

    reason = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=200,
        validators=[printable],
        help_text=gettext_lazy("可不填；有人改成更早的月份时必填，例如：核对收据，上次多登了一个月"),
    )


@dataclass
class Row:
    """One member: the form, the length of the log on the page, what became of it."""

    person: Person
    form: DuesForm
    seen: int
    refused: list[str] = field(default_factory=list)
    saved: bool = False


@never_cache
@require_http_methods(["GET", "POST"])
def branch_dues(request: HatRequest, pk: int) -> HttpResponse:
    """The table of one branch; of many pages the next begins after the person `after`."""
    org = get_visible(request, PartyOrg.objects.visible_to(request.appointment), pk)
    page: dict[str, object] = {"org": org}
    if refused := why_not_enter(request.appointment):
        return render(request, "members/dues.html", page | {"closed_because": refused}, status=403)
    after = request.GET.get("after", "")
    rows, more = _rows(request, org, int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0)
    why = WhyForm(request.POST or None)
    if request.method == "POST":
        saved = sum(_save(row, why, by=request.appointment) for row in rows)
        if not why.errors and not any(row.refused for row in rows):
            messages.success(request, _("已保存 %(n)d 人。") % {"n": saved})
            return redirect(f"{reverse('branch_dues', args=[org.pk])}?after={more or after}")
    page |= {"rows": rows, "more": more, "why": why, "after": after}
    failed = request.method == "POST"
    return render(request, "members/dues.html", page, status=422 if failed else 200)


def _rows(request: HatRequest, org: PartyOrg, after: int) -> tuple[list[Row], int]:
    """A page of the members of `org` by name, and the key of the last where there are more."""
    found = Person.objects.of(org).filter(stage__in=MEMBERS).order_by("pinyin", "pk")
    last = found.filter(pk=after).only("pinyin").first() if after else None
    if last:
        found = found.filter(pinyin__gte=last.pinyin).exclude(pinyin=last.pinyin, pk__lte=last.pk)
    people = list(found.with_log_length().with_branch()[: PAGE + 1])
    return list(_bound(request, people[:PAGE])), people[PAGE - 1].pk if len(people) > PAGE else 0


def _bound(request: HatRequest, people: list[Person]) -> Iterator[Row]:
    data = request.POST if request.method == "POST" else None
    for person in people:
        seen = person.log_length  # type: ignore[attr-defined]  # annotated
        if data is not None:
            seen = whole(data.get(f"seen-{person.pk}", ""))
        yield Row(person, DuesForm(data, person=person), seen)


def _save(row: Row, why: WhyForm, *, by: Appointment) -> bool:
    """Save one row by itself, if its month is another; True when it was. What is wrong stands on the row."""
    if not row.form.is_valid():
        row.refused = [str(fault) for fault in row.form.errors.get("month", [])]
        return False
    month, known = row.form.cleaned_data["month"], row.person.dues_until
    if month is None or month == known or not why.is_valid():
        return False
    is_fresh = row.seen >= row.person.log_length  # type: ignore[attr-defined]  # annotated; else `keep` says what changed
    if is_fresh and known and month < known and not why.cleaned_data["reason"]:
        row.refused = [_("早于已登记的 %(month)s：请在「说明」里写明原因。") % {"month": f"{known:%Y-%m}"}]
        return False
    try:
        ground = Ground(by, why.cleaned_data["reason"])
        row.saved = bool(keep(row.person, {"dues_until": month}, Kind.DUES, ground, seen=row.seen))
    except RuleBroken as broken:
        row.refused = [str(broken)]
    row.seen = last_seq(row.person)
    return row.saved

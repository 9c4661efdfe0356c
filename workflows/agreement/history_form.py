"""The form of an agreement in force that was signed on paper before the system (R-D38)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms import LONGEST_TEXT, printable
from approvals.midcourse.forms import MidcourseForm
from members.days import ComingDay, PastDay
from members.models import Person
from members.written_numbers import NumberedField

from . import uncovered
from .clauses import CURRENT, library
from .history import ASKED
from .rules import ROSTER_LIMIT
from .states import Every, Mode
from .text_form import DUES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .midcourse import Parties

SIGNATURES = ("sign_origin-on", "sign_destination-on")


class Names(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_stage_display()}）"


class AgreementHistoryForm(MidcourseForm):
    """`parties` made it; `facts` as midcourse.py reads them."""

    asked = ASKED

    people = Names(Person.objects.none(), label=gettext_lazy("名册：协议上的党员"), widget=forms.CheckboxSelectMultiple)
    agreement_number = NumberedField(
        label=gettext_lazy("协议编号"),
        max_length=60,
        validators=[printable],
        help_text=gettext_lazy("照纸面填写；没有编号的，填能认出这份协议的名称。"),
    )
    effective_on = PastDay(label=gettext_lazy("生效日期"))
    starts_on = PastDay(label=gettext_lazy("协议期限：自"))
    ends_on = ComingDay(label=gettext_lazy("协议期限：至"))
    mode = forms.ChoiceField(label=gettext_lazy("管理模式"), choices=Mode)
    exchange_months = forms.TypedChoiceField(label=gettext_lazy("互通联系情况"), choices=Every, coerce=int)
    dues_paid_to = forms.ChoiceField(label=gettext_lazy("党费"), choices=DUES)

    def __init__(self, *args: Any, parties: "Parties", initial: dict[str, Any] | None = None, **kwargs: Any):
        self.parties = parties
        super().__init__(*args, initial=_typed(initial) if initial else None, **kwargs)
        ours = "origin" if self.by.org == parties.origin else "destination"
        named = initial["people"] if initial else []
        field: Names = self.fields["people"]  # type: ignore[assignment]  # declared above
        field.queryset = self._offered(ours, named)
        field.required = parties.floating_org is None
        bodies = initial["bodies"] if initial else None
        for clause in library(CURRENT, parties.scope):
            self.fields[f"clause-{clause.key}"] = forms.CharField(
                label=clause.title,
                required=False,
                initial=clause.body if bodies is None else bodies.get(clause.key, ""),
                max_length=LONGEST_TEXT,
                validators=[printable],
                widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
                help_text=gettext_lazy("改成与纸面一致；纸面没有的，留空。"),
            )
            self.fact_names.append(f"clause-{clause.key}")

    def _offered(self, ours: str, named: list[int]) -> "QuerySet[Person]":
        """Who may stand on it: of a floating organisation whoever takes part there (R-O10), else who is away."""
        origin, about = self.parties.origin, self.parties.floating_org
        if about is None:
            return uncovered.between(origin, self.parties.destination, ours, named)
        members = uncovered.taking_part(about, from_=origin, told=self.by.org).order_by("pinyin", "pk")[:ROSTER_LIMIT]
        keys = members.values_list("pk", flat=True)
        return Person.objects.filter(pk__in={*keys, *named}).order_by("pinyin", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("协议的终止日期须晚于起始日期"))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        bodies = {c.key: said[f"clause-{c.key}"].strip() for c in library(CURRENT, self.parties.scope)}
        about = self.parties.floating_org
        return {
            "origin": self.parties.origin.pk,
            "destination": self.parties.destination.pk,
            **({"floating_org": about.pk} if about else {}),
            "people": sorted(person.pk for person in said["people"]),
            "bodies": {key: words for key, words in bodies.items() if words},
            "signed_on": max(said[name] for name in SIGNATURES).isoformat(),
            **{name: said[name].isoformat() for name in ("effective_on", "starts_on", "ends_on")},
            **{name: said[name] for name in ("agreement_number", "mode", "exchange_months", "dues_paid_to")},
        }


def _typed(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the form's fields take them."""
    days = {name: date.fromisoformat(facts[name]) for name in ("effective_on", "starts_on", "ends_on")}
    return {**facts, **days}

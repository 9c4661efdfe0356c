"""The form of a transfer whose letter was issued on paper before the system (R-D38)."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms import MonthField, printable
from approvals.midcourse.forms import MidcourseForm
from approvals.midcourse.kinds import Asked
from members.days import PastDay
from members.models import PartyOrg, Person
from members.org_choice import OrgField
from members.orgs import BRANCHES
from members.written_numbers import TelephoneField

from .history import ASKED, REPORT, Happened
from .outside import OUTSIDE
from .outside_forms import OutsideFields
from .rules import LONGEST_LETTER
from .states import Carrier, Reason

LONGEST_NUMBER = 999_999  # six digits stand on the letter


class TransferHistoryForm(MidcourseForm, OutsideFields):
    """`person` is who goes; `facts` as midcourse.py reads them."""

    asked = ASKED
    field_order = ["letter_number", "issued_on", "valid_days", "carrier", "happened", "destination", *OUTSIDE]

    letter_number = forms.IntegerField(
        label=gettext_lazy("介绍信编号"),
        min_value=1,
        max_value=LONGEST_NUMBER,
        help_text=gettext_lazy("纸质介绍信右上角的编号，照填；本系统不再发出同一编号（R-T12）。"),
    )
    issued_on = PastDay(label=gettext_lazy("开具日期"))
    valid_days = forms.IntegerField(
        label=gettext_lazy("有效期（天）"),
        min_value=1,
        max_value=LONGEST_LETTER,
        help_text=gettext_lazy("介绍信上大写的天数，1–90；自开具次日起算（R-T4）。"),
    )
    carrier = forms.ChoiceField(label=gettext_lazy("传递方式"), choices=Carrier)
    happened = forms.ChoiceField(label=gettext_lazy("现在的情况"), choices=Happened, widget=forms.RadioSelect)
    destination = OrgField(
        label=gettext_lazy("转入党支部（在本系统的）"),
        required=False,
        help_text=gettext_lazy("全称、简称或拼音首字母。不在本系统的，不填这一项，改填下面“系统外”各项。"),
        error_messages={"unknown": gettext_lazy("本系统里没有这个党支部，请核对名称。")},
    )
    reason = forms.ChoiceField(label=gettext_lazy("转移原因"), choices=Reason)
    reason_text = forms.CharField(
        label=gettext_lazy("情况说明"), required=False, max_length=300, validators=[printable]
    )
    away_since = PastDay(label=gettext_lazy("何时起"), required=False)
    dues_until = MonthField(label=gettext_lazy("党费交至"), help_text=gettext_lazy("介绍信上的年月（R-T5）。"))
    contact = TelephoneField(label=gettext_lazy("党员联系方式"), required=False, max_length=60, validators=[printable])

    def __init__(self, *args: Any, person: Person, **kwargs: Any):
        self.person = person
        super().__init__(*args, **kwargs)
        for name in OUTSIDE:
            self.fields[name].required = False
            self.fields[name].label = format_lazy(gettext_lazy("系统外：{label}"), label=self.fields[name].label)
        field: OrgField = self.fields["destination"]  # type: ignore[assignment]  # declared above
        field.within = PartyOrg.objects.filter(kind__in=BRANCHES)

    def asked_when(self, asked: Asked, cleaned: dict[str, Any]) -> bool:
        return asked.key == REPORT and cleaned.get("happened") == Happened.REPORTED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outside = bool(cleaned.get("outside_name") or cleaned.get("outside_committee"))
        touched = {"destination", "outside_name", "outside_committee"} & set(self.errors)
        if not touched and bool(cleaned.get("destination")) == outside:
            self.add_error("destination", _("请选择系统内的转入党支部，或者填写系统外的党支部和接收党组织，只填一种。"))
        if outside and not touched and not (cleaned.get("outside_name") and cleaned.get("outside_committee")):
            self.add_error("outside_name", _("系统外的，转入党支部和接收党组织的全称都要填。"))
        self._refuse_approval_after_letter(cleaned)
        return cleaned

    def _refuse_approval_after_letter(self, cleaned: dict[str, Any]) -> None:
        approved, issued = cleaned.get("approve-on"), cleaned.get("issued_on")
        if approved and issued and issued < approved:
            self.add_error("issued_on", _("介绍信的开具日期不能早于批准的日期。"))

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        branch = self.person.branch
        days = {name: said[name].isoformat() for name in ("issued_on", "dues_until", "away_since") if said.get(name)}
        kept = ("reason", "reason_text", "contact", "carrier", "valid_days", "letter_number", "happened", *OUTSIDE)
        reported = said.get(f"{REPORT}-on")
        return {
            "origin": branch.pk if branch else None,
            "destination": said["destination"].pk if said.get("destination") else None,
            **{name: said.get(name) or "" for name in kept},
            **days,
            **({"reported_on": reported.isoformat()} if reported else {}),
        }

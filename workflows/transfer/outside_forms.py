"""Forms for a destination outside the system: how it is named, and what a clerk records of what it said and did.

Tests: tests/workflows/test_transfer_outside.py.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approvals.forms import MaterialForm, ProofField, ReasonForm, VerbForm, printable
from members.days import PastDay
from members.models import PartyOrg
from members.written_numbers import CodeField, TelephoneField

from .forms import AnyBranchForm, LetterNumberForm, RefusalForm, ReportForm
from .outside import OUTSIDE, in_the_system, written


class OutsideFields(forms.Form):
    """The columns OUTSIDE. `found`: organisations of this system whose names were typed; they are chosen, not typed."""

    outside_name = forms.CharField(
        label=_("转入党支部全称"),
        max_length=100,
        validators=[printable],
        help_text=_("介绍信“由……去……”的去向，写明具体党支部（R-T3）。"),
    )
    outside_committee = forms.CharField(
        max_length=100,
        validators=[printable],
        label=_("接收党组织全称"),
        help_text=_("介绍信抬头：有权接收的党委或县级以上党委组织部，与印章一致（R-T3、R-O8）。"),
    )
    outside_place = forms.CharField(
        max_length=60,
        validators=[printable],
        label=_("所在地"),
        help_text=_("省、市、县（区），如：江海省港城市临港区。"),
    )
    outside_region = CodeField(
        max_length=6,
        validators=[printable],
        label=_("行政区划代码"),
        required=False,
        help_text=_("6 位数字。用来按距离给出介绍信有效期；不填按外省计（R-T4）。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    outside_contact = forms.CharField(max_length=60, validators=[printable], label=_("联系人"), required=False)
    outside_phone = TelephoneField(
        max_length=40, validators=[printable], label=_("联系电话"), help_text=_("征求意见、催要回执时使用。")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.found: list[PartyOrg] = []

    def clean_outside_name(self) -> str:
        return self._not_in_the_system("outside_name")

    def clean_outside_committee(self) -> str:
        return self._not_in_the_system("outside_committee")

    def _not_in_the_system(self, column: str) -> str:
        name = written(self.cleaned_data[column])
        if found := in_the_system(name):
            self.found.append(found)
            raise ValidationError(_("%(org)s已在本系统，请从系统中选择。") % {"org": found.name})
        return name

    def clean_outside_region(self) -> str:
        code = self.cleaned_data["outside_region"]
        if code and not re.fullmatch("[0-9]{6}", code):
            raise ValidationError(_("行政区划代码是 6 位数字。"))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outside_name") and cleaned.get("outside_name") == cleaned.get("outside_committee"):
            self.add_error("outside_name", _("去向须写明具体党支部，不能与接收党组织相同。"))
        return cleaned


class OutsideForm(OutsideFields):
    """The whole destination of a draft."""


class NewDestinationForm(OutsideFields, AnyBranchForm):
    """Where to instead: `branch`, one of this system, or `outside`, the names of one that is not in it."""

    field_order = ["branch", *OUTSIDE, "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("branch", *OUTSIDE):
            self.fields[name].required = False
        self.fields["branch"].help_text = _("在本系统的，填与印章一致的全称；不在本系统的，改填下面各项。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outside = {column: cleaned.pop(column, "") for column in OUTSIDE}
        cleaned["outside"] = outside if any(outside.values()) else None
        return cleaned


class RecordForm(VerbForm):
    """What the destination said, word for word, with its letter."""

    proof = ProofField(label=_("对方来函扫描件"))
    field_order = ["proof", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("来函意见（照录）")


class _BranchNamed(forms.Form):
    branch_name = forms.CharField(label=_("来函写明的接收党支部"), max_length=100, validators=[printable])

    def clean_branch_name(self) -> str:
        return written(self.cleaned_data["branch_name"])


class AcceptRecordForm(_BranchNamed, RecordForm):
    """It will receive, and into which branch."""

    field_order = ["branch_name", "proof", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["branch_name"].initial = self.case.outside_name


class MaterialRecordForm(MaterialForm, RecordForm):
    """It asks for more."""

    field_order = ["proof", "text"]


class ReasonRecordForm(ReasonForm, RecordForm):
    """It looks into the dossier first."""

    field_order = ["proof", "text"]


class RefusalRecordForm(RefusalForm, RecordForm):
    """It refuses, with a reason of the closed list (R-T7)."""

    field_order = ["reason", "demanded", "proof", "text"]


class ReportRecordForm(ReportForm):
    """The member has reported in there."""

    reported_on = PastDay(label=_("报到日期"))
    proof = ProofField(label=_("对方来函、回执或系统页面"))
    field_order = ["letter_number", "letter_date", "reported_on", "proof", "text"]


class ReceptionRecordForm(_BranchNamed, LetterNumberForm):
    """What the returned receipt says of the reception."""

    received_on = PastDay(label=_("接收日期"), help_text=_("回执上的日期；组织关系自该日起转出本系统（R-T9）。"))
    proof = ProofField(label=_("回执联扫描件"))
    field_order = ["letter_number", "received_on", "branch_name", "proof", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["branch_name"].label = _("回执写明的党支部")
        self.fields["branch_name"].initial = self.case.outside_name


class ReceiptRecordForm(VerbForm):
    """Who there sent the receipt, and when (R-T11)."""

    handler = forms.CharField(label=_("对方经办人"), max_length=60, validators=[printable])
    phone = TelephoneField(label=_("对方联系电话"), max_length=40, validators=[printable])
    receipt_on = PastDay(label=_("回执日期"))
    proof = ProofField(label=_("回执联扫描件"))
    field_order = ["handler", "phone", "receipt_on", "proof", "text"]


RECORDING_FORMS: dict[str, type[VerbForm]] = {
    "accept": AcceptRecordForm,
    "ask_material": MaterialRecordForm,
    "refuse": RefusalRecordForm,
    "report_in": ReportRecordForm,
    "check_dossier": ReasonRecordForm,
    "receive": ReceptionRecordForm,
    "send_receipt": ReceiptRecordForm,
}

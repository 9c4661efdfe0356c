"""Forms of an arrival with a paper letter from outside: the letter itself, and what its sender says later (R-T15).

Tests: tests/workflows/test_arrival_pages.py.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, ProofField, ReasonForm, VerbForm, printable
from approvals.warned import reasons_in
from members import identity
from members.days import PastDay
from members.models import Appointment, PartyOrg
from members.name_field import NameField
from members.org_choice import OrgField
from members.orgs import BRANCHES
from members.people import MEMBERS, Stage
from members.rulebook import RuleBroken
from members.same_person import compact
from members.written_numbers import NumberedField, TelephoneField

from .arrival import MEMBER
from .forms import DuesField
from .outside import written
from .rules import LONGEST_LETTER
from .states import Carrier, Reason

LETTER = (
    "outside_number",
    "outside_issuer",
    "issued_on",
    "valid_days",
    "carrier",
    "outside_name",
    "outside_committee",
    "outside_place",
    "outside_contact",
    "outside_phone",
    "destination",
    "reason",
    "probation_account",
)


def _text(label: Any, longest: int, **about: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, validators=[printable], **about)


def _numbered(label: Any, longest: int, **about: Any) -> NumberedField:
    return NumberedField(label=label, max_length=longest, validators=[printable], **about)


class ArrivalForm(forms.Form):
    """The member, the letter, and where to. `member`, `letter` and `number` are what `arrival.enter` takes."""

    name = NameField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("身份号码"),
        max_length=40,
        help_text=_("性别和出生日期按号码登记；名册里已有的人按号码认出。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nationality = _text(_("民族"), 20, initial="汉族")
    stage = forms.ChoiceField(
        label=_("党员类别"), choices=[(s.value, s.label) for s in Stage if s in MEMBERS], initial=Stage.FULL
    )
    joined_on = PastDay(label=_("入党日期"), help_text=_("支部大会通过接收为预备党员的日期。"))
    converted_on = PastDay(label=_("转正日期"), required=False, help_text=_("正式党员填写。"))
    dues_until = DuesField(help_text=_("介绍信上“党费已交到”的年月（R-T5）。"))
    phone = TelephoneField(label=_("联系电话或其他联系方式"), max_length=40, validators=[printable])

    outside_number = _numbered(_("介绍信编号"), 30, help_text=_("介绍信右上角“第……号”，照写，前面的零也写上。"))
    outside_issuer = _text(_("开具介绍信的党组织"), 100, help_text=_("与印章一致的全称。"))
    issued_on = PastDay(label=_("开具日期"))
    valid_days = forms.IntegerField(
        label=_("有效期（天）"),
        min_value=1,
        max_value=LONGEST_LETTER,
        help_text=_("介绍信上的大写数字，1–90（R-T4）。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    carrier = forms.ChoiceField(label=_("介绍信怎样到的"), choices=Carrier, initial=Carrier.MEMBER)
    reported_on = PastDay(label=_("报到日期"), help_text=_("本人持介绍信来，或机要收到的日期。"))
    proof = ProofField(label=_("介绍信扫描件"))

    outside_name = _text(_("原所在党支部全称"), 100, help_text=_("介绍信“由……”写明的党组织。"))
    outside_committee = _text(_("原所在基层党委全称"), 100, help_text=_("回执直接寄给它，不逐级转（R-T11）。"))
    outside_place = _numbered(_("原基层党委通讯地址、邮编"), 100, help_text=_("介绍信下方写明，寄回执用。"))
    outside_contact = _text(_("对方联系人"), 60, required=False)
    outside_phone = TelephoneField(label=_("对方联系电话"), max_length=40, validators=[printable])

    destination = OrgField(
        label=_("接收党支部"), help_text=_("介绍信“去……”写明的党支部：全称、简称或拼音首字母，限您的管理范围。")
    )
    reason = forms.ChoiceField(label=_("转移原因"), choices=[("", _("请选择")), *Reason.choices])
    probation_account = _text(
        _("培养教育考察情况"),
        LONGEST_TEXT,
        required=False,
        help_text=_("预备党员填写：原党组织移交的培养教育考察材料要点，材料到后扫描上传到附件（R-T22）。"),
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
    )

    sections = (
        (_("党员"), ("name", "id_number", "nationality", "stage", "joined_on", "converted_on", "dues_until", "phone")),
        (
            _("介绍信"),
            ("outside_number", "outside_issuer", "issued_on", "valid_days", "carrier", "reported_on", "proof"),
        ),
        (_("从哪里来"), ("outside_name", "outside_committee", "outside_place", "outside_contact", "outside_phone")),
        (_("到哪里去"), ("destination", "reason", "probation_account")),
    )

    def __init__(self, *args: Any, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        branches = PartyOrg.objects.within(by.org.reach).filter(kind__in=BRANCHES)
        self.fields["destination"].within = branches  # type: ignore[attr-defined]  # an OrgField

    def in_sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.sections]

    def clean_id_number(self) -> identity.IdNumber:
        try:
            return identity.parse(self.cleaned_data["id_number"])
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from broken

    def clean_phone(self) -> str:
        return compact(self.cleaned_data["phone"])

    def clean_outside_name(self) -> str:
        return written(self.cleaned_data["outside_name"])

    def clean_outside_committee(self) -> str:
        return written(self.cleaned_data["outside_committee"])

    def clean_outside_issuer(self) -> str:
        return written(self.cleaned_data["outside_issuer"])

    def clean_outside_number(self) -> str:
        """`第 000417 号` is written `000417`; `12 3` is no number: only the letter knows whether it is 123 (R-T12)."""
        number = self.cleaned_data["outside_number"].strip().removeprefix("第").removesuffix("号").strip()
        if number and len(number.split()) > 1:
            raise forms.ValidationError(_("编号中间不能有空格，请照介绍信上的编号填写。"))
        return written(number)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self._dates_in_order(said)
        full = said.get("stage") == Stage.FULL
        if full and "converted_on" in said and not said["converted_on"]:
            self.add_error("converted_on", _("正式党员须填转正日期。"))
        if not full and said.get("converted_on"):
            self.add_error("converted_on", _("预备党员没有转正日期。"))
        return said

    def _dates_in_order(self, said: dict[str, Any]) -> None:
        """Birth, joining, conversion; issue, report."""
        number = said.get("id_number")
        born = number.born_on if number else None
        for earlier, later, sentence in (
            (born, "joined_on", _("入党日期早于出生日期，请核对。")),
            (said.get("joined_on"), "converted_on", _("转正日期早于入党日期，请核对。")),
            (said.get("joined_on"), "issued_on", _("开具日期早于入党日期，请核对。")),
            (said.get("issued_on"), "reported_on", _("报到日期早于介绍信开具日期，请核对。")),
        ):
            day: date | None = said.get(later)
            if earlier and day and day < earlier:
                self.add_error(later, sentence)

    @property
    def number(self) -> identity.IdNumber:
        return self.cleaned_data["id_number"]

    @property
    def member(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in MEMBER}

    @property
    def letter(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in LETTER} | {"contact": self.cleaned_data["phone"]}

    @property
    def overrides(self) -> dict[str, str]:
        """Reasons for going on despite a warning, by rule number."""
        return reasons_in(self.data)


class LetterReturnedForm(ReasonForm):
    """The letter went back to its sender: how, and when."""

    proof = ProofField(label=_("退信凭据"), required=False)
    field_order = ["proof", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("介绍信怎样退回的")


class ReceiptConfirmedForm(VerbForm):
    """The committee outside says that it has the receipt."""

    proof = ProofField(label=_("对方来函或系统页面"), required=False)
    field_order = ["proof", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("对方怎样确认的")
        self.fields["text"].help_text = _("写明对方谁、在哪一天、怎样确认收到；附了来函或系统页面的可不写（R-T11）。")


ARRIVAL_FORMS: dict[str, type[VerbForm]] = {
    "give_up": LetterReturnedForm,
    "receipt_confirmed": ReceiptConfirmedForm,
}

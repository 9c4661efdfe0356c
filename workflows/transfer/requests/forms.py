"""Forms of a request: whom it is about, where to, why and since when, the member's signed wish; and its refusal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, ProofField, printable
from members import identity
from members.days import PastDay
from members.models import Appointment, PartyOrg
from members.name_field import NameField
from members.org_choice import OrgField
from members.orgs import BRANCHES
from members.rulebook import RuleBroken
from members.written_numbers import TelephoneField
from workflows.transfer.states import Reason

from .records import Decline


class AskForm(forms.Form):
    """`cleaned_data` with `number` in place of `id_number` is what `asking.ask` takes."""

    name = NameField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("身份号码"),
        max_length=40,
        help_text=_("完整的18位。按姓名和号码找到所在党支部；系统不告知名册上有没有这个人。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    destination = OrgField(label=_("转入哪个党支部"))
    reason = forms.ChoiceField(label=_("转移原因"), choices=[("", _("请选择")), *Reason.choices])
    away_since = PastDay(
        label=_("何时起在转入地"),
        future=_("日期在将来，请填实际开始的日期。"),
        help_text=_("地点相对固定且满六个月的，应当转移组织关系（R-T1）。"),
    )
    reason_text = forms.CharField(
        label=_("现工作单位或住址"),
        max_length=300,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    contact = TelephoneField(label=_("党员联系方式"), max_length=60, validators=[printable])
    proof = ProofField(
        label=_("党员本人的书面意愿"),
        help_text=_("本人签字的申请，扫描或拍照。PDF、JPG、PNG，最大 10 MB。"),
        error_messages={"required": _("请附党员本人签字的书面意愿：没有本人意愿，不能请求转移（R-T1）。")},
    )

    def __init__(self, *args: Any, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["destination"].within = PartyOrg.objects.within(by.org.reach).filter(kind__in=BRANCHES)  # type: ignore[attr-defined]  # an OrgField
        if by.org.is_branch:
            self.fields["destination"].initial = by.org.name

    def clean_id_number(self) -> identity.IdNumber:
        try:
            return identity.parse(self.cleaned_data["id_number"])
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from broken

    @property
    def asked(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"number": said.pop("id_number"), **said}


class DeclineForm(forms.Form):
    """Why the transfer is not begun."""

    decline = forms.ChoiceField(label=_("理由"), choices=[("", _("请选择")), *Decline.choices])
    text = forms.CharField(
        label=_("说明"),
        min_length=10,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        help_text=_("提出请求的组织看得到，不少于 10 个字；不要写名册上的其他情况。"),
        error_messages={"min_length": _("请写明情况和理由，不少于 10 个字。")},
    )

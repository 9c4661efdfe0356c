"""The form in which a side writes its version: the terms, then a field a clause (R-C4, R-C5, R-C9)."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, printable
from approvals.sides import Side
from members.days import ComingDay
from members.models import PartyOrg
from members.org_choice import OrgField
from members.orgs import Kind

from .case import AgreementCase
from .clauses import library
from .states import Every, Mode, State
from .texts import TERMS, AgreementText

DUES = [(Side.ORIGIN.value, _("向流出地（甲方）交纳")), (Side.DESTINATION.value, _("由流入地（乙方）代收转交"))]


class TextForm(forms.Form):
    """`written` is what `drafting.write` takes. The counterpart is asked for only while the agreement is a draft."""

    counterpart = OrgField(
        label=_("对方党组织"),
        required=False,
        help_text=_("全称、简称或拼音首字母。须有印章；党小组没有印章，不能签订（R-C2）。"),
        error_messages={"unknown": _("本系统里没有这个党组织，请核对名称（R-C2）。")},
    )
    mode = forms.ChoiceField(
        label=_("管理模式"), choices=Mode, help_text=_("一般以流入地为主；双方责任随模式确定（R-C5）。")
    )
    exchange_months = forms.TypedChoiceField(
        label=_("互通联系情况"),
        choices=Every,
        coerce=int,
        help_text=_("写入“情况通报”条款；生效后按此频次列出职责和限期。"),
    )
    dues_paid_to = forms.ChoiceField(label=_("党费"), choices=DUES)
    starts_on = ComingDay(label=_("自"))
    ends_on = ComingDay(label=_("至"))

    def __init__(self, data: QueryDict | None = None, *, case: AgreementCase, text: AgreementText):
        initial: dict[str, Any] = {name: getattr(text, name) for name in TERMS}
        super().__init__(data, initial=initial)
        self.case, self.clauses = case, library(text.library, case.scope)
        if case.state == State.DRAFT:
            field: OrgField = self.fields["counterpart"]  # type: ignore[assignment]  # declared above
            field.within = PartyOrg.objects.exclude(kind=Kind.PARTY_GROUP)
            field.initial = other.name if (other := case.other(case.proposer)) else ""
        else:
            del self.fields["counterpart"]
        for clause in self.clauses:
            self.fields[f"clause-{clause.key}"] = forms.CharField(
                label=clause.title,
                required=False,
                initial=text.bodies.get(clause.key, ""),
                max_length=LONGEST_TEXT,
                validators=[printable],
                widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
                help_text=_("必备条款（R-C4）。") if clause.required else _("可以不写，留空即不列入。"),
            )

    def clean_counterpart(self) -> PartyOrg | None:
        other: PartyOrg | None = self.cleaned_data["counterpart"]
        if other == self.case.proposer:
            raise forms.ValidationError(_("双方不能是同一党组织，请填对方（R-C2）。"))
        return other

    @property
    def written(self) -> dict[str, Any]:
        said = self.cleaned_data
        bodies = {clause.key: said.get(f"clause-{clause.key}", "") for clause in self.clauses}
        terms = {name: said[name] for name in TERMS if name in said}
        return {"bodies": bodies, "counterpart": said.get("counterpart"), **terms}

"""The facts of a draft: why, since when, how. The destination is chosen from the tree beside it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, printable
from approvals.warned import reasons_in
from members.days import PastDay
from members.written_numbers import NumberedField, TelephoneField

from .case import TransferCase
from .forms import DuesField
from .states import Channel, Reason, State


class DraftForm(forms.Form):
    """`cleaned_data` is what `drafting.rewrite` takes; `overrides` holds reasons given for warnings. A case that came
    back has `explanation` besides: what is said to the return when it is sent again."""

    reason = forms.ChoiceField(label=_("转移原因"), choices=[("", _("请选择")), *Reason.choices])
    away_since = PastDay(
        label=_("何时起在转入地"),
        required=False,
        future=_("日期在将来，请填实际开始的日期。"),
        help_text=_("地点相对固定且满六个月的，应当转移组织关系（R-T1）。"),
    )
    reason_text = forms.CharField(
        label=_("情况说明"),
        required=False,
        max_length=300,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )
    channel = forms.ChoiceField(
        label=_("接转渠道"),
        choices=Channel,
        help_text=_("本系统只登记渠道，不代替全国党员管理信息系统（R-T15）。"),
    )
    external_reference = NumberedField(
        label=_("外部编号"),
        required=False,
        max_length=60,
        validators=[printable],
        help_text=_("线上接转的，填系统中的编号。"),
    )
    contact = TelephoneField(label=_("党员联系方式"), max_length=60, validators=[printable])
    dues_until = DuesField(
        required=False,
        help_text=_("知道的现在就填；不知道的由转出支部在提出意见时登记（R-T5）。"),
    )

    def __init__(self, data: QueryDict | None = None, *, case: TransferCase):
        super().__init__(data, initial={name: getattr(case, name) for name in self.base_fields})
        if case.state == State.RETURNED:
            self.fields["explanation"] = forms.CharField(
                label=_("对退回的说明"),
                required=False,
                max_length=LONGEST_TEXT,
                validators=[printable],
                widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
                help_text=_("没有改内容、也没有补附件的，写明为什么，不少于 10 个字。"),
            )

    @property
    def overrides(self) -> dict[str, str]:
        """Reasons for going on despite a warning, by rule number."""
        return reasons_in(self.data)

"""Forms of W2: what each verb asks for. The text itself is written on its own page: text_form.py."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import ReasonForm, VerbForm
from approvals.sides import Verdict
from members.days import ComingDay

from .states import Mode, State, SuspendedFor


class ChangeForm(ReasonForm):
    """What is to change, in words, and the terms it changes (R-C12)."""

    mode = forms.ChoiceField(label=_("管理模式改为"), choices=[("", _("不变")), *Mode.choices], required=False)
    ends_on = ComingDay(label=_("期限改至"), required=False)
    field_order = ["mode", "ends_on", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("变更内容")


class SuspendForm(ReasonForm):
    suspended_for = forms.ChoiceField(label=_("中止原因"), choices=SuspendedFor)
    field_order = ["suspended_for", "text"]


class ConsentForm(VerbForm):
    """An opinion that can only be given, not refused: filing, or the word that both agree to an end."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.verdict = Verdict.AGREE

    def clean(self):
        cleaned = super().clean()
        cleaned["agrees"] = True
        return cleaned


class FiledForm(ConsentForm):
    act_label = _("已报本方上级备案")
    what_next = _("提交后等待对方报备，双方都报备后协议生效。")


class SupplementForm(ConsentForm):
    act_label = _("同意并签署补充协议")
    what_next = _("提交后等待对方签署。")


class EndForm(ConsentForm):
    act_label = _("同意终止")
    what_next = _("提交后等待对方同意。")


FORMS: dict[str, type[VerbForm]] = {
    "counter": ReasonForm,
    "send_back": ReasonForm,
    "reopen": ReasonForm,
    "decline": ReasonForm,
    "take_back_proposal": ReasonForm,
    "give_up": ReasonForm,
    "escalate": ReasonForm,
    "escalate_silence": ReasonForm,
    "withdraw_signature": ReasonForm,
    "superior_objects": ReasonForm,
    "propose_change": ChangeForm,
    "drop_change": ReasonForm,
    "suspend": SuspendForm,
    "resume": ReasonForm,
    "end": ReasonForm,
    "give_notice": ReasonForm,
    "take_back": ReasonForm,
    "object": ReasonForm,
}
OPINION_FORMS: dict[str, type[VerbForm]] = {
    State.FILING: FiledForm,
    State.AMENDING: SupplementForm,
    State.SUSPENDED: EndForm,
}

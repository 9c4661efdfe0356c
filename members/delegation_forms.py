"""Forms of delegation: who stands in, from when to when, for what, on which ground; and taking it back (R-O16)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from .appointments import Account, Appointment
from .days import ComingDay
from .delegations import KINDS, LONGEST_DAYS, stand_ins_of
from .forms import SigningForm

PROPOSED_DAYS = 7  # what the form offers; the giver sets the end


class StandIn(forms.ModelChoiceField):
    """Chosen among the leaders of the giver's organisation."""

    def label_from_instance(self, obj: Appointment) -> str:  # type: ignore[override]  # the model is known
        return f"{obj.account.name}（{obj.label}）"


def _last_proposed() -> date:
    return localdate() + timedelta(days=PROPOSED_DAYS - 1)


class DelegationForm(SigningForm):
    """The giver, or an administrator for a giver who is away, proves to be at the desk: it hands out a signature."""

    receiver = StandIn(
        label=_("由谁代办"),
        queryset=Appointment.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("本组织现任的副书记、组织委员等；经办人不能代办"),
    )
    since = ComingDay(label=_("从哪天起"), initial=localdate)
    until = ComingDay(
        label=_("到哪天止"),
        initial=_last_proposed,
        help_text=_("当日仍有效；一次最长 %(days)d 天，可随时收回") % {"days": LONGEST_DAYS},
    )
    kinds = forms.MultipleChoiceField(
        label=_("事项范围"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选即为全部事项；范围以外的事项不会出现在代办人的待办中"),
    )
    ground = forms.CharField(
        label=_("授权依据"),
        min_length=4,
        max_length=200,
        help_text=_("例如：外出学习，支委会11月20日会议确定；或授权书的日期、文号"),
    )
    field_order = ["receiver", "since", "until", "kinds", "ground", "secret"]

    def __init__(self, *args: Any, account: Account, giver: Appointment, **kwargs: Any):
        super().__init__(*args, account=account, **kwargs)
        self.fields["receiver"].queryset = stand_ins_of(giver)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["kinds"].choices = list(KINDS.items())  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.order_fields(self.field_order)


class TakeBackForm(forms.Form):
    """A giver takes back without a word; an administrator says why."""

    reason = forms.CharField(label=_("收回理由"), max_length=200, required=False)

    def __init__(self, *args: Any, must_say_why: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must_say_why

"""Forms of the end of a membership: what happened, when, on what proof; and saying it was a mistake."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from .appointments import Account
from .days import PastDay
from .endings import How
from .forms import SigningForm


class EndingForm(SigningForm):
    """`ways`: what the hat that is worn may say of this person."""

    how = forms.ChoiceField(label=_("情形"), widget=forms.RadioSelect)
    on = PastDay(
        label=_("日期"),
        initial=localdate,
        help_text=_("去世之日，或决定生效之日；不能晚于今天"),
        future=_("日期不能晚于今天（R-O1）。"),
    )
    document = forms.CharField(
        label=_("决定文件"),
        max_length=120,
        required=False,
        help_text=_("文件名称或文号；去世的可不填，其他情形必填"),
    )
    ground = forms.CharField(
        label=_("依据"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        help_text=_("例如：家属报告并交来死亡证明；支部大会讨论、党委批准的经过"),
    )
    field_order = ["how", "on", "document", "ground", "secret"]

    def __init__(self, *args: Any, account: Account, ways: Iterable[How], **kwargs: Any):
        super().__init__(*args, account=account, **kwargs)
        self.fields["how"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]  # a choice
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("how") not in (None, How.DIED) and not self.cleaned_data.get("document"):
            self.add_error("document", _("须填写决定文件的名称或文号。"))
        return super().clean()


class UndoForm(SigningForm):
    """Why the record was a mistake."""

    because = forms.CharField(
        label=_("更正理由"),
        min_length=4,
        max_length=300,
        help_text=_("例如：与同名人员混淆，经核实本人健在"),
    )
    field_order = ["because", "secret"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

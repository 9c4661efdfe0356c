"""Forms of a batch: the list that is sent in, the facts all chosen members share, reasons for warnings."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, printable
from members.forms import SigningForm
from workflows.transfer.case import TransferCase
from workflows.transfer.draft_form import DraftForm
from workflows.transfer.rules import LONGEST_LETTER
from workflows.transfer.states import Carrier, Channel

SHARED = ("reason", "away_since", "reason_text", "channel")
LONGEST_REASON = 300


class ListForm(forms.Form):
    """A workbook, and how all of its transfers travel (R-T15)."""

    file = forms.FileField(
        label=_("名单工作簿"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("请选择名单的 .xlsx 文件。"),
            "empty": _("文件是空的，请重新选择。"),
        },
    )
    channel = forms.ChoiceField(label=_("接转渠道"), choices=Channel)


class SharedFactsForm(DraftForm):
    """The draft's own questions, without what each member has for themselves."""

    def __init__(self, data: QueryDict | None = None, *, typed: dict[str, str]):
        super().__init__(data, case=TransferCase())
        self.fields = {name: self.fields[name] for name in SHARED}
        self.initial = {**self.initial, **typed}

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, to be given to the form of each transfer."""
        return {name: str(self.data.get(name, "")) for name in SHARED}


class ReasonsForm(forms.Form):
    """One reason a rule, for every row it warns of. None of them must be given: rows without one are not opened."""

    def __init__(self, data: QueryDict | None = None, *, rules: list[str]):
        super().__init__(data)
        for number in rules:
            self.fields[f"override-{number}"] = forms.CharField(
                label=_("仍要办理的理由（%(rule)s）") % {"rule": number},
                required=False,
                max_length=LONGEST_REASON,
                validators=[printable],
            )

    @property
    def reasons(self) -> dict[str, str]:
        """Rule number to reason, of those that were given."""
        return {name.removeprefix("override-"): text for name, text in self.cleaned_data.items() if text}


class OneOpinionForm(forms.Form):
    """The words of one opinion that is given on many cases."""

    text = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )


class ApproveManyForm(SigningForm, OneOpinionForm):
    """The committee's decision, signed once; each letter has its own usual validity unless one is given (R-T4)."""

    valid_days = forms.IntegerField(
        label=_("介绍信有效期（天）"),
        required=False,
        min_value=1,
        max_value=LONGEST_LETTER,
        help_text=_("不填的，按各件两地远近的通常天数（R-T4）。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    carrier = forms.ChoiceField(
        label=_("传递方式"),
        choices=Carrier,
        initial=Carrier.MEMBER,
        help_text=_("由本人携带或机要寄送，不得使用普通快递（R-T18）。"),
    )
    field_order = ["valid_days", "carrier", "text", "secret"]

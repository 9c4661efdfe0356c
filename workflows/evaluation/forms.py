"""F-13 as a form; every verb that writes it shows the same fields, filled with what is there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import MonthField, ReasonForm, VerbForm, printable

from .states import Grade, Proposal

COUNT = {"inputmode": "numeric"}


def _words(label, rows: int = 2, longest: int = 600) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": rows, "data-keep": ""}),
    )


class EvaluationForm(VerbForm):
    """What the destination writes about one member for one half-year."""

    activities_held = forms.IntegerField(
        label=_("本期开展活动次数"), min_value=0, max_value=400, widget=forms.NumberInput(attrs=COUNT)
    )
    activities_attended = forms.IntegerField(
        label=_("参加次数"), min_value=0, max_value=400, widget=forms.NumberInput(attrs=COUNT)
    )
    dues_until = MonthField(label=_("党费交至"), required=False)
    grade = forms.ChoiceField(label=_("等次"), choices=[("", _("请选择")), *Grade.choices], required=False)
    opinion_text = _words(_("评价意见"), 3, 1000)
    work_and_life = _words(_("工作生活情况"))
    contribution = _words(_("发挥作用情况"))
    problems = _words(_("存在问题"))
    proposal = forms.ChoiceField(label=_("建议"), choices=[("", _("无")), *Proposal.choices], required=False)
    field_order = [
        "activities_held", "activities_attended", "dues_until", "grade", "opinion_text", "work_and_life",
        "contribution", "problems", "proposal", "text",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.case.WRITTEN:
            self.fields[name].initial = getattr(self.case, name)
        self.fields["text"].label = _("附言")
        self.fields["text"].required = False


class RowForm(EvaluationForm):
    """The same as a row of several: may be kept half written, so nothing is required before it is sent."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["text"]
        for name in ("activities_held", "activities_attended"):
            self.fields[name].required = False

    @property
    def counted(self) -> list:
        """The short fields, which stand side by side."""
        return [self[name] for name in ("activities_held", "activities_attended", "dues_until", "grade", "proposal")]

    @property
    def worded(self) -> list:
        """The longer words beside the opinion."""
        return [self[name] for name in ("work_and_life", "contribution", "problems")]

    @property
    def written(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "overrides"}


class CommentForm(VerbForm):
    """The origin has read it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("意见（可不填）")


FORMS: dict[str, type[VerbForm]] = {
    "draft": EvaluationForm,
    "submit": EvaluationForm,
    "complete": EvaluationForm,
    "submit_late": EvaluationForm,
    "confirm": CommentForm,
    "ask_more": ReasonForm,
    "escalate": ReasonForm,
    "close": ReasonForm,
}

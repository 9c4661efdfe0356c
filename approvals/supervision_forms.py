"""What is typed about a listed item: the demand, the answer, the day given (R-S7)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.days import ComingDay

from .forms import LONGEST_TEXT, printable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


class _DayAhead(ComingDay):
    """A day after today."""

    def __init__(self, **about):
        super().__init__(**about)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "min": _tomorrow()}

    def validate(self, value):
        super().validate(value)
        if value and value <= timezone.localdate():
            raise ValidationError(_("日期须在今天以后。"))


def words_field(label: "_StrPromise", short: "_StrPromise") -> forms.CharField:
    """At least ten characters, all of which can be printed; `short` says what is missing."""
    return forms.CharField(
        label=label,
        help_text=_("不少于 10 个字。"),
        min_length=10,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
        error_messages={"min_length": short},
    )


class DemandForm(forms.Form):
    text = words_field(_("督办要求"), _("请写明要求办到什么程度，不少于 10 个字。"))
    answer_by = _DayAhead(label=_("请在哪天前书面说明"))


class AnswerForm(forms.Form):
    text = words_field(_("情况说明"), _("请写明未办的原因和打算何时办结，不少于 10 个字。"))


class ExcuseForm(forms.Form):
    until = _DayAhead(label=_("准予办至"), help_text=_("届期仍未办结的，系统重新列入督办。"))

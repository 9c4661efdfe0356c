"""Days typed in forms: one kind of field for what has happened, one for what may lie ahead.

Nothing is received in the future: a day that has happened is refused in words when it lies after today. A form names
one of the two, so that nobody forgets to ask; tests/members/test_days.py looks at every form of the product.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ComingDay(forms.DateField):
    """A day that may lie ahead: a term, a holiday, an appointment from the first of next month."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**({"widget": DayInput()} | about))


class PastDay(forms.DateField):
    """The day on which something happened: today at the latest. `future`: the sentence for a later one."""

    def __init__(self, *, future: Any = None, **about: Any) -> None:
        super().__init__(**({"widget": DayInput()} | about))
        self.future = future or gettext_lazy("日期在将来，请填实际日期。")

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > localdate():
            raise forms.ValidationError(self.future, code="future")

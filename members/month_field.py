"""A field for a month, as offices write it. Tests: tests/members/test_dues.py."""

import re
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


class MonthField(forms.CharField):
    """`2026-11`, `2026年11月`, `2026.11`, `202611`. The value is the first day of the month."""

    def __init__(self, **about: Any):
        about.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "2026-11"}))
        super().__init__(**about)

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]  # a day for a text
        text = re.sub(r"\s", "", normalize("NFKC", super().to_python(value) or ""))
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})月?", text)
        if not found or int(found[1]) < 1900 or not 1 <= int(found[2]) <= 12:
            raise ValidationError(_("请按“年-月”填写，例如 2026-11。"))
        return date(int(found[1]), int(found[2]), 1)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


def refuse_far_month(month: date | None) -> None:
    """A validator: dues are paid ahead to the end of the next year at most (R-T5)."""
    if month and month > date(timezone.localdate().year + 1, 12, 1):
        raise ValidationError(_("党费最多预交到明年12月，请核对。"))

"""The field for a person's name, for every page that asks for one (R-P10). Tests: tests/members/test_characters.py."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from . import characters
from .roster import cells


class NameField(forms.CharField):
    """A name as on the identity card: with its dot, without spaces between Chinese characters, and printable."""

    def to_python(self, value: Any) -> str:
        return cells.name(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if objection := characters.objection_to_name(value):
            raise ValidationError(objection)

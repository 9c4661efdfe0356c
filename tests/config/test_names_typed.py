"""Whatever page asks for a name refuses what no paper can print, naming the character (R-P10)."""

from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.utils.translation import override

WORDS = ("姓名", "全称", "简称", "机关代字")


def forms_below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms_below(form)


def fields_for_names() -> dict[str, forms.CharField]:
    """Every text field of the project that is labelled as a name, by form and name."""
    get_resolver().url_patterns  # noqa: B018  views and their forms are imported
    ours = ("config.", "members.", "documents.", "approvals.", "workflows.")
    with override("zh-hans"):
        return {
            f"{form.__name__}.{name}": field
            for form in forms_below(forms.BaseForm)
            if form.__module__.startswith(ours)
            for name, field in form.base_fields.items()
            if type(field).__name__ in ("CharField", "NameField") and any(word in str(field.label) for word in WORDS)
        }


def test_there_are_such_fields():
    assert {"AccountForm.name", "RenameForm.name", "FirstForm.org_name", "OutsideForm.outside_name"} <= set(
        fields_for_names()
    )


@pytest.mark.parametrize("name", sorted(fields_for_names()))
def test_a_private_character_is_refused_by_its_number(name):
    field = fields_for_names()[name]
    with pytest.raises(ValidationError, match="U\\+E000"):
        field.clean("中共东\ue000村支部")

"""What was decided with a step besides its words, as the office says it: a reason from a list, a branch, a number.

The log keeps what the form of a step held; the form's own labels and choices say it again. A field whose choices depend
on the case says its value itself: `in_words(value, case)`. Tests: tests/approvals/test_said.py.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .attachments import PROOF
from .case import Case
from .forms import OpinionForm, VerbForm
from .journal import Entry
from .templatetags.office import day

APART = {"text", "overrides", "agrees", PROOF}  # the opinion itself, asked for beside the form, or shown as a file


def beside_the_opinion(entry: Entry, case: Case) -> list[tuple[str, str]]:
    """Label and value of everything else the form of this step was told, in the order of the form; then the reasons
    for going on despite a warning."""
    found = []
    for name, field in form_of(entry, case).base_fields.items():
        value = entry.data.get(name)
        if name not in APART and value not in (None, "", []):
            found.append((str(field.label), _words(field, value, case)))
    reasons = entry.data.get("overrides", {}).items()
    return found + [(_("仍要办理的理由（%(rule)s）") % {"rule": number}, reason) for number, reason in sorted(reasons)]


def form_of(entry: Entry, case: Case) -> type[VerbForm]:
    if entry.verb in case.flow.verbs():
        return case.flow.form_of(case, entry.verb, entry.from_state)
    return case.flow.opinion_forms.get(entry.from_state, OpinionForm)


def _words(field: forms.Field, value: Any, case: Case) -> str:
    if in_words := getattr(field, "in_words", None):
        return in_words(value, case)
    if isinstance(field, forms.DateField):
        return day(date.fromisoformat(value))
    if isinstance(value, dict):  # an organisation: its name as it was then
        return str(value.get("org", ""))
    return str(dict(getattr(field, "choices", ())).get(value, value))

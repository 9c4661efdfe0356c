"""Nothing is received in the future: every form of the product says of each of its days whether it may lie ahead."""

import importlib
import pkgutil
from datetime import date, timedelta

import pytest
from django import forms
from django.contrib import admin  # noqa: F401  its own forms are no pages of ours

import approvals
import documents
import members
import workflows
from members.days import ComingDay, PastDay
from tests.conftest import MONDAY

TODAY = MONDAY.date()


def forms_of_the_product() -> list[type[forms.BaseForm]]:
    for package in (members, documents, approvals, workflows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"migrations", "management"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    found, left = [], [forms.BaseForm]
    while left:
        form = left.pop()
        left += form.__subclasses__()
        if form.__module__.partition(".")[0] in {"members", "documents", "approvals", "workflows"}:
            found.append(form)
    return found


def test_each_day_in_each_form_is_past_or_coming():
    days = {
        (form.__name__, name): type(field)
        for form in forms_of_the_product()
        for name, field in form.base_fields.items()
        if isinstance(field, (forms.DateField, forms.DateTimeField))
    }
    assert {where for where, kind in days.items() if not issubclass(kind, PastDay | ComingDay)} == set()
    past = {name for (_form, name), kind in days.items() if issubclass(kind, PastDay)}
    assert past >= {"reported_on", "received_on", "receipt_on", "away_since", "contacted_on", "abroad_since"}


@pytest.mark.parametrize(
    ("day", "said"),
    [(TODAY, []), (TODAY - timedelta(days=1), []), (TODAY + timedelta(days=1), ["日期在将来，请填实际日期。"])],
)
def test_a_day_that_has_happened_lies_not_after_today(clock, day, said):
    class Reported(forms.Form):
        on = PastDay()

    form = Reported({"on": day.isoformat()})
    assert list(form.errors.get("on", [])) == said


def test_today_is_the_day_in_shanghai(clock):
    clock.leap_to(MONDAY.replace(hour=0, minute=30))  # still the day before in UTC
    assert PastDay().clean("2026-11-23") == date(2026, 11, 23)

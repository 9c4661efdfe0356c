"""Who is under an agreement on the days of another: no member is under two on one day (R-C8).

Tests: tests/workflows/test_agreement_overlap.py.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from members import coverage
from members.coverage import Coverage

from .supplements import Supplement
from .texts import AgreementText


def overlapping(case: Any) -> list[Any]:
    """What covers people of the agreement `case` on its first day or later, each row with its agreement's `last_day`;
    what it renews stands in nobody's way. One query."""
    renewed = case.renews.number if case.renews else ""
    rows = _of_its_people(case).exclude(because=renewed).filter(last_day__gte=case.starts_on)
    return list(rows.select_related("person", "origin"))


def end_what_is_over(case: Any) -> None:
    """End for people of `case` what ran out before its first day, however late the clock is."""
    for row in list(_of_its_people(case).filter(last_day__lt=case.starts_on).select_related("person")):
        coverage.end(because=row.because, on=row.last_day, person=row.person)


def _of_its_people(case: Any) -> "QuerySet[Any]":
    """Coverage of people on the roster of `case` that still runs."""
    running = Coverage.objects.running().filter(person__in=case.text.standing, individual=True)
    return with_last_day(running.exclude(because=case.number))


def with_last_day(rows: "QuerySet[Coverage]") -> "QuerySet[Any]":
    """Each row with the last day of the agreement it is under; of one nobody knows, it never ends."""
    agreements = apps.get_model("workflows", "AgreementCase").objects.filter(number=OuterRef("because"))
    ends = agreements.annotate(_last=_last_day()).values("_last")[:1]
    return rows.annotate(last_day=Coalesce(Subquery(ends), date.max))


def _last_day() -> Coalesce:
    """As the newest supplement that names one has set it, else as the newest text says (R-C12)."""
    changed = Supplement.objects.filter(case=OuterRef("pk"), agreed_on__isnull=False, ends_on__isnull=False)
    written = AgreementText.objects.filter(case=OuterRef("pk"), sent_at__isnull=False)
    newest = [Subquery(found.order_by("-pk").values("ends_on")[:1]) for found in (changed, written)]
    return Coalesce(*newest, output_field=DateField())

"""What an office once said about a sheet with these headings, used for the next one without a question (R6).

Kept by the organisation that imports and a digest of the headings; no values of people are kept.
Tests: tests/members/test_roster_mapping.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.appointments import Appointment
from members.orgs import PartyOrg

from .columns import plain
from .layouts import Evidence, How, Layout
from .words import Holds

LOOK_AT = 60  # rows from the top in which the headings may stand


class RememberedLayout(models.Model):
    """`choices`: `holds`, `fields` (column index as text to field), `defaults`, `branches` (what rows say to a full
    name), `sheets` (a sheet's name to the branch of all its rows)."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("党组织"))
    digest = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("任职"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("记住的列")
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="headings_remembered_once")]

    def __str__(self) -> str:
        return self.digest[:12]


def digest(headers: Iterable[str]) -> str:
    """The same for the same headings in the same order, whatever spaces and marks stand between."""
    said = [plain(header) for header in headers]
    while said and not said[-1]:
        said.pop()
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def recall(by: Appointment | None) -> dict[str, dict[str, Any]]:
    """By digest of headings what the organisation of `by` said earlier; nothing for the system."""
    if by is None:
        return {}
    return dict(RememberedLayout.objects.filter(org=by.org).values_list("digest", "choices"))


def remember(layouts: Mapping[str, Layout | None], *, by: Appointment) -> None:
    """Keep what was chosen for each sheet. Of sheets with the same headings the branches are kept by sheet."""
    for sheet, layout in layouts.items():
        if layout is None or layout.again:
            continue
        key = digest(layout.headers)
        kept = RememberedLayout.objects.filter(org=by.org, digest=key).first()
        before = kept.choices if kept else {}
        choices: dict[str, Any] = {
            "holds": layout.holds.value,
            "fields": {str(index): name for index, name in layout.fields.items()},
            "defaults": layout.defaults,
            "branches": {**before.get("branches", {}), **layout.branches},
            "sheets": dict(before.get("sheets", {})),
        }
        if layout.branch_from == "chosen":
            choices["sheets"][sheet] = layout.branch
        RememberedLayout.objects.update_or_create(org=by.org, digest=key, defaults={"choices": choices, "by": by})


def applied(
    sheet: str, found: Layout | None, rows: Iterable[tuple[int, list[Any]]], recalled: Mapping[str, dict[str, Any]]
) -> Layout | None:
    """The layout of a sheet whose headings were seen before; None when they were not."""
    if not recalled:
        return None
    if found and (choices := recalled.get(digest(found.headers))):
        return _laid_out(sheet, found, choices)
    for number, headers in _rows(rows):
        if any(headers) and (choices := recalled.get(digest(headers))):
            return _laid_out(sheet, Layout(number, number, headers, holds=Holds(choices["holds"])), choices)
    return None


def _rows(rows: Iterable[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[str]]]:
    for number, values in islice(rows, LOOK_AT):
        yield number, [plain(value) for value in values]


def _laid_out(sheet: str, layout: Layout, choices: dict[str, Any]) -> Layout:
    layout.holds = Holds(choices["holds"])
    layout.fields = {int(index): name for index, name in choices["fields"].items()}
    layout.defaults, layout.branches = dict(choices["defaults"]), dict(choices["branches"])
    if branch := choices["sheets"].get(sheet):
        layout.branch, layout.branch_from = branch, "chosen"
    layout.evidence = {index: Evidence(How.REMEMBERED) for index, header in enumerate(layout.headers) if header}
    return layout

"""For looking: what is entered has its own page (holidays: holiday_views.py, a place's terms: local_term_views.py)."""

from django.contrib import admin

from members.admin import ReadOnly, site

from .calendar import CalendarDay
from .case import Case
from .checkpoints.records import Checkpoint
from .deadlines import LocalTerm
from .journal import Entry


@admin.register(CalendarDay, site=site)
class CalendarDayAdmin(ReadOnly):
    list_display = ["day", "works", "note"]
    list_filter = ["works"]
    date_hierarchy = "day"


@admin.register(LocalTerm, site=site)
class LocalTermAdmin(ReadOnly):
    list_display = ["org", "key", "count", "set_at", "set_by"]
    list_select_related = ["org", "set_by"]


@admin.register(Case, site=site)
class CaseAdmin(ReadOnly):
    list_display = ["number", "kind", "state", "origin", "destination", "opened_at", "closed_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["origin", "destination"]
    search_fields = ["number"]


@admin.register(Entry, site=site)
class EntryAdmin(ReadOnly):
    list_display = ["case", "seq", "verb", "from_state", "to_state", "recorded_at"]
    list_select_related = ["case"]


@admin.register(Checkpoint, site=site)
class CheckpointAdmin(ReadOnly):
    list_display = ["made_at", "entries", "hash"]

"""The clock run twice at one moment changes nothing: not a second time, and not on a second server (R-T24)."""

import hashlib
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from approvals.models import Round
from approvals.sweep import sweep


def changed_by_another_sweep(now: datetime) -> list[str]:
    """Sweep once more after the sweep of `now`, then as a server would that has not seen the marks of today's rounds:
    the tables whose rows are no longer the same; none, if all is well. Nothing of it stays."""
    before = _rows()
    with transaction.atomic():
        sweep(now)
        twice = _rows()
        Round.objects.filter(on=timezone.localdate(now)).delete()
        sweep(now)
        elsewhere = _rows()
        transaction.set_rollback(True)
    return sorted(table for table in before if not before[table] == twice[table] == elsewhere[table])


def _rows() -> dict[str, str]:
    """Every table that keeps something, with the fingerprint of all its rows; the marks of rounds are left out."""
    models = [model for model in apps.get_models(include_auto_created=True) if model is not Round]
    return {model._meta.label: _fingerprint(model) for model in models if not model._meta.proxy}


def _fingerprint(model: type[Model]) -> str:
    found = hashlib.sha256()
    for row in model._base_manager.order_by("pk").values_list():
        found.update(repr(row).encode())
    return found.hexdigest()

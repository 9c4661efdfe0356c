"""`manage.py reseal`: seal everything anew with the first key of FIELD_KEYS, so that an old key can be taken away.

Safe to interrupt and to run while the office works: each row is replaced only if it is still what was read.
Uploaded rosters are not touched; they live a week at most. Keys that seal nothing any more are retired on record.
Tests: tests/config/test_reseal.py.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from config.keys import REMEDY, SEALED, SEALED_LATER, faults
from members import keys, sealing


class Command(BaseCommand):
    help = "Seal every identity number and snapshot with the first key of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        if misfits := faults():
            raise CommandError("\n".join([*misfits, REMEDY]))
        keys.record()
        first = next(iter(settings.FIELD_KEYS))
        for model, field in [*SEALED, *SEALED_LATER]:
            count = reseal(model, field, first)
            self.stdout.write(f"{model._meta.label}: {count} sealed anew with {first}.")
        keys.retire_all_but(first)
        self.stdout.write("Older keys may leave FIELD_KEYS once no roster is being imported; older backups need them.")


def reseal(model: type[Model], field: str, key_id: str) -> int:
    """Seal the values of `field` that another key than `key_id` sealed; how many there were."""
    old = model._base_manager.exclude(**{f"{field}__startswith": f"{key_id}:"}).exclude(**{field: ""})
    count = 0
    for pk, sealed in old.order_by("pk").values_list("pk", field).iterator(chunk_size=500):
        same = model._base_manager.filter(**{"pk": pk, field: sealed})
        count += same.update(**{field: sealing.seal(sealing.unseal(sealed))})
    return count

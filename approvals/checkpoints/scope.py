"""What checkpoints hold, row by row with its hash, and what they count. A new kind of row is a line at the end.

A row is held once and for good: rows of the logs, papers once they are filed, access records, changes of accounts.
Counted is what is never deleted, but changes: no row with a key up to the highest one counted may be missing later.
Rows that other transactions were about to add then only make it more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.attachments import Attachment
from approvals.case import Case
from approvals.journal import Entry
from documents.papers import Paper, PaperQuerySet
from members.access import AccessRecord, AccountEvent
from members.models import FactEntry, RegisterEntry, Relation

from .records import Checkpoint

CHUNK = 2000


@dataclass(frozen=True)
class Held:
    """Rows of one kind. `stored`: their hash is a column; else it is computed from what they say."""

    name: str
    label: str | Promise
    rows: Callable[[], models.QuerySet[Any]]
    stored: bool = False

    def waiting(self, limit: int) -> dict[int, str]:
        """Key and hash of the oldest rows that no checkpoint holds, locked; those in use wait for the next one."""
        free = self.rows().filter(checkpoint__isnull=True).select_for_update(no_key=True, skip_locked=True)
        rows = free.order_by("pk")[:limit]
        return dict(rows.values_list("pk", "hash")) if self.stored else {row.pk: row.hash for row in rows}

    def hold(self, checkpoint: int, keys: list[int]) -> None:
        """Write into these rows which checkpoint holds them."""
        mine = self.rows().filter(pk__in=keys)
        if isinstance(mine, PaperQuerySet):
            mine.mark_checkpointed(checkpoint)
        else:
            mine.update(checkpoint=checkpoint)

    def held(self) -> Iterator[tuple[int, int, str]]:
        """Checkpoint, key and hash of all rows some checkpoint holds, in the order of both."""
        rows = self.rows().filter(checkpoint__isnull=False).order_by("checkpoint", "pk")
        if self.stored:
            yield from rows.values_list("checkpoint", "pk", "hash").iterator(chunk_size=CHUNK)
        else:
            for row in rows.iterator(chunk_size=CHUNK):
                yield row.checkpoint, row.pk, row.hash


@dataclass(frozen=True)
class Counted:
    """Rows of one kind of which none may vanish."""

    name: str
    label: str | Promise
    rows: Callable[[], models.QuerySet[Any]]

    def count(self) -> tuple[int, int]:
        """How many there are, and the highest key."""
        found = self.rows().aggregate(n=Count("pk"), top=Max("pk"))
        return found["n"], found["top"] or 0

    def left(self, top: int) -> int:
        """How many of those with a key up to `top` there are now."""
        return self.rows().filter(pk__lte=top).count()


HELD = [
    Held("entries", _("事项日志"), Entry.objects.all, stored=True),
    Held("register_entries", _("名册变动"), RegisterEntry.objects.all, stored=True),
    Held("papers", _("已归档文书"), Paper.objects.filed),
    Held("access_records", _("访问记录"), AccessRecord.objects.all),
    Held("account_events", _("账户变动"), AccountEvent.objects.all),
    Held("facts", _("登记事实"), FactEntry.objects.all, stored=True),
]
COUNTED = [
    Counted("cases", _("事项"), Case.objects.all),
    Counted("relations", _("组织关系"), Relation.objects.all),
    Counted("papers_issued", _("开出的文书"), Paper.objects.all),
    Counted("attachments", _("附件"), Attachment.objects.all),
]
LABELS = {kind.name: kind.label for kind in HELD} | {kind.name: kind.label for kind in COUNTED}


def totals_of(point: Checkpoint) -> list[tuple[str | Promise, int]]:
    """What there was in all when a checkpoint was made; of one of the first format, what it alone holds."""
    if point.format == 1:
        return [(LABELS["entries"], point.entries), (LABELS["register_entries"], point.register_entries)]
    return [(label, point.totals[name]) for name, label in LABELS.items() if name in point.totals]

"""The record of a checkpoint, in the two formats there have been. Tests: tests/approvals/test_checkpoints.py."""

from datetime import UTC

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.checkpointed import digest

Hashes = dict[str, list[str]]  # of the rows of each kind, in the order of their keys


class Checkpoint(models.Model):
    """`held` maps each kind of row to how many of them it holds and the hash over theirs; `totals` to how many there
    are in all, `tops` to the highest key counted; `archive` chains the filed papers. `hash` is over all of it and
    `previous`.

    Format 1, until there was more than the two logs: `entries`, `register_entries` and `previous` alone.
    """

    made_at = models.DateTimeField(_("时间"))
    format = models.PositiveSmallIntegerField(default=1)
    entries = models.PositiveIntegerField()
    register_entries = models.PositiveIntegerField(default=0)
    held = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    tops = models.JSONField(default=dict)
    archive = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, unique=True)  # a chain: no two follow the same one
    hash = models.CharField(max_length=64)
    printed_at = models.DateTimeField(null=True)  # the first sheet of it; no part of the hash

    class Meta:
        verbose_name = verbose_name_plural = _("检查点")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M} {self.hash[:12]}"

    @property
    def when(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M}"

    def digest(self, hashes: Hashes) -> str:
        """The hash it must have if it holds rows with these hashes."""
        if self.format == 1:
            steps, changes = hashes["entries"], hashes["register_entries"]
            return digest(self.previous, steps, changes) if changes else digest(self.previous, steps)
        made_at = self.made_at.astimezone(UTC).isoformat()
        return digest(2, made_at, self.previous, summed(hashes), self.totals, self.tops, self.archive)


def summed(hashes: Hashes) -> dict[str, list]:
    """How many rows of each kind, and the hash over theirs; kinds without any are left out."""
    return {name: [len(mine), digest(*mine)] for name, mine in hashes.items() if mine}


def archive_head(before: str, papers: list[str]) -> str:
    """The head of the archive's chain once papers with these hashes were filed."""
    return digest(before, papers) if papers else before

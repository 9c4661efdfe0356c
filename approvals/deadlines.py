"""Deadlines as data (R-T24, R-S7): a term is a count and a unit; a place may have its own count.

A deadline that passes reminds, then stands on the supervision list. It is never consent and never refusal.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.models import Account, PartyOrg
from members.rulebook import declare

from . import calendar

declare(
    "R-T24",
    "限期届满先提醒，再过同样期限列入督办并可提请协调；逾期既不视为同意，也不视为拒绝。",
    "产品默认",
    setting="terms",
)
declare("R-S7", "每一超期事项在责任组织和其上级的督办清单上各列一次，办结或说明后方可销号。", "产品默认")


class Unit(Enum):
    WORKDAYS = "wd"
    DAYS = "d"
    MONTHS = "mo"


@dataclass(frozen=True)
class Term:
    """`key` names the term for a place's own count, which lies within `least` and `most`; `rule` says where the
    default and these bounds come from."""

    key: str
    count: int
    unit: Unit
    rule: str
    least: int = 1
    most: int = 365

    def last_day(self, start: date, org: PartyOrg | None = None, times: int = 1) -> date:
        """The last day of `times` such terms after `start` (that day counts), as the place of `org` has set it."""
        return self._last_days(start, self.count_at(org) * times)[0]

    def _last_days(self, start: date, *counts: int) -> list[date]:
        """The last day of each of `counts`, which come the longest last."""
        if self.unit is Unit.WORKDAYS:
            workdays = calendar.workdays_after(start, counts[-1])
            return [workdays[count] for count in counts]
        if self.unit is Unit.MONTHS:
            return [calendar.add_months(start, count) for count in counts]
        return [date.fromordinal(start.toordinal() + count) for count in counts]

    def due_at(self, start: datetime, org: PartyOrg | None = None, times: int = 1) -> datetime:
        """The first moment too late: 24:00 of the last day."""
        return calendar.end_of(self.last_day(timezone.localdate(start), org, times))

    def both_due_at(self, start: datetime, org: PartyOrg | None = None) -> tuple[datetime, datetime]:
        """As `due_at` for one such term and for two: when the desk is late, and when it is late twice over."""
        count = self.count_at(org)
        once, twice = self._last_days(timezone.localdate(start), count, 2 * count)
        return calendar.end_of(once), calendar.end_of(twice)

    def in_words(self, org: PartyOrg | None = None) -> str:
        """`5 个工作日`."""
        return self.counted(self.count_at(org))

    def counted(self, n: int) -> str:
        """`n` of its unit in words."""
        words = {
            Unit.WORKDAYS: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
            Unit.DAYS: ngettext("%(n)s 天", "%(n)s 天", n),
            Unit.MONTHS: ngettext("%(n)s 个月", "%(n)s 个月", n),
        }
        return words[self.unit] % {"n": n}

    def count_at(self, org: PartyOrg | None) -> int:
        """The count in force at `org`: that of the nearest organisation at or above which has set one."""
        if org is None:
            return self.count
        own = local_terms(org, LocalTerm.objects.filter(key=self.key)).get(self.key)
        return own.count if own and own.count else self.count


class LocalTerm(models.Model):
    """A place's own count for a term: it holds for `org` and everything below, until the next row for the same.

    Rows are only added, so that what was in force on a day stays known; `count` None gives back what holds above."""

    org = models.ForeignKey(PartyOrg, models.CASCADE, verbose_name=_("适用于"), related_name="+")
    key = models.CharField(_("期限"), max_length=60)
    count = models.PositiveSmallIntegerField(_("数量"), null=True)
    set_at = models.DateTimeField(_("设定时间"), default=timezone.now)
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("设定人"))

    class Meta:
        verbose_name = verbose_name_plural = _("本地期限")
        indexes = [models.Index(fields=["key", "org"], name="local_terms_by_place")]

    def __str__(self) -> str:
        return f"{self.org} {self.key} {self.count or ''}"


def local_terms(org: PartyOrg, rows: "models.QuerySet[LocalTerm] | None" = None) -> dict[str, LocalTerm]:
    """By key, the row in force at `org`: the newest of the nearest organisation at or above that has its own."""
    nearest_last = [*org.ancestor_ids(), org.pk]
    newest: dict[tuple[str, int], LocalTerm] = {}
    for row in (LocalTerm.objects.all() if rows is None else rows).filter(org__in=nearest_last).order_by("pk"):
        newest[row.key, row.org_id] = row
    own = [row for row in newest.values() if row.count]
    return {row.key: row for row in sorted(own, key=lambda row: nearest_last.index(row.org_id))}

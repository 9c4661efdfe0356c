"""Working days 工作日: weekends, holidays and 调休 from a table the administrator keeps.

The table holds only days that differ from Monday-to-Friday. A year without any row is provisional 暂定: its weekends
count, its holidays are not known yet. `manage.py seed_calendar` fills the published years.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday that falls on one, or a weekend day worked instead."""

    day = models.DateField(_("日期"), unique=True)
    works = models.BooleanField(_("上班"))
    note = models.CharField(_("说明"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("节假日与调休")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {_('上班') if self.works else _('放假')} {self.note}"


def exceptions_between(first: date, last: date) -> dict[date, bool]:
    return dict(CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "works"))


def works(day: date, exceptions: dict[date, bool]) -> bool:
    return exceptions.get(day, day.weekday() < 5)


def add_workdays(start: date, days: int) -> date:
    """The `days`-th working day after `start`; `start` itself does not count. `days` ≥ 0; 0 returns `start`."""
    return workdays_after(start, days)[days]


def workdays_after(start: date, days: int) -> list[date]:
    """`start` and the `days` working days after it: the n-th stands at n. One look into the table."""
    # Holidays never take more than every third day of a span this long.
    exceptions = exceptions_between(start, start + timedelta(days=days * 3 + 30)) if days else {}
    day, found = start, [start]
    while len(found) <= days:
        day += timedelta(days=1)
        if works(day, exceptions):
            found.append(day)
    return found


def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before `first`."""
    if last < first:
        return -workdays_between(last, first)
    return _count(first, last, exceptions_between(first, last))


def workdays_left(today: date, due: Iterable[datetime]) -> dict[datetime, int]:
    """For each deadline the working days after `today` up to and with its last day, 0 when that is past.

    One look into the table for all of them."""
    lasts = {due_at: last_day_of(due_at) for due_at in due}
    exceptions = exceptions_between(today, max(lasts.values(), default=today))
    return {due_at: _count(today, last, exceptions) for due_at, last in lasts.items()}


def _count(first: date, last: date, exceptions: dict[date, bool]) -> int:
    return sum(works(first + timedelta(days=n), exceptions) for n in range(1, (last - first).days + 1))


def provisional_years(years: Iterable[int]) -> set[int]:
    """Those of `years` of which no holiday has been entered yet."""
    asked = set(years)
    return asked - {day.year for day in CalendarDay.objects.filter(day__year__in=asked).dates("day", "year")}


def add_months(start: date, months: int) -> date:
    """Calendar months: the same day number, clipped to the month's end (2027-01-31 + 1 → 2027-02-28)."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last))


def start_of(day: date) -> datetime:
    """0:00 of `day` in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, time.min))


def last_day_of(due_at: datetime) -> date:
    """The day whose 24:00 a deadline is."""
    return timezone.localdate(due_at) - timedelta(days=1)


def end_of(day: date) -> datetime:
    """24:00 of `day` in Asia/Shanghai: the first moment that is too late."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

"""Whether the server's time can be believed (R-T24): a wrong clock must not lapse cases or date papers.

One row keeps the reading of the last completed sweep. A time far beyond it (CLOCK_JUMP_DAYS) or before it is believed
only once an administrator has confirmed it; until then nothing is swept and no step is recorded.
Tests: tests/approvals/test_clock.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Account

from .rules import Missing, Refused

if TYPE_CHECKING:
    from .case import Case

BACK = timedelta(minutes=5)  # servers of one office may differ by so much


class ClockReading(models.Model):
    """One row: the server's time at the last completed sweep, or as an administrator confirmed it since.

    `guarded_after`: the key of the last log entry written before the first sweep. Nobody watched the clock while those
    were recorded, so the proof does not ask for their order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    guarded_after = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clock_reading")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ClockConfirmation(models.Model):
    """Who believed which server time, against which reading. `by` None: on the server, by `tick --confirm-jump`."""

    at = models.DateTimeField(gettext_lazy("服务器时间"))
    last = models.DateTimeField(gettext_lazy("上次运行"))
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("确认人"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.last:%Y-%m-%d %H:%M} → {self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Doubt:
    """Why `now` is not believed: too far from `last`, a reading or the time of a case's last entry."""

    now: datetime
    last: datetime

    @property
    def is_ahead(self) -> bool:
        return self.now > self.last

    @property
    def days(self) -> int:
        return abs(self.now - self.last).days

    @property
    def sentence(self) -> str:
        """For whoever acts, without a full stop."""
        if self.is_ahead:
            return _("系统时间与上次运行相差%(days)s天，暂停办理，请系统管理员核对并确认") % {"days": self.days}
        said = _("系统时间早于上次运行或上一条记录（%(last)s），暂停办理，请系统管理员核对并校准")
        return said % {"last": f"{timezone.localtime(self.last):%Y-%m-%d %H:%M}"}

    @property
    def finding(self) -> str:
        """For logs and probes, in English."""
        if self.is_ahead:
            return f"{self.days} days beyond the last sweep: confirm in the browser or by manage.py tick --confirm-jump"
        return f"behind the last sweep of {self.last.isoformat(timespec='minutes')}: set the server's clock right"


class ClockDoubted(Refused):
    """A step during an unconfirmed jump: its moment would stand in log, deadlines and papers for good."""

    def __init__(self, doubt: Doubt):
        self.doubt = doubt
        super().__init__([Missing(doubt.sentence, from_whom=_("系统管理员"))])


def last_reading() -> datetime | None:
    """None: nothing has been swept yet."""
    return ClockReading.objects.values_list("at", flat=True).first()


def doubt(now: datetime) -> Doubt | None:
    """Why `now` cannot be believed; None if it can."""
    return judge(now, last_reading())


def judge(now: datetime, last: datetime | None) -> Doubt | None:
    if last is None or last - BACK <= now <= last + timedelta(days=settings.CLOCK_JUMP_DAYS):
        return None
    return Doubt(now, last)


def refuse_doubted(case: "Case", now: datetime) -> None:
    """Raise ClockDoubted where an entry at `now` cannot be believed. Asks nothing for a case that is locked for a step:
    `Case.locked` read both times with it."""
    last = case.last_sweep_at if hasattr(case, "last_sweep_at") else last_reading()
    if found := judge(now, last):
        raise ClockDoubted(found)
    recorded = getattr(case, "last_recorded_at", None)
    if recorded and out_of_order(recorded, now):
        raise ClockDoubted(Doubt(now, recorded))


def out_of_order(earlier: datetime, later: datetime) -> bool:
    """Whether two entries of a case, the one before and the one after it, were recorded in the wrong order, and nobody
    had confirmed between them that the clock was set back."""
    if later >= earlier - BACK:
        return False
    jump = timedelta(days=settings.CLOCK_JUMP_DAYS)
    set_back = ClockConfirmation.objects.filter(at__lt=models.F("last"), at__lte=later, last__gte=earlier - jump)
    return not set_back.exists()


def completed(now: datetime) -> None:
    """Keep the reading of a completed sweep; of two servers' the later one."""
    if not ClockReading.objects.filter(at__lt=now).update(at=now):
        ClockReading.objects.get_or_create(defaults={"at": now, "guarded_after": _last_entry()})


def _last_entry() -> int:
    from .journal import Entry  # the log imports this module

    return Entry.objects.aggregate(last=models.Max("pk"))["last"] or 0


def guarded_after() -> int | None:
    """The key of the last entry whose time nobody guarded; None: no entry was guarded yet."""
    return ClockReading.objects.values_list("guarded_after", flat=True).first()


@transaction.atomic
def confirm(now: datetime, *, by: Account | None) -> ClockConfirmation | None:
    """Believe `now`, on record; None if nothing spoke against it (any more)."""
    reading = ClockReading.objects.select_for_update().first()
    if reading is None or not judge(now, reading.at):
        return None
    made = ClockConfirmation.objects.create(at=now, last=reading.at, by=by)
    reading.at = now
    reading.save()
    return made

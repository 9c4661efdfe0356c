"""节假日与调休: a year's official notice is read, looked at and put into the calendar; open deadlines are recounted.

The notice of the State Council office may be pasted as it is published: 一、元旦：1月1日（周四）至3日（周六）放假调休，
共3天。1月4日（周日）上班。 Each weekday and each number of days it names is checked, so that a wrong year is noticed.
A line such as `2027-01-01 放假 元旦` is read too. Tests: tests/approvals/test_holidays.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members import tree_gate
from members.rulebook import RuleBroken

from . import journal
from .calendar import CalendarDay, add_workdays, end_of, exceptions_between, last_day_of, works
from .case import Case
from .deadlines import Unit
from .moments import next_moment

LINE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*(放假|上班)\s*(.*)")
DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?")
NAME = re.compile(r"^(?:[一二三四五六七八九十]+、)?\s*([^：:，。\d]{2,8})[：:]")
TOTAL = re.compile(r"共(\d{1,2})天")
WEEKDAYS = "一二三四五六日"
RECOUNT = "recount"  # the entry on a case whose deadlines were counted again


@dataclass(frozen=True)
class Told:
    """One day of a notice."""

    day: date
    works: bool
    note: str

    @property
    def differs(self) -> bool:
        """Whether it is worth a row: weekends are off and other days worked anyway."""
        return self.works != (self.day.weekday() < 5)


def read(text: str, year: int) -> list[Told]:
    """The days a notice for `year` names, in order. Raises RuleBroken naming what does not fit."""
    found: dict[date, Told] = {}
    name = ""
    for sentence in map(str.strip, re.split(r"[。；;\n]", text)):
        if heading := NAME.match(sentence):
            name = heading[1]
        for told in _of(sentence, year, name):
            if found.setdefault(told.day, told).works != told.works:
                raise _unclear(_("%(day)s既写放假又写上班") % {"day": told.day})
    if not found:
        raise _unclear(_("没有读到放假或上班的日期"))
    if outside := [day for day in found if abs(day.year - year) > 1]:
        raise _unclear(_("%(day)s不在%(year)s年") % {"day": outside[0], "year": year})
    return [found[day] for day in sorted(found)]


def _of(sentence: str, year: int, name: str) -> Iterator[Told]:
    if line := LINE.fullmatch(sentence):
        yield Told(_day(int(line[1]), int(line[2]), int(line[3])), line[4] == "上班", line[5][:40] or name)
        return
    days = _dates(sentence, year)
    if not days or not ("放假" in sentence or "上班" in sentence):
        return
    if "放假" not in sentence:
        yield from (Told(day, True, name) for day in days)
        return
    first, last = days[0], days[-1] if "至" in sentence else days[0]
    length = (last - first).days + 1
    if not 1 <= length <= 15:
        raise _unclear(_("%(first)s至%(last)s不像一次放假") % {"first": first, "last": last})
    if (total := TOTAL.search(sentence)) and int(total[1]) != length:
        said = {"first": first, "last": last, "is": length, "said": total[1]}
        raise _unclear(_("%(first)s至%(last)s是%(is)s天，通知写共%(said)s天") % said)
    yield from (Told(first + timedelta(days=n), False, name) for n in range(length))


def _dates(sentence: str, year: int) -> list[date]:
    found: list[date] = []
    month = 0
    for match in DATE.finditer(sentence):
        month = int(match[2] or month)
        if not month:
            raise _unclear(_("“%(text)s”没有写明月份") % {"text": match[0]})
        day = _day(int(match[1] or year), month, int(match[3]))
        _check_weekday(day, match[4] or "")
        found.append(day)
    return found


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _unclear(_("没有%(year)s年%(month)s月%(day)s日") % {"year": year, "month": month, "day": day}) from None


def _check_weekday(day: date, beside: str) -> None:
    said = re.search(r"(?:周|星期)([一二三四五六日天])", beside)
    is_weekday = WEEKDAYS[day.weekday()]
    if said and said[1].replace("天", "日") != is_weekday:
        raise _unclear(
            _("%(day)s是周%(is)s，通知写周%(said)s，请核对年份") % {"day": day, "is": is_weekday, "said": said[1]}
        )


def _unclear(why: str) -> RuleBroken:
    return RuleBroken("R-T24", why)


# Into the calendar ------------------------------------------------------------------------------------------------


@transaction.atomic
def enter(told: list[Told], year: int) -> int:
    """Let the calendar of `year` be what the notice says; the number of cases whose deadlines were counted again."""
    kept = CalendarDay.objects.filter(day__year=year)
    return _changed(kept, [CalendarDay(day=t.day, works=t.works, note=t.note) for t in told if t.differs])


@transaction.atomic
def enter_day(day: date, works_then: bool, note: str) -> int:
    """One day, by hand; a day that is what its weekday says anyway loses its row."""
    told = Told(day, works_then, note)
    rows = [CalendarDay(day=day, works=works_then, note=note)] if told.differs else []
    return _changed(CalendarDay.objects.filter(day=day), rows)


def _changed(before: QuerySet[CalendarDay], rows: list[CalendarDay]) -> int:
    tree_gate.hold()
    now = timezone.now()
    today = timezone.localdate(now)
    old = exceptions_between(today, date(today.year + 3, 12, 31))
    before.delete()
    CalendarDay.objects.bulk_create(rows, update_conflicts=True, update_fields=["works", "note"], unique_fields=["day"])
    return sum(_recount(pk, old, now) for pk in _running(now))


def _running(now: datetime) -> list[int]:
    """Open cases whose clock will act; in the order in which cases are locked."""
    return list(Case.objects.open().filter(clock_at__gt=now).order_by("pk").values_list("pk", flat=True))


def _recount(pk: int, old: dict[date, bool], now: datetime) -> bool:
    """Leave every coming deadline of a case as many working days as it had left by the `old` calendar.

    Days, months and fixed dates stay. True when something moved; it is written on the log."""
    case = Case.objects.only("kind").get(pk=pk).flow.locked(pk)
    node = case.node
    held = list(case.assignments.open().order_by("pk"))
    moved = {}
    if node.term and node.term.unit is Unit.WORKDAYS:
        for row in held:
            was = row.due_at
            row.due_at, row.second_due_at = (_again(at, old, now) for at in (row.due_at, row.second_due_at))
            if row.due_at and was and row.due_at != was:
                moved[row.pk] = {"was": last_day_of(was), "is": last_day_of(row.due_at)}
            row.save(update_fields=["due_at", "second_due_at"])
    if node.lapse_term and node.lapse_term.unit is Unit.WORKDAYS:
        case.lapses_at = _again(case.lapses_at, old, now)
    case.clock_at = next_moment(case, held, after=now)
    if moved:
        journal.append(case, RECOUNT, by=None, from_state=case.state, data={"days": list(moved.values())}, now=now)
    case.save_changes()
    return bool(moved)


def _again(moment: datetime | None, old: dict[date, bool], now: datetime) -> datetime | None:
    if moment is None or moment <= now:
        return moment
    today, last = timezone.localdate(now), last_day_of(moment)
    left = sum(works(today + timedelta(days=n), old) for n in range(1, (last - today).days + 1))
    return end_of(add_workdays(today, left)) if left else moment

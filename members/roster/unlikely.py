"""Facts that are possible and seldom right: named for somebody to look at, never refused (R10).

Sources: party constitutions (members are 18; probation of a year, prolonged by a year at most; none from April 1969 to
August 1977; before that candidates waited half a year to two years). Tests: tests/members/test_roster_unlikely.py.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members import regions
from members.identity import IdNumber
from members.people import Stage

OLDEST = 115  # years
OF_AGE, OF_AGE_SINCE, YOUNGEST = 18, date(1956, 9, 1), 14
PROBATION_SINCE = date(1977, 8, 19)
SHORTEST, LONGEST = timedelta(days=360), timedelta(days=2 * 366 + 92)  # two years, and a quarter for the decision
RESIDENCE_PERMITS = {"83"}  # 台湾居民居住证: no province of the list has it


def hints(
    number: IdNumber | None, stage: str | None, joined: date | None, converted: date | None, today: date
) -> Iterator[str]:
    """A sentence for each fact that should be looked at."""
    if number:
        yield from _of_number(number, joined, today)
    if not joined or joined < PROBATION_SINCE:
        return
    if converted and converted - joined < SHORTEST:
        yield _("入党不到一年就转正，请核对两个日期")
    elif converted and converted - joined > LONGEST:
        yield _("入党两年多以后才转正，请核对两个日期")
    if stage == Stage.PROBATIONARY and today - joined > LONGEST:
        yield _("预备期已超过两年，请核对党员类别和入党日期")


def _of_number(number: IdNumber, joined: date | None, today: date) -> Iterator[str]:
    born = number.born_on
    if years(born, today) > OLDEST:
        yield _("按身份号码已过%(years)d岁，请核对号码") % {"years": OLDEST}
    if number[:2] not in RESIDENCE_PERMITS and not regions.named(number[:2] + "0000"):
        yield _("身份号码的前两位不是任何省份的代码，请核对号码")
    if joined and born < joined and years(born, joined) < (OF_AGE if joined >= OF_AGE_SINCE else YOUNGEST):
        yield _("按身份号码，入党时未满18岁，请核对入党日期和号码")


def years(born: date, day: date) -> int:
    """Years completed on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

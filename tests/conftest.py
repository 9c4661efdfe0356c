"""The cast, the same everywhere: li, wang, zhao, sun at the origin; chen, xu, lin, zhou at the destination; gao above.

An appointment stands for the person who holds it: `desk.act(case, "approve", by=zhao)`.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from approvals import clock as server_clock
from approvals.sweep import Swept, sweep
from members import identity
from members.models import Account, Appointment, PartyOrg, Person
from members.orgs import Kind
from tests import migrated

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
PASSWORD = "长田镇-2026-密码"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """pytest-django's own, and then a migrated database for it to find."""
    migrated.lay_out()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Take the SQLite file that was laid out; it goes with the data folder of this process."""
    return django_db_keepdb or connection.vendor == "sqlite"


class Travelled:
    """A stopped clock. What the product does not believe after a leap (approvals/clock.py) is confirmed at once, as an
    administrator would; `leap_to` leaves it unconfirmed."""

    def __init__(self, traveller: time_machine.Traveller):
        self.leap_to, self._shift = traveller.move_to, traveller.shift

    def move_to(self, moment: datetime) -> None:
        self.leap_to(moment)
        self._confirm()

    def shift(self, delta: timedelta | float) -> None:
        self._shift(delta)
        self._confirm()

    def _confirm(self) -> None:
        with suppress(RuntimeError):  # a test without the database
            server_clock.confirm(timezone.now(), by=None)


def sweep_confirmed() -> Swept:
    """A sweep after a leap of the clock that an administrator has confirmed; tests that travel by themselves use it."""
    server_clock.confirm(timezone.now(), by=None)
    return sweep()


@pytest.fixture
def clock():
    """Monday 2026-11-23, 09:00 in Shanghai; `clock.move_to(…)` and `clock.shift(…)` move it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield Travelled(traveller)


def _org(name: str, short: str, kind: str, parent: PartyOrg | None = None, **facts) -> PartyOrg:
    org = PartyOrg(name=name, short_name=short, kind=kind, parent=parent, founded_on=date(1990, 7, 1), **facts)
    org.save()
    return org


@pytest.fixture
def orgs(db) -> SimpleNamespace:
    """The two places of the roster: 长田镇 in 青石县, 朝晖街道 in 临港区, both in one province."""
    place = SimpleNamespace()
    committee, power = Kind.PARTY_COMMITTEE, {"may_approve_probationary": True}
    place.province = _org("中共江海省委员会", "江海省委", committee, region="320000", **power)
    place.province_department = _org(
        "中共江海省委组织部", "江海省委组织部", Kind.ORGANISATION_DEPARTMENT, place.province, **power
    )
    place.county = _org("中共青石县委员会", "青石县委", committee, place.province, region="320724", **power)
    place.county_department = _org(
        "中共青石县委组织部", "青石县委组织部", Kind.ORGANISATION_DEPARTMENT, place.county, region="320724", **power
    )
    place.town = _org(
        "中共青石县长田镇委员会",
        "长田镇党委",
        committee,
        place.county,
        region="320724",
        document_code="长镇组",
        code="CT",
        address="青石县长田镇政府大院",
        phone="0518-82441955",
        postcode="222500",
        contact_name="赵建国",
        **power,
    )
    place.dongshan = _org(
        "中共青石县长田镇东山村支部委员会",
        "东山村支部",
        Kind.BRANCH,
        place.town,
        region="320724",
        phone="0518-88275367",
    )
    place.xihe = _org("中共青石县长田镇西河村支部委员会", "西河村支部", Kind.BRANCH, place.town, region="320724")
    place.district = _org("中共临港区委员会", "临港区委", committee, place.province, region="320103", **power)
    place.district_department = _org(
        "中共临港区委组织部", "临港区委组织部", Kind.ORGANISATION_DEPARTMENT, place.district, region="320103", **power
    )
    place.street = _org(
        "中共临港区朝晖街道工作委员会",
        "朝晖街道党工委",
        Kind.WORKING_COMMITTEE,
        place.district,
        region="320103",
        document_code="朝晖工委",
        code="ZH",
        address="临港区朝晖街道办事处",
        phone="0518-87066345",
        postcode="310000",
        contact_name="陈志强",
        **power,
    )
    place.general = _org(
        "中共临港区朝晖街道综合党总支", "综合党总支", Kind.GENERAL_BRANCH, place.street, region="320103"
    )
    place.first = _org("中共临港区朝晖街道一社区支部委员会", "一社区支部", Kind.BRANCH, place.general, region="320103")
    place.second = _org("中共临港区朝晖街道二社区支部委员会", "二社区支部", Kind.BRANCH, place.general, region="320103")
    return place


@pytest.fixture
def appoint(db):
    """Give an account (made on first use) a post: `appoint("赵建国", "zhao", org, "approver", "党委委员")`."""

    def give(name: str, username: str, org: PartyOrg, post: str, title: str = "") -> Appointment:
        account, made = Account.objects.get_or_create(username=username, defaults={"name": name})
        if made:
            account.set_password(PASSWORD)
            account.save()
        return Appointment.objects.create(account=account, org=org, post=post, title=title, since=date(2020, 1, 1))

    return give


@pytest.fixture
def wang(orgs, appoint) -> Appointment:
    return appoint("王秀英", "wang", orgs.dongshan, "secretary", "书记")


@pytest.fixture
def zhao(orgs, appoint) -> Appointment:
    return appoint("赵建国", "zhao", orgs.town, "approver", "副书记")


@pytest.fixture
def sun(orgs, appoint) -> Appointment:
    return appoint("孙丽", "sun", orgs.county_department, "approver", "组织科科长")


@pytest.fixture
def chen(orgs, appoint) -> Appointment:
    return appoint("陈志强", "chen", orgs.street, "organiser", "组织员")


@pytest.fixture
def xu(orgs, appoint) -> Appointment:
    return appoint("许梅", "xu", orgs.general, "secretary", "书记")


@pytest.fixture
def lin(orgs, appoint) -> Appointment:
    return appoint("林晓东", "lin", orgs.first, "secretary", "书记")


@pytest.fixture
def zhou(orgs, appoint) -> Appointment:
    return appoint("周敏", "zhou", orgs.district_department, "approver", "组织科科长")


@pytest.fixture
def gao(orgs, appoint) -> Appointment:
    return appoint("高文军", "gao", orgs.province_department, "approver", "协调处处长")


def entered(name: str, number: str, branch: PartyOrg, **facts) -> Person:
    """A full member of `branch` since they joined; `facts` override or add columns."""
    id_number = identity.parse(number)
    facts = {
        "joined_on": date(2011, 7, 1),
        "converted_on": date(2012, 7, 1),
        "dues_until": date(2026, 11, 1),
        "phone": "13586399530",
        **facts,
    }
    person = Person(name=name, gender=id_number.gender, **facts)
    person.id_number = id_number
    person.save()
    joined = facts["joined_on"] or date(2020, 1, 1)
    person.join(branch, because="花名册导入", at=datetime(joined.year, joined.month, joined.day, tzinfo=SHANGHAI))
    return person


@pytest.fixture
def enrol(db):
    """Enter a member: `enrol("李明", "32072419800815833X", branch)`."""
    return entered


@pytest.fixture
def li(orgs, enrol) -> Person:
    """李明, full member of 东山村支部, works in 临港区 since March."""
    return enrol(
        "李明",
        "32072419800815833X",
        orgs.dongshan,
        away_since=date(2026, 3, 2),
        away_place="江海省港城市临港区",
        away_unit="宏大建筑有限公司",
        away_branch=orgs.first,
    )

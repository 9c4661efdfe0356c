"""The places of the simulation: a county, a district of the same province, and a county of another system.

Every organisation has people in its posts; every branch of the three places has members. All names are invented.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from approvals.calendar import add_months
from members import identity
from members.appointments import Post
from members.models import Account, Appointment, PartyOrg, Person
from members.orgs import Kind
from members.people import Stage

from .luck import happens, luck
from .policy import DUES_BEHIND, EXAMINED, PROBATIONERS

MARK = "模拟数据"  # stands on every root: by it a simulation knows itself
LOGIN = "sim-"  # with which every account's name begins
SINCE = date(2015, 1, 1)
TOWNS = ("长田镇", "北屏镇", "南塘镇", "石桥镇", "柳河镇", "大营镇", "白马镇", "新集镇")
VILLAGES = ("东山村", "西河村", "前湾村", "后岭村", "上坪村", "下寨村", "中所村")
STREETS = ("朝晖街道", "港前街道", "新桥街道", "海棠街道")
COMMUNITIES = ("一社区", "二社区", "三社区", "四社区", "五社区", "六社区")
FAR_TOWNS = ("高坪镇", "云谷镇")
FAR_VILLAGES = ("新村", "老街村", "石门村", "茶岭村", "河口村")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "建国",
    "秀英",
    "晓东",
    "丽",
    "志强",
    "梅",
    "敏",
    "文军",
    "红",
    "春生",
    "海燕",
    "国平",
    "小兰",
    "振华",
    "玉珍",
    "伟",
)


@dataclass
class County:
    """The branches of each place, and who holds the posts of an organisation, by its key."""

    home: list[PartyOrg] = field(default_factory=list)
    province: list[PartyOrg] = field(default_factory=list)
    far: list[PartyOrg] = field(default_factory=list)
    hats: dict[int, list[Appointment]] = field(default_factory=dict)

    @property
    def branches(self) -> list[PartyOrg]:
        return [*self.home, *self.province, *self.far]


def found() -> County:
    """Write the organisations and the people in their posts into the present database."""
    county = County()
    province = _committee(county, "江海省", None, "320000")
    home = _committee(county, "青石县", province, "320724")
    for town in TOWNS:
        county.home += _town(county, home, f"青石县{town}", VILLAGES, grouped=3)
    district = _committee(county, "临港区", province, "320103")
    for street in STREETS:
        county.province += _town(county, district, f"临港区{street}", COMMUNITIES, grouped=6)
    far = _committee(county, "云岭省", None, "530000")
    far_county = _committee(county, "高山县", far, "530124")
    for town in FAR_TOWNS:
        county.far += _town(county, far_county, f"高山县{town}", FAR_VILLAGES, grouped=0)
    return county


def _committee(county: County, name: str, parent: PartyOrg | None, region: str) -> PartyOrg:
    """A committee of a province or county with its organisation department."""
    org = _org(f"中共{name}委员会", f"{name}委", Kind.PARTY_COMMITTEE, parent, region, power=True)
    department = _org(f"中共{name}委组织部", f"{name}委组织部", Kind.ORGANISATION_DEPARTMENT, org, region, power=True)
    _staff(county, org, Post.APPROVER)
    _staff(county, department, Post.APPROVER, Post.ORGANISER)
    return org


def _town(county: County, above: PartyOrg, name: str, places: tuple[str, ...], *, grouped: int) -> list[PartyOrg]:
    """A town or street committee and its branches, the last `grouped` of them below a general branch."""
    kind, called = (Kind.WORKING_COMMITTEE, "工作") if name.endswith("街道") else (Kind.PARTY_COMMITTEE, "")
    town = _org(f"中共{name}{called}委员会", f"{name}党{called[:1]}委", kind, above, above.region, power=True)
    _staff(county, town, Post.APPROVER, Post.ORGANISER)
    general = town
    if grouped:
        general = _org(f"中共{name}综合党总支", f"{name}综合党总支", Kind.GENERAL_BRANCH, town, above.region)
        _staff(county, general, Post.SECRETARY)
    branches = []
    for n, place in enumerate(places):
        parent = general if len(places) - n <= grouped else town
        branch = _org(f"中共{name}{place}支部委员会", f"{name}{place}支部", Kind.BRANCH, parent, above.region)
        _staff(county, branch, Post.SECRETARY)
        branches.append(branch)
    return branches


def _org(
    name: str,
    short_name: str,
    kind: Kind,
    parent: PartyOrg | None,
    region: str,
    *,
    power: bool = False,
    floating: bool = False,
) -> PartyOrg:
    facts = {
        "region": region,
        "may_approve_probationary": power,
        "is_floating": floating,
        "remark": MARK,
        "founded_on": SINCE,
    }
    org = PartyOrg(name=name, short_name=short_name, kind=kind, parent=parent, **facts)
    org.save()
    return org


def _staff(county: County, org: PartyOrg, *posts: Post) -> None:
    """One person a post; nobody of them can sign in."""
    for post in posts:
        name = _name(luck("staff", org.name, post))
        account = Account(username=f"{LOGIN}{org.pk}-{post}", name=name)
        account.set_unusable_password()
        account.save()
        hat = Appointment.objects.create(account=account, org=org, post=post, since=SINCE)
        county.hats.setdefault(org.pk, []).append(hat)


def floating_branch(county: County, town: PartyOrg, there: PartyOrg) -> PartyOrg:
    """Another branch of `town` for its people who live in the area of `there`."""
    count = PartyOrg.objects.filter(parent=town, is_floating=True).count() + 1
    place = there.short_name.removesuffix("党委").removesuffix("党工委")
    name = f"{town.name.removesuffix('委员会')}驻{place}流动党员第{count}支部委员会"
    branch = _org(name, name.removeprefix("中共").removesuffix("委员会"), Kind.BRANCH, town, town.region, floating=True)
    _staff(county, branch, Post.SECRETARY)
    return branch


def enrol(branch: PartyOrg, number: int, seed: int, *, away_at: PartyOrg | None = None) -> Person:
    """The `number`-th member, in `branch` since they joined; `away_at`: the branch where they live now."""
    chance, today = luck(seed, "member", number), timezone.localdate()
    probationer = happens(PROBATIONERS, chance)
    joined = add_months(today, -chance.randint(1, 11)) if probationer else date(2000 + number % 23, 7, 1)
    person = Person(
        name=_name(chance),
        gender="male" if number % 2 else "female",
        phone=f"139{number:08d}",
        stage=Stage.PROBATIONARY if probationer else Stage.FULL,
        joined_on=joined,
        converted_on=None if probationer else add_months(joined, 12),
        dues_until=add_months(today.replace(day=1), -3 if happens(DUES_BEHIND, chance) else 12),
        under_examination=happens(EXAMINED, chance),
    )
    if away_at:
        person.away_since, person.away_branch = add_months(today, -chance.randint(1, 30)), away_at
    person.id_number = identity.parse(id_number(number))
    person.save()
    person.join(branch, because="花名册导入", at=timezone.make_aware(datetime.combine(joined, time.min)))
    return person


MOST_MEMBERS = 11_496  # days from 1950 to 1981, so that all were of age when they joined


def id_number(number: int) -> str:
    """A valid identity number of nobody (R-I1), another one for each `number` up to MOST_MEMBERS."""
    born = date.fromordinal(date(1950, 1, 1).toordinal() + number * 37 % (MOST_MEMBERS + 1))
    body = f"320724{born:%Y%m%d}01{number % 2}"
    return body + identity.check_character(body)


def _name(chance: Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)

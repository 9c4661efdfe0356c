"""The two places a bench plays in: a town and its branch, a street and its branch, one secretary or organiser each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from approvals import desk
from members import identity
from members.models import Account, Appointment, PartyOrg, Person
from members.orgs import Kind
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # of the check digit, GB 11643


@dataclass(frozen=True)
class Office:
    """Who acts: `wang` for the origin branch, `lin` for the destination branch, `chen` for the committee above it."""

    wang: Appointment
    lin: Appointment
    chen: Appointment


def settle_in() -> Office:
    """Write the organisations and appointments into the present database."""
    province = _org("中共江海省委员会", Kind.PARTY_COMMITTEE, None, power=True)
    county = _org("中共青石县委员会", Kind.PARTY_COMMITTEE, province, power=True)
    town = _org("中共青石县长田镇委员会", Kind.PARTY_COMMITTEE, county, power=True)
    origin = _org("中共青石县长田镇东山村支部委员会", Kind.BRANCH, town)
    district = _org("中共临港区委员会", Kind.PARTY_COMMITTEE, province, power=True)
    street = _org("中共临港区朝晖街道工作委员会", Kind.WORKING_COMMITTEE, district, power=True)
    destination = _org("中共临港区朝晖街道一社区支部委员会", Kind.BRANCH, street)
    return Office(
        wang=appoint("王秀英", "wang", origin, "secretary"),
        lin=appoint("林晓东", "lin", destination, "secretary"),
        chen=appoint("陈志强", "chen", street, "organiser"),
    )


def _org(name: str, kind: Kind, parent: PartyOrg | None, *, power: bool = False) -> PartyOrg:
    org = PartyOrg(name=name, kind=kind, parent=parent, region="320724", may_approve_probationary=power)
    org.save()
    return org


def appoint(name: str, username: str, org: PartyOrg, post: str) -> Appointment:
    account = Account.objects.create_user(username, name=name)
    return Appointment.objects.create(account=account, org=org, post=post, since=date(2020, 1, 1))


def id_number(number: int) -> str:
    """A valid identity number of nobody, another one for each `number` below 144,000."""
    born = date(1950, 1, 1) + timedelta(days=number // 8)
    body = f"320724{born:%Y%m%d}{number % 8:03d}"
    weighed = sum(int(figure) * weight for figure, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[weighed % 11]


def member_of(branch: PartyOrg, number: int) -> Person:
    """A full member of `branch`, since ten years."""
    person = Person(
        name=f"党员{number}", gender="male", joined_on=date(2011, 7, 1), dues_until=timezone.localdate().replace(day=1)
    )
    person.id_number = identity.parse(id_number(number))
    person.save()
    person.join(branch, because="花名册导入", at=timezone.now() - timedelta(days=3650))
    return person


def asked(office: Office, number: int) -> TransferCase:
    """A transfer on the desk of its origin branch."""
    person = member_of(office.wang.org, number)
    case = drafting.begin(person, by=office.wang, destination=office.lin.org, reason="unit_changed")
    return desk.act(case, "submit", by=office.wang)

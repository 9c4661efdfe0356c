"""A floating-member branch of 长田镇 at a chamber of commerce in 北屏镇, and the towns' agreement about it (R-O10).

Its members' formal relation stays with 西河村支部: they are registered as away there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from approvals import desk
from approvals.calendar import add_workdays
from config.past import clock_at
from members import floating, org_founding
from members.models import PartyOrg, Person
from members.org_history import Decision
from members.orgs import Kind
from members.people import MEMBERS
from members.register import changes
from members.register.log import Ground
from members.register.log import Kind as Entered
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase
from workflows.agreement.texts import AgreementText

from .stories import Hats

NAME = "中共青石县长田镇驻北屏商会流动党员支部委员会"
GUESTS = 4
FOUNDED, AGREED = 150, 40  # days ago


@transaction.atomic
def found(hats: Hats) -> int:
    """The branch, who takes part in it and the agreement, unless they are there; how many agreements."""
    if PartyOrg.objects.filter(name=NAME).exists():
        return 0
    town, north, county = hats["zhao"].org, hats["cao"].org, PartyOrg.objects.get(name="中共青石县委员会")
    guests = _free_members(hats)
    with _day(FOUNDED) as on:
        decision = Decision(on=on, document=f"青委〔{on.year}〕18号", by=hats["admin"])
        facts = {"name": NAME, "short_name": "北屏商会流动支部", "kind": Kind.BRANCH, "region": town.region}
        branch = org_founding.found(town, facts, decision)
        record = {
            "founding_committee": town,
            "approving_committee": county,
            "approval_document": decision.document,
            "attached_to": "北屏镇商会",
            "build_mode": "area",
            "floating_kind": "hometown",
            "observes": north,
            "secretary_name": guests[0].name if guests else "",
        }
        floating.register(branch, record, decision)
        away = {
            "away_branch": branch,
            "away_since": on,
            "away_place": "青石县北屏镇",
            "away_unit": "北屏镇商会会员企业",
        }
        for person in guests:
            changes.change(person, away, Entered.OUTING_BEGAN, Ground(hats["yan"], reason="本人告知外出务工", on=on))
    _agree(hats, branch, guests)
    return 1


def _free_members(hats: Hats) -> list[Person]:
    """Members of 西河村支部 whom nothing else of the demo names, the last of its roster first."""
    members = Person.objects.of(hats["yan"].org).filter(stage__in=MEMBERS, accounts=None, cases=None)
    named = AgreementText.objects.filter(people__isnull=False).values("people")
    return list(members.filter(away_since=None, coverage=None).exclude(pk__in=named).order_by("-pk")[:GUESTS])


def _agree(hats: Hats, branch: PartyOrg, guests: list[Person]) -> None:
    """Drafted, signed by both and filed by both, all within one day."""
    zhao, cao = hats["zhao"], hats["cao"]
    with _day(AGREED):
        case = drafting.begin(guests, by=zhao, origin=zhao.org, destination=cao.org, floating_org=branch)
        desk.act(case, "send", by=zhao)
        for verb, by in (("accept_text", cao), ("sign_first", cao), ("sign_second", zhao)):
            desk.act(_fresh(case), verb, by=by, text="经党委会议研究，同意。")
        desk.opine(_fresh(case), by=zhao, agrees=True, text="已报青石县委备案。")
        desk.act(_fresh(case), "file", by=cao, text="已报青石县委备案。")


def _fresh(case: AgreementCase) -> AgreementCase:
    return AgreementCase.objects.get(pk=case.pk)


@contextmanager
def _day(days_ago: int) -> Iterator[date]:
    """The working day on or after that many days ago: the clock stands there at half past nine."""
    on = add_workdays(timezone.localdate() - timedelta(days=days_ago + 1), 1)
    with clock_at(timezone.make_aware(datetime.combine(on, time(9, 30)))):
        yield on

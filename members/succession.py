"""One organisation takes the place of others: 合并, or 撤销并由××承继 (R-O11).

An organisational decision, not a transfer: members' relations go over on that day by its document, without letter or
reception (R-T9 speaks of transfers), so it is not announced as `relation_moved`. What was below the ended organisations
stands under the successor; upper rooms hand over what is theirs. It cannot be undone: `outline` shows it before.
Tests: tests/members/test_succession.py, tests/approvals/test_succession.py.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from . import tree_gate
from .appointments import Appointment
from .org_history import Change, Decision, enter
from .orgs import PartyOrg, PartyOrgQuerySet, may_stand_under, may_succeed
from .people import Person, Relation, RelationQuerySet, bind_relations
from .register import changes
from .register.changes import differences
from .register.log import Ground, Kind, append
from .rulebook import RuleBroken
from .tree_changes import (
    Obstacle,
    TreeChange,
    announce,
    asked_of_upper_rooms,
    changing,
    end,
    put_under,
    refuse_day,
    refuse_power_below,
)

BATCH = 500
# What a founded organisation has from the start, for its log.
FOUNDED_WITH = (
    "name",
    "short_name",
    "kind",
    "parent",
    "region",
    "is_floating",
    "may_approve_probationary",
    "founded_on",
)


@dataclass(frozen=True)
class Founding:
    """A successor that is founded by the same decision, with kind and region of those it replaces."""

    name: str
    short_name: str


@dataclass(frozen=True)
class Outline:
    """What a succession would do. `posts` fall empty; `regrouped` people must be put into a group anew."""

    people: int
    children: list[PartyOrg]
    posts: list[Appointment]
    regrouped: int
    obstacles: list[Obstacle]


def outline(orgs: list[PartyOrg], successor: PartyOrg | Founding, on: date) -> Outline:
    """What taking over `orgs` would do, and what stands against it. Changes nothing; a fixed number of queries."""
    there = successor if isinstance(successor, PartyOrg) else None
    grouped = _groups(orgs, there)
    present = _present(orgs).values_list("group", flat=True)
    return Outline(
        people=len(present),
        children=list(_children(orgs)),
        posts=list(Appointment.objects.current().filter(org__in=orgs).select_related("account", "org")),
        regrouped=sum(1 for group in present if grouped[group] > 1),
        obstacles=obstacles(orgs, successor, on),
    )


@transaction.atomic
def succeed(orgs: list[PartyOrg], successor: PartyOrg | Founding, *, decision: Decision) -> PartyOrg:
    """End `orgs` and put `successor` in their place; returns it as it stands then.

    Raises RuleBroken (R-O11 and others) with everything that stands against it, ValidationError (R-O3, R-O6)."""
    tree_gate.take()
    orgs = list(PartyOrg.objects.select_for_update().filter(pk__in=[org.pk for org in orgs]).order_by("pk"))
    for org in orgs:
        refuse_day(org, decision)
    there = PartyOrg.objects.get(pk=successor.pk) if isinstance(successor, PartyOrg) else successor
    if found := obstacles(orgs, there, decision.on):
        raise RuleBroken("R-O11", "；".join(obstacle.sentence for obstacle in found))
    changing.send(PartyOrg, change=TreeChange(Change.SUCCEEDED, tuple(orgs), decision))
    if isinstance(there, Founding):
        there = _found(there, orgs, decision)
    _hand_over_people(orgs, there, decision)
    moved = tuple(_children(orgs).select_related("parent"))
    for child in moved:
        enter(Change.MOVED, child, decision, was=child.parent.name if child.parent else "", became=there.name)
        put_under(child, there, decision)
    for org in orgs:
        end(org, decision, there)
    refuse_power_below(there)
    entries = [enter(Change.SUCCEEDED, org, decision, was=org.name, became=there.name, successor=there) for org in orgs]
    announce(TreeChange(Change.SUCCEEDED, tuple(orgs), decision, there, moved), entries)
    return there


def obstacles(orgs: list[PartyOrg], successor: PartyOrg | Founding, on: date) -> list[Obstacle]:
    """Everything that stands against it; empty when it may be done."""
    there = successor if isinstance(successor, PartyOrg) else None
    found = [Obstacle(said) for said in (_of_successor(orgs, there) if there else _of_founding(orgs))]
    latest = _present(orgs).aggregate(last=Max("since"))["last"]
    if latest and _begins(on) <= latest:
        day = timezone.localdate(latest).isoformat()
        found.append(Obstacle(_("%(day)s 还有党员转入，生效日期须在其后") % {"day": day}))
    return found + asked_of_upper_rooms(orgs, on, taken_over=True)


def _of_successor(orgs: list[PartyOrg], successor: PartyOrg) -> list[str]:
    if successor.closed_on or successor.pk in {org.pk for org in orgs}:
        return [_("承继组织须是另一个未撤销的组织")]
    said = []
    for org in orgs:
        if successor.path.startswith(org.path):
            said.append(_("%(successor)s是%(org)s的下级，不能承继它") % {"successor": successor, "org": org})
        elif not may_succeed(org.kind, successor.kind):
            kinds = {"org": org, "kind": successor.get_kind_display()}
            said.append(_("%(org)s不能由%(kind)s承继，请选同类组织") % kinds)
    for child in _children(orgs):
        if child.pk != successor.pk and not may_stand_under(child.kind, successor.kind):
            said.append(_("下级%(child)s不能隶属%(org)s，请先调整隶属") % {"child": child, "org": successor})
    return said


def _of_founding(orgs: list[PartyOrg]) -> list[str]:
    if len({org.parent_id for org in orgs}) > 1 or len({org.kind for org in orgs}) > 1:
        return [_("新设的承继组织须与被合并组织同一上级、同一类别；不同的请先调整隶属，或选已有的组织承继")]
    return []


def _found(new: Founding, orgs: list[PartyOrg], decision: Decision) -> PartyOrg:
    """The successor takes kind, superior, region and power of those it replaces; raises ValidationError."""
    first = orgs[0]
    org = PartyOrg(
        name=new.name,
        short_name=new.short_name,
        kind=first.kind,
        parent=first.parent,
        region=first.region,
        is_floating=all(org.is_floating for org in orgs),
        may_approve_probationary=any(org.may_approve_probationary for org in orgs),
        founded_on=decision.on,
    )
    org.full_clean()
    org.save()
    changes.enter([org], FOUNDED_WITH, Kind.ENTERED, decision.ground)
    enter(Change.FOUNDED, org, decision, was=first.parent.name if first.parent else "", became=org.name)
    return org


def _children(orgs: list[PartyOrg]) -> PartyOrgQuerySet:
    """What stands directly below `orgs` and does not end with them."""
    return PartyOrg.objects.current().filter(parent__in=orgs).exclude(pk__in=[org.pk for org in orgs])


def _present(orgs: list[PartyOrg]) -> RelationQuerySet:
    return Relation.objects.present().filter(org__in=orgs)


def _begins(on: date) -> datetime:
    """From when a decision of that day holds: now where it is today's, else the day's first moment."""
    now = timezone.now()
    if on >= timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(on, time.min))


def _groups(orgs: list[PartyOrg], successor: PartyOrg | None) -> Counter[str]:
    """In how many of these branches each group 党小组 of that name is: a name stays only where it means one group."""
    branches = [*orgs, successor] if successor else orgs
    present = Relation.objects.present().filter(org__in=branches).exclude(group="")
    return Counter(group for _org, group in present.order_by().values_list("org", "group").distinct())


def _hand_over_people(orgs: list[PartyOrg], successor: PartyOrg, decision: Decision) -> None:
    """Everybody's relation goes to the successor by the document; whoever lives there is away at the successor."""
    at, grouped = _begins(decision.on), _groups(orgs, successor)
    people = Person.objects.filter(pk__in=_present(orgs).values("person")).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))
    began = Relation.objects.bulk_create(
        [
            Relation(
                person_id=relation.person_id,
                org=successor,
                since=at,
                group=relation.group if grouped[relation.group] <= 1 else "",
                because=decision.document,
            )
            for relation in _present(orgs)
        ],
        batch_size=BATCH,
    )
    for first in range(0, len(began), BATCH):
        bind_relations(began[first : first + BATCH])
    _follow_outings(orgs, successor, decision)


def _follow_outings(orgs: list[PartyOrg], successor: PartyOrg, decision: Decision) -> None:
    """Whoever lives at an ended branch is away at its successor; their log says so."""
    people = list(Person.objects.select_for_update(of=("self",)).filter(away_branch__in=orgs).order_by("pk"))
    told = [(person, differences(person, {"away_branch": successor})) for person in people]
    Person.objects.filter(pk__in=[person.pk for person in people]).update(away_branch=successor)
    append(told, Kind.OUTING_CHANGED, Ground(decision.by, reason=decision.document, on=decision.on))

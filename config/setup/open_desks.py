"""Organisations where a case would stop: nobody holds the post that would take it (R-O12)."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from members.appointments import Post, takers
from members.models import Appointment, PartyOrg, Relation
from members.orgs import BRANCHES, Kind

LED_BY_A_SECRETARY = (*BRANCHES, Kind.GENERAL_BRANCH)


def without(post: str, orgs: QuerySet[PartyOrg]) -> QuerySet[PartyOrg]:
    """Those of `orgs` where nobody holds today a post that takes the work of `post`."""
    held = Appointment.objects.current().filter(org=OuterRef("pk"), post__in=takers(post))
    return orgs.filter(~Exists(held))


def without_secretary(reach: str) -> QuerySet[PartyOrg]:
    """Branches and general branches at or below `reach` without a secretary; with `members` present in each."""
    led = PartyOrg.objects.within(reach).current().filter(kind__in=LED_BY_A_SECRETARY)
    found = without(Post.SECRETARY, led)
    present = Relation.objects.present().filter(org=OuterRef("pk")).order_by().values("org").annotate(n=Count("pk"))
    return found.annotate(members=present.values("n")).order_by("path")


def with_members(reach: str) -> QuerySet[PartyOrg]:
    """Organisations at or below `reach` in which somebody is a member today."""
    present = Relation.objects.present().filter(org=OuterRef("pk"))
    return PartyOrg.objects.within(reach).current().filter(Exists(present))


def issuers(reach: str) -> QuerySet[PartyOrg]:
    """Committees at or below `reach` that issue and receive letters (R-T3)."""
    return PartyOrg.objects.within(reach).current().filter(may_approve_probationary=True)

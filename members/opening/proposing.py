"""Organisations without a secretary, as rows with the roster's 书记. Scenarios: tests/members/test_opening.py."""

from django.utils.timezone import localdate

from members.administrators import Administrator
from members.appointments import Appointment, Post
from members.orgs import Kind, PartyOrg, PartyOrgQuerySet
from members.same_person import MOBILE, compact

from .records import LARGEST, OpeningRow

WITHOUT_SECRETARY = {Kind.ORGANISATION_DEPARTMENT, Kind.PARTY_GROUP}  # kinds that have none


def vacant(by: Administrator, under: PartyOrg | None = None) -> PartyOrgQuerySet:
    """Open organisations in reach, at or below `under`, with no secretary today and none to come."""
    orgs = by.orgs().within(under.path) if under else by.orgs()
    coming = Appointment.objects.own().filter(post=Post.SECRETARY, since__gt=localdate(), account__is_active=True)
    held = Appointment.objects.current().own().filter(post=Post.SECRETARY)
    staffed = orgs.current().exclude(kind__in=WITHOUT_SECRETARY)
    return staffed.exclude(pk__in=held.values("org")).exclude(pk__in=coming.values("org"))


def rows_for(orgs: PartyOrgQuerySet) -> list[OpeningRow]:
    """A row for each of the first LARGEST, superiors first. A contact may be somebody else: the name is asked about."""
    rows = []
    for number, org in enumerate(orgs.order_by("path")[:LARGEST], start=1):
        phone = compact(org.phone)
        rows.append(
            OpeningRow(
                number=number,
                name=org.secretary_name or org.contact_name,
                unsure="" if org.secretary_name else org.contact_name,
                org=org,
                org_said=org.name,
                post=Post.SECRETARY,
                phone=phone if MOBILE.fullmatch(phone) else "",
            )
        )
    return rows

"""The first responsible person 第一责任人 of a member: the secretary of the branch that holds the relation (R-O12).

Tests: tests/members/test_responsible.py.
"""

from dataclasses import dataclass

from . import written_numbers
from .appointments import Appointment, Post
from .orgs import PartyOrg


@dataclass(frozen=True)
class Responsible:
    """`hat`: the secretary of `org` today, None while the post is vacant; `appointers`: who may fill it, nearest first.

    `on_roster`: whom the roster names, who may have no account yet."""

    org: PartyOrg
    hat: Appointment | None
    appointers: list[Appointment]
    on_roster: str

    @property
    def phone(self) -> str:
        """The secretary's own number, else the organisation's."""
        return (self.hat.account.phone if self.hat else "") or self.org.phone

    @property
    def dialled(self) -> str:
        """For a `tel:` link: digits, and a leading plus."""
        return written_numbers.dialled(self.phone)


def responsible_for(org: PartyOrg | None) -> Responsible | None:
    """Who answers for the members of `org`; None outside the system."""
    if org is None:
        return None
    held = Appointment.objects.current().own().filter(org=org, post=Post.SECRETARY)
    hat = held.select_related("account").order_by("since", "pk").first()
    appointers = [] if hat else list(Appointment.objects.administering(org)[:2])
    return Responsible(org, hat, appointers, org.secretary_name)

"""The organisations of a transfer, and whose desk each step is on. Chains of superiors are read once a step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from approvals.powerless import powerless
from approvals.rules import Missing, Refused
from approvals.sides import Seat, Side
from members.appointments import Post
from members.models import PartyOrg, Person
from members.rulebook import RULES

from .outside import OUTSIDE
from .states import State

STARTER = Seat(Side.ORIGIN, "starter", Post.CLERK)
MAY_WITHDRAW = Seat(Side.ORIGIN, "starter_and_origin", Post.CLERK)
EITHER_SIDE = Seat(Side.ORIGIN, "either_side", Post.CLERK)
ORIGIN_BRANCH = Seat(Side.ORIGIN, "origin", Post.SECRETARY)
ORIGIN_COMMITTEE = Seat(Side.ORIGIN, "origin_committee", Post.APPROVER)
ORIGIN_COMMITTEE_CLERK = Seat(Side.ORIGIN, "origin_committee", Post.CLERK)
DESTINATION_BRANCH = Seat(Side.DESTINATION, "destination", Post.SECRETARY)
DESTINATION_REVIEWERS = Seat(Side.DESTINATION, "destination_reviewers", Post.SECRETARY)
DESTINATION_COMMITTEE = Seat(Side.DESTINATION, "destination_committee_apart", Post.ORGANISER)
RECEIVING_COMMITTEE = Seat(Side.DESTINATION, "destination_committee", Post.ORGANISER)
RECEIVING_COMMITTEE_CLERK = Seat(Side.DESTINATION, "destination_committee", Post.CLERK)
ORIGIN_RECORDER = Seat(Side.ORIGIN, "origin_recorder", Post.CLERK, when=_lazy("从系统外转来的，由接收方党委登记"))
RECORDER = Seat(Side.DESTINATION, "recorder", Post.CLERK, when=_lazy("去向在系统外的，由转出方党委登记"))


WITH_A_LETTER = (
    State.LETTER_ISSUED,
    State.LETTER_EXPIRED,
    State.LETTER_VOID,
    State.ARRIVED,
    State.DOSSIER_CHECK,
    State.RECEIVED,
    State.RECEIPT_SENT,
)


class Parties:
    """Who takes part. Mixed into `TransferCase`, whose fields are annotated; a seat's `of` names a property of these.

    What may be None is so before the case is sent. Whoever comes after R-T3 was held takes `issuing_committee`,
    `receiving_committee` and `joining_branch`: should one be gone by then, they raise Refused, in the words of R-T3.
    """

    person: Person
    origin: PartyOrg | None
    destination: PartyOrg | None
    destination_label: str
    receiving_branch: PartyOrg | None
    home: PartyOrg
    origin_label: str
    goes_outside: bool
    comes_from_outside: bool
    outside_name: str
    outside_committee: str
    outside_region: str
    starter: PartyOrg
    title: str
    recorded_in: Callable[[str], bool]
    state: str
    stuck_in: str
    refused_in: str
    received_on: date | None

    def headline(self) -> str:
        return f"{self.person.name}：{self.origin_label} → {self.destination_label or '……'}"

    def head_for(self, branch: PartyOrg | None, outside: dict[str, str] | None = None) -> None:
        """Name the destination anew: a branch of the system, or the columns OUTSIDE of one that is not in it."""
        self.destination, self.receiving_branch = branch, None
        for column in OUTSIDE:
            setattr(self, column, (outside or {}).get(column, ""))
        self.forget_chains()
        self.title = self.headline()

    def named_outside(self, branch_name: str) -> None:
        """Take over the branch that the answer or the receipt names; inside the system a branch is chosen."""
        if branch_name:
            self.outside_name = branch_name
            self.title = self.headline()

    @property
    def starter_and_origin(self) -> list[PartyOrg]:
        """Who may withdraw: the origin branch also where its superior started (R-T20)."""
        return [org for org in (self.starter, self.origin) if org]

    @property
    def either_side(self) -> list[PartyOrg]:
        """Who may ask for coordination (R-S1): whoever has a part in the case, on either side."""
        found = [self.starter, self.origin, self.origin_committee, self.destination, self.destination_committee]
        return [org for org in found if org]

    @cached_property
    def _chains(self) -> dict[int, list[PartyOrg]]:
        return {}

    def chain_of(self, org: PartyOrg) -> list[PartyOrg]:
        """`org` and its ancestors: those of both sides are read together, once a step."""
        if org.pk not in self._chains:
            self._chains.update(PartyOrg.objects.chains_of({org, self.origin or org, self.destination or org}))
        return self._chains[org.pk]

    def forget_chains(self) -> None:
        self._chains.clear()

    def committee_of(self, org: PartyOrg) -> PartyOrg | None:
        return next((o for o in self.chain_of(org) if o.may_approve_probationary), None)

    @property
    def origin_committee(self) -> PartyOrg | None:
        """Who issues the letter (R-T3); None where it comes from outside the system."""
        return self.committee_of(self.origin) if self.origin else None

    @property
    def destination_committee(self) -> PartyOrg | None:
        """Who receives."""
        return self.committee_of(self.destination) if self.destination else None

    @property
    def recorder(self) -> PartyOrg | None:
        """Whose clerk records what a destination outside the system says and does: the issuing committee's."""
        return self.origin_committee if self.goes_outside else None

    @property
    def origin_recorder(self) -> PartyOrg | None:
        """Whose clerk records what an origin outside the system says: the receiving committee's."""
        return self.destination_committee if self.comes_from_outside else None

    @property
    def addressee_name(self) -> str:
        """To whom the letter is written (R-T3)."""
        return self.outside_committee if self.goes_outside else self.receiving_committee.name

    @property
    def joining_name(self) -> str:
        """The branch the letter sends the member to (R-T3)."""
        return self.outside_name if self.goes_outside else self.joining_branch.name

    @property
    def destination_region(self) -> str:
        return self.destination.region if self.destination else self.outside_region

    @property
    def receipt_addressee_name(self) -> str:
        """The committee above the former branch, to which the receipt goes straight (R-T11)."""
        return self.outside_committee if self.comes_from_outside else self.issuing_committee.name

    @property
    def issuing_committee(self) -> PartyOrg:
        """`origin_committee`, once the case was sent."""
        return self.origin_committee or _refuse_powerless(self.home)

    @property
    def receiving_committee(self) -> PartyOrg:
        """`destination_committee`, once the case was sent."""
        return self.destination_committee or _refuse_powerless(self.joining_branch)

    @property
    def joining_branch(self) -> PartyOrg:
        """The branch that takes the member in: the one named when accepting, else the destination (R-T10)."""
        branch = self.receiving_branch or self.destination
        if branch is None:
            raise Refused([Missing(_("尚未选择转入的党支部"), _("发起人"), rule=RULES["R-T3"])])
        return branch

    @property
    def destination_reviewers(self) -> list[PartyOrg]:
        """General branches between the destination branch and its committee; they only review (R-O7)."""
        if self.destination is None or self.is_internal:
            return []
        chain = self.chain_of(self.destination)
        above = [org for org in chain[1:]]
        power = next((n for n, org in enumerate(above) if org.may_approve_probationary), len(above))
        return above[:power]

    @property
    def destination_committee_apart(self) -> PartyOrg | None:
        """The receiving committee, unless it is the issuing one too: then its word comes at the approval (R-T14)."""
        return None if self.is_internal else self.destination_committee

    @property
    def destination_decider(self) -> PartyOrg | None:
        return self.destination_committee_apart or self.destination or self.recorder

    @property
    def letter_is_out(self) -> bool:
        """Whether this round of the case has come as far as a letter; a case that was returned begins anew."""
        stuck_in = self.stuck_in if self.state == State.COORDINATION else self.state
        return (self.refused_in if stuck_in == State.REFUSED else stuck_in) in WITH_A_LETTER

    @property
    def is_internal(self) -> bool:
        """Whether it is an adjustment between two branches of one approving committee (R-T14).

        A transfer keeps the way it went: no letter that is out becomes an adjustment because a branch was moved."""
        if self.state == State.COMPLETED:
            return self.received_on is None
        return not self.letter_is_out and self.is_under_one_committee

    @property
    def is_under_one_committee(self) -> bool:
        """Whether both branches stand under one approving committee today."""
        committee = self.destination_committee
        return committee is not None and committee == self.origin_committee


def _refuse_powerless(org: PartyOrg) -> NoReturn:
    raise Refused([replace(powerless(org), rule=RULES["R-T3"])])

"""The two parties of an agreement and whose desk each step is on. 甲方 is the origin, 乙方 the destination (R-C1).

Either may propose; from then on the text goes back and forth: it waits for whoever did not write its newest version.
"""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from approvals.sides import Seat, Side, Verdict
from members.appointments import Post
from members.models import PartyOrg

from .states import State
from .texts import AgreementText

SIGNING = (State.READY_TO_SIGN, State.SIGNED_ONE_SIDE)

ORIGIN_DRAFTS = Seat(Side.ORIGIN, "origin_if_proposing", Post.CLERK)
DESTINATION_DRAFTS = Seat(Side.DESTINATION, "destination_if_proposing", Post.CLERK)
ORIGIN_ANSWERS = Seat(Side.ORIGIN, "origin_if_to_answer", Post.HEAD)
DESTINATION_ANSWERS = Seat(Side.DESTINATION, "destination_if_to_answer", Post.HEAD)
ORIGIN_HEAD = Seat(Side.ORIGIN, "origin", Post.HEAD)
DESTINATION_HEAD = Seat(Side.DESTINATION, "destination", Post.HEAD)
ORIGIN_SIGNS = Seat(Side.ORIGIN, "origin_if_unsigned", Post.HEAD)
DESTINATION_SIGNS = Seat(Side.DESTINATION, "destination_if_unsigned", Post.HEAD)
ORIGIN_CLERK = Seat(Side.ORIGIN, "origin", Post.CLERK)
DESTINATION_CLERK = Seat(Side.DESTINATION, "destination", Post.CLERK)
EITHER_CLERK = Seat(Side.ORIGIN, "both", Post.CLERK)
TEXT_WRITER = Seat(Side.ORIGIN, "text_writers", Post.CLERK)
EITHER_HEAD = Seat(Side.ORIGIN, "both", Post.HEAD)
WRITER_HEAD = Seat(Side.ORIGIN, "writer", Post.HEAD)
PROPOSER_HEAD = Seat(Side.ORIGIN, "proposer", Post.HEAD)
FIRST_SIGNER = Seat(Side.ORIGIN, "first_signer", Post.HEAD)
NOTICE_GIVER = Seat(Side.ORIGIN, "notice_giver", Post.HEAD)
NOTICE_TAKER = Seat(Side.DESTINATION, "notice_taker", Post.HEAD)
FILING_SUPERIORS = Seat(Side.SUPERIOR, "filing_superiors", Post.ORGANISER)


class Parties:
    """Mixed into `AgreementCase`, whose fields are annotated; a seat's `of` names a property of these."""

    state: str
    origin: PartyOrg
    destination: PartyOrg | None
    starter: PartyOrg | None
    texts: Any
    opinions: Any
    supplements: Any
    notice_by: PartyOrg | None
    floating_org: PartyOrg | None

    @property
    def both(self) -> list[PartyOrg]:
        return [org for org in (self.origin, self.destination) if org]

    def other(self, org: PartyOrg | None) -> PartyOrg | None:
        """The party that is not `org`."""
        return next((party for party in self.both if org and party.pk != org.pk), None)

    @property
    def proposer(self) -> PartyOrg:
        """Who began it, or who took its place since."""
        if self.starter is None:
            raise LookupError("an agreement is proposed by one of its parties")
        return self.starter

    @property
    def origin_if_proposing(self) -> PartyOrg | None:
        return self.origin if self.proposer == self.origin else None

    @property
    def destination_if_proposing(self) -> PartyOrg | None:
        return self.destination if self.proposer == self.destination else None

    @property
    def writer(self) -> PartyOrg:
        """Who wrote the newest version that was sent."""
        return self.origin if self.text.side == Side.ORIGIN else self.destination or self.origin

    @property
    def to_answer(self) -> PartyOrg | None:
        """Who has to answer the newest version."""
        return self.other(self.writer)

    @property
    def text_writers(self) -> list[PartyOrg]:
        """Who writes a version now: the draft's own side, whoever has to answer, or either that reopens it (R-C7)."""
        if self.state in SIGNING:
            return self.both
        turn = {State.DRAFT: self.proposer, State.PROPOSED: self.to_answer, State.NEGOTIATING: self.to_answer}
        writer = turn.get(State(self.state))
        return [writer] if writer else []

    @property
    def origin_if_to_answer(self) -> PartyOrg | None:
        return self.origin if self.to_answer == self.origin else None

    @property
    def destination_if_to_answer(self) -> PartyOrg | None:
        return self.destination if self.to_answer == self.destination else None

    @property
    def text(self) -> AgreementText:
        """The newest version both sides may read; the draft's own while it was never sent."""
        return self._newest_text

    @cached_property
    def _newest_text(self) -> AgreementText:
        found = self.texts.filter(sent_at__isnull=False).last() or self.texts.last()
        if found is None:
            raise LookupError("an agreement is opened together with its first text")
        return found

    def read_as(self, text: Any) -> None:
        """Read `text` as its newest while it is not saved: what was signed on paper (R-D38)."""
        self.__dict__["_newest_text"] = text

    def forget_text(self) -> None:
        self.__dict__.pop("_newest_text", None)

    @cached_property
    def signatures(self) -> list:
        """The opinions that sign the present version, oldest first (R-C6); a new version clears them (R-C7)."""
        return list(
            self.opinions.filter(state__in=SIGNING, verdict=Verdict.AGREE, superseded=False).select_related("org")
        )

    def forget_signatures(self) -> None:
        self.__dict__.pop("signatures", None)

    @property
    def first_signer(self) -> PartyOrg | None:
        return self.signatures[0].org if self.signatures else None

    @property
    def origin_if_unsigned(self) -> PartyOrg | None:
        return None if self.first_signer == self.origin else self.origin

    @property
    def destination_if_unsigned(self) -> PartyOrg | None:
        return None if self.first_signer == self.destination else self.destination

    @property
    def notice_giver(self) -> PartyOrg | None:
        return self.notice_by

    @property
    def notice_taker(self) -> PartyOrg | None:
        return self.other(self.notice_by)

    @property
    def filing_superiors(self) -> list[PartyOrg]:
        """Whom the signed agreement is filed with: the committee above each party (R-C6)."""
        found = [superior.office() for party in self.both if (superior := party.superior_committee())]
        return list(dict.fromkeys(found))

    def headline(self) -> str:
        there = str(self.destination) if self.destination else "……"
        return f"{self.floating_org or _names(self.text)}：{self.origin} 与 {there}"


def _names(text: AgreementText) -> str:
    """`李明`, or `李明等3人`."""
    people = text.standing.order_by("pk")
    first = people.first() or text.people.order_by("pk").first()
    count = people.count() or text.people.count()
    if first is None or count == 1:
        return first.name if first else ""
    return str(_("%(name)s等%(count)d人") % {"name": first.name, "count": count})

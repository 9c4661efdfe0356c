"""Who sits where in a coordination: who speaks for each side, who decides, who carries it out (R-S1 to R-S4).

Mixed into `CoordinationCase`. Tests: tests/workflows/test_coordination.py, test_impartial_superior.py.
"""

from typing import Any

from members.models import PartyOrg

from .states import State
from .superiors import acts_as, parties_among


class Seated:
    """What is annotated are fields of `CoordinationCase`, and of every case."""

    state: str
    home: PartyOrg
    goes_outside: bool
    origin: PartyOrg | None
    destination: PartyOrg | None
    coordinator: PartyOrg | None
    requester: PartyOrg
    respondent: PartyOrg
    origin_top: PartyOrg | None
    destination_top: PartyOrg | None
    officer: str
    decision: str
    decision_org: PartyOrg | None
    waiting_parent: Any

    @property
    def origin_party(self) -> PartyOrg:
        """Who speaks for the origin: its base committee; the branch itself where that is the other side's as well."""
        return _speaker(self.home, self.destination)

    @property
    def destination_party(self) -> PartyOrg | None:
        return _speaker(self.destination, self.origin) if self.destination else None

    @property
    def executors(self) -> list[PartyOrg]:
        """The handling side; once it is late, also the superior by its own order (W10)."""
        superiors = [self.coordinator, self.origin_top, self.destination_top] if self.state == State.SUPERVISED else []
        return [self.respondent, *(org for org in superiors if org)]

    @property
    def named_org(self) -> PartyOrg | None:
        """Where the decision sends the parent; None for a decision that names nobody."""
        verb = self.waiting_parent.flow.verbs().get(self.decision)
        return self.decision_org if verb and verb.names_org else None

    @property
    def coordinator_is_a_party(self) -> bool:
        """Whether the superior's own act or silence is complained of, or it asks itself (R-S1).

        Where the other side is outside the system its own highest decides, whoever that is (R-S2)."""
        return bool(self.coordinator and not self.goes_outside and acts_as(self.coordinator) in self._parties)

    @property
    def _parties(self) -> set[int]:
        return parties_among([self.respondent, self.requester, self.origin_party, self.destination_party])

    def next_higher(self) -> PartyOrg | None:
        """The office of the next committee above the present coordinator that is no party; None at the top."""
        at = self.coordinator.parent if self.coordinator and self.coordinator.acts_for_parent else self.coordinator
        parties = self._parties
        above = at.superior_committee() if at else None
        while above and above.pk in parties:
            above = above.superior_committee()
        return above.office() if above else None

    def go_up(self) -> None:
        self.coordinator, self.officer = self.next_higher(), ""

    @property
    def deciders(self) -> list[PartyOrg]:
        """Who decides: the coordinator, or the highest organisations of both sides (R-S2)."""
        return [
            org for org in ([self.coordinator] if self.coordinator else [self.origin_top, self.destination_top]) if org
        ]


def _speaker(org: PartyOrg, other: PartyOrg | None) -> PartyOrg:
    committee = org.base_committee()
    return org if committee is None or (other and committee.covers(other)) else committee

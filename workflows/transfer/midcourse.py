"""Transfers enter in mid-course with the letter out, reported in, or run out (R-D38, R-T12, R-T16).

Entered by a clerk of the origin, confirmed by the committee that issued the letter, or by the one above where that
committee enters it itself. Tests: tests/workflows/test_transfer_history.py.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from approvals.case import Case
from approvals.midcourse.kinds import Midcourse, committee_above
from approvals.midcourse.records import EntryOfPast
from approvals.rules import Missing
from documents import numbers
from documents.numbers import VoidReason
from members.models import Appointment, PartyOrg, Person

from .case import TransferCase
from .history import (
    ASKED,
    ENTERS_AT,
    Happened,
    date_the_letter,
    dates_against,
    letter_of,
    number_against,
    reach_against,
)
from .history_form import TransferHistoryForm
from .outside import OUTSIDE
from .outside_rules import is_outside_by_its_names
from .papers import LETTERS
from .rules import (
    belongs_to_origin,
    both_committees_have_power,
    dues_recorded,
    goes_to_another_branch,
    identity_known,
    no_other_open_transfer,
    under_two_committees,
)
from .states import Channel, State

DAYS = ("away_since", "dues_until", "issued_on")
PLAIN = ("reason", "reason_text", "contact", "carrier", "valid_days", "letter_number", *OUTSIDE)


class TransferInMidcourse(Midcourse):
    """`facts`: the columns of DAYS and PLAIN, `destination` by its key, `happened`, `reported_on`."""

    kind = "transfer"
    asked = ASKED
    facts_template = "transfer/_history_facts.html"

    def case_of(self, entry: EntryOfPast) -> TransferCase:
        facts, person = entry.facts, entry.person
        if person is None:
            raise ValueError("a transfer is about one member")
        key = facts.get("destination")
        case = TransferCase(
            kind="transfer",
            person=person,
            origin=PartyOrg.objects.get(pk=facts["origin"]),
            destination=PartyOrg.objects.filter(pk=key).first() if key else None,
            channel=Channel.PAPER,
            state=ENTERS_AT[Happened(facts["happened"])],
            **{name: date.fromisoformat(facts[name]) for name in DAYS if facts.get(name)},
            **{name: facts[name] for name in PLAIN if facts.get(name)},
        )
        date_the_letter(case)
        case.receiving_branch = case.destination
        case.title = case.headline()
        return case

    def claim(self, entry: EntryOfPast) -> str:
        return TransferCase.claim_of(entry.person_id)

    def against(self, case: Case, entry: EntryOfPast) -> list[Missing]:
        asked = (
            belongs_to_origin,
            identity_known,
            both_committees_have_power,
            goes_to_another_branch,
            is_outside_by_its_names,
            no_other_open_transfer,
            dues_recorded,
        )
        found = [missing for rule in asked if (missing := rule(case))]
        if not found and (together := under_two_committees(case)):
            found = [together]
        return found or [*reach_against(case, entry), *dates_against(case, entry.facts), *number_against(case)]

    def confirmers(self, case: Case, entry: EntryOfPast) -> list[PartyOrg]:
        """Who issued the letter; where that committee enters it itself, or is not above it, the committee above."""
        issuer = case.origin_committee  # type: ignore[attr-defined]  # a TransferCase
        below = issuer and entry.org_id != issuer.pk and issuer.covers(entry.org)
        above = issuer if below else committee_above(entry.org)
        return [above] if above else []

    def complete(self, case: Case, entry: EntryOfPast) -> None:
        """The number stands in the register as it was given; one that has run out is void there (R-T12, R-T16)."""
        issuer, on, number = letter_of(case)
        numbers.enter_from_paper(issuer, LETTERS, on, number)
        if case.state == State.LETTER_EXPIRED:
            numbers.void_on_paper(issuer, LETTERS, on.year, number, VoidReason.EXPIRED)

    def form_of(
        self,
        *,
        by: Appointment,
        start: Person | None = None,
        entry: EntryOfPast | None = None,
        data: Any = None,
        files: Any = None,
    ) -> TransferHistoryForm:
        person = entry.person if entry else start
        if person is None:
            raise ValueError("a transfer is about one member")
        known = {step.key: step for step in entry.steps.all()} if entry else {}
        return TransferHistoryForm(
            data, files, by=by, person=person, known=known, initial=_typed(entry.facts) if entry else _known(person)
        )


def _known(person: Person) -> dict[str, Any]:
    """What the registry says already."""
    there = person.away_branch
    return {
        "destination": there.name if there else "",
        "away_since": person.away_since,
        "dues_until": person.dues_until,
        "contact": person.phone,
    }


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the form's fields take them."""
    days = {name: date.fromisoformat(facts[name]) for name in DAYS if facts.get(name)}
    there = PartyOrg.objects.filter(pk=facts["destination"]).first() if facts.get("destination") else None
    return {**facts, **days, "destination": there.name if there else ""}

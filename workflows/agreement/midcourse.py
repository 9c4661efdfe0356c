"""Agreements in force on paper enter in mid-course (R-D38): entered by one party, bound by both.

So both are asked: the committee of the other party, and the committee above whoever enters it. It enters in force, with
the duties whose period is not over yet. Tests: tests/workflows/test_agreement_history.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.case import Case
from approvals.midcourse.kinds import Midcourse, committee_above
from approvals.midcourse.records import EntryOfPast
from approvals.midcourse.rules import R_D38
from approvals.rules import Missing
from documents import numbers
from members.models import Appointment, PartyOrg, Person

from . import duties
from .bound import bind_text
from .case import AgreementCase
from .history import ASKED, PaperText, days_against, number_against, of_our_register, party_against
from .history_form import AgreementHistoryForm
from .papers import AGREEMENTS
from .rules import (
    members_belong_to_the_origin,
    nobody_is_covered_already,
    organisation_kind_is_between_committees,
    parties_are_two_organisations,
    term_is_in_bounds,
)
from .states import Scope, State
from .texts import TERMS, AgreementText

WHOLE = (
    parties_are_two_organisations,
    organisation_kind_is_between_committees,
    members_belong_to_the_origin,
    term_is_in_bounds,
    nobody_is_covered_already,
)


@dataclass(frozen=True)
class Parties:
    """Between whom an agreement is entered; two committees name the floating organisation it is about (R-C1)."""

    origin: PartyOrg
    destination: PartyOrg
    floating_org: PartyOrg | None = None

    @property
    def scope(self) -> Scope:
        return Scope.ORGANISATION if self.floating_org else Scope.INDIVIDUAL


class AgreementInMidcourse(Midcourse):
    """`facts`: the parties, `floating_org` and `people` by their keys, the terms, `bodies`, `agreement_number`,
    `effective_on`, and `signed_on`, the day of the last signature."""

    kind = "agreement"
    asked = ASKED
    facts_template = "agreement/_history_facts.html"

    def case_of(self, entry: EntryOfPast) -> AgreementCase:
        facts, parties = entry.facts, _parties(entry)
        case = AgreementCase(
            kind="agreement",
            scope=parties.scope,
            origin=parties.origin,
            destination=parties.destination,
            floating_org=parties.floating_org,
            starter=entry.org,
            agreement_number=facts["agreement_number"],
            effective_on=date.fromisoformat(facts["effective_on"]),
            state=State.EFFECTIVE,
        )
        case.read_as(
            PaperText(
                side=case.side_of(entry.org),
                scope=parties.scope,
                bodies=facts["bodies"],
                mode=facts["mode"],
                exchange_months=facts["exchange_months"],
                dues_paid_to=facts["dues_paid_to"],
                starts_on=date.fromisoformat(facts["starts_on"]),
                ends_on=date.fromisoformat(facts["ends_on"]),
                people=Person.objects.filter(pk__in=facts["people"]),
            )
        )
        case.title = case.headline()
        return case

    def people(self, entry: EntryOfPast) -> Iterable[int]:
        return entry.facts["people"]

    def claim(self, entry: EntryOfPast) -> str:
        facts = entry.facts
        about = f"{facts['origin']}-{facts['destination']}-{facts.get('floating_org') or sorted(facts['people'])}"
        return f"agreement-{sha256(about.encode()).hexdigest()[:40]}"

    def against(self, case: Case, entry: EntryOfPast) -> list[Missing]:
        agreement: AgreementCase = case  # type: ignore[assignment]  # as `case_of` made it
        found = party_against(agreement, entry)
        found = found or [missing for rule in WHOLE if (missing := rule(agreement))]
        found = found or [*days_against(agreement, entry.facts), *number_against(agreement, entry.facts)]
        return found or _unheard(agreement, entry)

    def confirmers(self, case: Case, entry: EntryOfPast) -> list[PartyOrg]:
        """The other party's committee, then the one above whoever enters it; where they are one, it is asked once."""
        asked = [_committee_of_other(case, entry), committee_above(entry.org)]
        return list(dict.fromkeys(org for org in asked if org and org != entry.org))

    def complete(self, case: Case, entry: EntryOfPast) -> None:
        """The text as both signed it, the roster covered from today, and what is owed now."""
        agreement: AgreementCase = case  # type: ignore[assignment]  # as `case_of` made it
        paper: PaperText = agreement.text  # type: ignore[assignment]  # a PaperText until now
        text = AgreementText.objects.create(
            case=agreement,
            number=1,
            side=paper.side,
            by=entry.by,
            bodies=paper.bodies,
            sent_at=timezone.now(),
            **{name: getattr(paper, name) for name in TERMS},
        )
        text.people.set(paper.people)
        bind_text(agreement, text)
        agreement.forget_text()
        if ours := of_our_register(agreement):
            org, _year, number = ours
            numbers.enter_from_paper(org, AGREEMENTS, date.fromisoformat(entry.facts["signed_on"]), number)
        agreement.begin_coverage()
        duties.open_of(agreement, timezone.localdate())

    def form_of(
        self,
        *,
        by: Appointment,
        start: Parties | None = None,
        entry: EntryOfPast | None = None,
        data: Any = None,
        files: Any = None,
    ) -> AgreementHistoryForm:
        parties = _parties(entry) if entry else start
        if parties is None:
            raise ValueError("an agreement is made between two")
        known = {step.key: step for step in entry.steps.all()} if entry else {}
        initial = entry.facts if entry else None
        return AgreementHistoryForm(data, files, by=by, parties=parties, known=known, initial=initial)


def _parties(entry: EntryOfPast) -> Parties:
    keys = [entry.facts.get(name) for name in ("origin", "destination", "floating_org")]
    origin, destination, floating_org = map(PartyOrg.objects.in_bulk([key for key in keys if key]).get, keys)
    if origin is None or destination is None:
        raise LookupError("an agreement is made between two")
    return Parties(origin, destination, floating_org)


def _committee_of_other(case: Any, entry: EntryOfPast) -> PartyOrg | None:
    other = case.other(entry.org)
    return other.office() if other.is_committee else committee_above(other)


def _unheard(case: AgreementCase, entry: EntryOfPast) -> list[Missing]:
    """Both sides are heard, or it does not enter."""
    pairs = ((case.other(entry.org), _committee_of_other(case, entry)), (entry.org, committee_above(entry.org)))
    without = [org for org, committee in pairs if committee is None]
    return [Missing(_("%(org)s没有可以确认补录的上级党委") % {"org": org}, rule=R_D38) for org in without]

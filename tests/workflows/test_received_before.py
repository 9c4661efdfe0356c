"""Upgrade: who was received by this system before receptions ended outings is no longer away (R-T25)."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from members.models import Person
from members.register import log
from members.register.changes import change
from members.register.log import Ground, Kind
from workflows.models import TransferCase

upgrade = import_module("workflows.migrations.0012_letter_claim")


@pytest.fixture
def received(transfer, orgs):
    """li, received by 一社区支部 on 20 November, as before: the register still has li away."""
    person, case = transfer.person, transfer
    person.join(orgs.first, because=case.number)
    TransferCase.objects.filter(pk=case.pk).update(received_on=date(2026, 11, 20), receiving_branch=orgs.first)
    return person


def away(person: Person, since: date, by) -> None:
    change(person, {"away_since": since, "away_place": "朝晖街道"}, Kind.OUTING_BEGAN, Ground(by))


def test_an_outing_that_began_before_the_reception_ends_with_it(received, wang, transfer):
    away(received, date(2026, 3, 2), wang)

    upgrade.end_outings(apps, None)
    upgrade.end_outings(apps, None)  # nothing is left to do

    received.refresh_from_db()
    assert (received.away_since, received.away_place) == (None, "")
    entry = received.register_entries.order_by("seq").last()
    assert (entry.seq, entry.kind, entry.reason, entry.effective_on) == (
        *(2, Kind.OUTING_ENDED, transfer.number),
        date(2026, 11, 20),
    )
    assert list(log.faults()) == []


def test_a_later_outing_goes_on(received, wang):
    away(received, date(2026, 11, 21), wang)
    upgrade.end_outings(apps, None)
    received.refresh_from_db()
    assert received.away_since == date(2026, 11, 21)


def test_who_was_never_received_stays_away(transfer, wang):
    away(transfer.person, date(2026, 3, 2), wang)
    upgrade.end_outings(apps, None)
    transfer.person.refresh_from_db()
    assert transfer.person.away_since == date(2026, 3, 2)

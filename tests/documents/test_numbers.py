"""R-T12: numbers are consecutive, never reused, and a rollback gives them back."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from documents import numbers
from documents.numbers import TakenNumber, VoidReason
from members.rulebook import RuleBroken

MARCH = date(2025, 3, 8)


def take(org, kind="letter", on=MARCH):
    with transaction.atomic():
        return numbers.take(org, kind, on)


def test_each_organisation_kind_and_year_counts_for_itself(orgs):
    assert [take(orgs.town), take(orgs.town), take(orgs.street)] == [1, 2, 1]
    assert take(orgs.town, kind="notice") == 1
    assert take(orgs.town, on=date(2026, 1, 1)) == 1
    assert take(orgs.town, on=date(2025, 12, 31)) == 3


def test_a_rollback_gives_the_number_back(orgs):
    take(orgs.town)
    with transaction.atomic():
        assert numbers.take(orgs.town, "letter", MARCH) == 2
        transaction.set_rollback(True)
    assert take(orgs.town) == 2


@pytest.mark.django_db(transaction=True)
def test_no_number_is_taken_outside_a_transaction(orgs):
    with pytest.raises(transaction.TransactionManagementError):
        numbers.take(orgs.town, "letter", MARCH)


def test_a_void_number_stays_in_the_register_with_its_first_reason(orgs):
    take(orgs.town)
    numbers.void(orgs.town, "letter", 2025, 1, reason=VoidReason.MISTAKE, note="姓名有误")
    numbers.void(orgs.town, "letter", 2025, 1, reason=VoidReason.LOST)
    take(orgs.town)
    assert [
        (line.number, line.void_reason, line.void_note) for line in numbers.register(orgs.town, "letter", 2025)
    ] == [(1, "mistake", "姓名有误"), (2, "", "")]


def test_a_number_that_was_never_taken_cannot_be_void(orgs):
    with pytest.raises(RuleBroken) as refused:
        numbers.void(orgs.town, "letter", 2025, 7, reason=VoidReason.LOST)
    assert refused.value.number == "R-T12"


def test_the_register_tells_its_faults(orgs):
    take(orgs.town)
    take(orgs.town)
    numbers.void(orgs.town, "letter", 2025, 2, reason=VoidReason.LOST)
    assert len(list(numbers.faults())) == 1  # number 1 has neither a paper nor a reason
    numbers.void(orgs.town, "letter", 2025, 1, reason=VoidReason.LOST)
    assert list(numbers.faults()) == []
    TakenNumber.objects.filter(number=1).delete()
    assert ["不连续" in fault for fault in numbers.faults()] == [True]


@pytest.mark.django_db(transaction=True)
def test_threads_take_consecutive_numbers_though_some_roll_back(orgs):
    """Real threads on the real database: 4 × 10 tries, every third rolled back."""
    kept, trouble = [], []

    def office(place):
        try:
            for turn in range(10):
                try:
                    with transaction.atomic():
                        number = numbers.take(orgs.town, "letter", MARCH)
                        if (turn + place) % 3 == 0:
                            raise KeyError(number)
                    kept.append(number)
                except KeyError:
                    continue
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    offices = [threading.Thread(target=office, args=(place,)) for place in range(4)]
    [thread.start() for thread in offices]
    [thread.join() for thread in offices]

    assert trouble == []
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert list(numbers.register(orgs.town, "letter", 2025).values_list("number", flat=True)) == sorted(kept)

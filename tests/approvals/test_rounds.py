"""What is opened on fixed days: once a day, late or twice alike, and one failure stops nothing else."""

from datetime import datetime

import pytest
from django.utils import timezone

from approvals import rounds, sweep
from approvals.rounds import Round


@pytest.fixture
def openers(monkeypatch, db, clock):
    """Only those that the test registers; what they were called with, in turn."""
    monkeypatch.setattr(rounds, "_OPENERS", {})
    calls: list[tuple[str, datetime]] = []

    def add(name: str, opened: int | Exception) -> None:
        def opener(now: datetime) -> int:
            calls.append((name, now))
            if isinstance(opened, Exception):
                raise opened
            return opened

        rounds.register(name, opener)

    add.calls = calls
    return add


def test_a_round_goes_once_a_day_and_again_the_next(openers, clock):
    openers("duties", 3)
    assert [rounds.go(timezone.now()), rounds.go(timezone.now())] == [3, 0]
    clock.shift(24 * 3600)
    assert rounds.go(timezone.now()) == 3
    assert list(Round.objects.order_by("on").values_list("opened", flat=True)) == [3, 3]


def test_a_clock_that_stood_still_for_days_goes_once_for_today(openers, clock):
    openers("duties", 1)
    clock.shift(9 * 24 * 3600)
    sweep.sweep()
    sweep.sweep()
    assert [name for name, _now in openers.calls] == ["duties"]


def test_a_round_that_fails_stops_neither_the_others_nor_the_sweep(openers, caplog):
    openers("broken", ValueError("no such half-year"))
    openers("duties", 2)
    sweep.sweep()
    assert list(Round.objects.values_list("name", flat=True)) == ["duties"]
    assert "round failed: broken" in caplog.text


def test_a_round_that_failed_is_tried_again(openers):
    openers("broken", ValueError())
    rounds.go(timezone.now())
    openers("broken", 4)
    assert rounds.go(timezone.now()) == 4
    assert [name for name, _now in openers.calls] == ["broken", "broken"]


def test_two_servers_at_once_leave_one_mark(openers):
    def opener(now: datetime) -> int:
        Round.objects.create(name="duties", on=timezone.localdate(now), opened=5)  # the other one was faster
        return 0

    rounds.register("duties", opener)
    assert rounds.go(timezone.now()) == 0
    assert Round.objects.get().opened == 5

"""Rounds in turn, medians, and no collection while someone is measured."""

import gc

import pytest

from bench.interleave import interleave


class Clock:
    """Stands still unless a contender moves it."""

    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_contenders_take_turns_in_every_round(clock):
    turns = []
    interleave({name: lambda n=name: turns.append(n) for name in "abc"}, rounds=2, warm_up=1, clock=clock)
    assert turns == ["a", "b", "c"] * 3


def test_the_median_is_given_in_milliseconds_without_the_warm_up(clock):
    takes = iter([9.0, 0.004, 0.001, 0.002])  # seconds; the first is the warm-up

    def run():
        clock.now += next(takes)

    assert interleave({"a": run}, rounds=3, warm_up=1, clock=clock) == {"a": pytest.approx(2.0)}


def test_a_contender_in_another_process_gives_its_own_seconds(clock):
    assert interleave({"a": lambda: 0.25}, rounds=3, warm_up=0, clock=clock) == {"a": 250.0}


def test_nothing_is_collected_during_a_turn_and_the_collector_is_on_again_afterwards(clock):
    seen = []
    interleave({"a": lambda: seen.append(gc.isenabled())}, rounds=1, warm_up=0, clock=clock)
    assert seen == [False]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_the_collector_is_on_again_when_a_contender_fails(clock):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interleave({"a": fail}, rounds=1, warm_up=0, clock=clock)
    assert gc.isenabled()

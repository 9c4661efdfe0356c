"""Waiting out what passes: how long, and what is logged. Subject: config/patience.py."""

import logging

import pytest
from django.db import InterfaceError

from config import patience
from config.patience import Patience

AWAY = InterfaceError("connection already closed")


@pytest.fixture
def slept(monkeypatch) -> list[int]:
    """The pauses that were made, at no cost of time."""
    pauses: list[int] = []
    monkeypatch.setattr(patience.time, "sleep", pauses.append)
    return pauses


def back_after(tries: int):
    """A database that answers again at this try."""
    left = iter([AWAY] * (tries - 1))

    def works() -> None:
        if error := next(left, None):
            raise error

    return works


def lines(caplog) -> list[str]:
    return [record.msg["event"] for record in caplog.records if record.name == "config.patience"]


def test_it_waits_longer_each_time_and_logs_the_beginning_and_the_end(slept, caplog):
    caplog.set_level(logging.INFO)

    Patience("worker", back_after(7)).wait(AWAY)

    assert slept == [1, 2, 4, 8, 15, 15, 15]
    assert lines(caplog) == ["waiting: database or disk in trouble", "going on"]


def test_trouble_that_comes_back_at_once_is_no_news(slept, caplog):
    waiting = Patience("worker", back_after(1))
    for _time in range(3):
        waiting.wait(AWAY)

    assert slept == [1, 2, 4]
    assert lines(caplog) == ["waiting: database or disk in trouble", "going on"]


def test_a_fault_of_ours_is_not_waited_for(slept):
    with pytest.raises(KeyError):
        Patience("worker", back_after(1)).wait(KeyError("fault"))
    assert slept == []

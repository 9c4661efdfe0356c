"""Chance that is the same every time: each question has its own source, so that one answer does not move the others."""

from collections.abc import Iterable, Mapping
from random import Random


def luck(*question: object) -> Random:
    """The chance of one question, say of a case at a certain length of its log."""
    return Random("/".join(str(part) for part in question))  # noqa: S311  a simulation's luck


def chosen(shares: Mapping[str, int], chance: Random, among: Iterable[str] | None = None) -> str:
    """One of `shares` by its weight, of those named by `among` if given; an empty string when none is left."""
    left = {name: share for name, share in shares.items() if among is None or name in among}
    return chance.choices(list(left), list(left.values()))[0] if left else ""


def happens(of_a_hundred: int, chance: Random) -> bool:
    return chance.random() * 100 < of_a_hundred

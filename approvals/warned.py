"""Warnings one may go on despite, each with the field for the reason; they stand before the signature.

A reason that was typed stays on the page, also when something else is refused. Tests: tests/approvals/test_warned.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from members.rulebook import RULES

from .rules import Missing

PREFIX = "override-"
LONGEST_REASON = 300


@dataclass(frozen=True)
class Warned:
    """One rule's warnings, and the reason given so far."""

    number: str
    what: tuple[str, ...]
    reason: str = ""


def asked(missing: Iterable[Missing], typed: Mapping[str, str]) -> list[Warned]:
    """The overridable ones of `missing` by rule, and those of the rules `typed` has a reason for (`override-R-T5`)."""
    found: dict[str, list[str]] = {}
    for m in missing:
        if m.overridable and m.rule and m.what not in found.setdefault(m.rule.number, []):
            found[m.rule.number].append(m.what)
    reasons = reasons_in(typed)
    for number in reasons.keys() & RULES.keys() - found.keys():
        found[number] = [RULES[number].sentence]
    return [Warned(number, tuple(what), reasons.get(number, "")) for number, what in sorted(found.items())]


def reasons_in(typed: Mapping[str, str]) -> dict[str, str]:
    """Reasons given for going on, by rule number; what is left empty is left out."""
    given = {key.removeprefix(PREFIX): str(typed[key]).strip() for key in typed if key.startswith(f"{PREFIX}R-")}
    return {number: reason[:LONGEST_REASON] for number, reason in given.items() if reason}

"""The kinds of papers that are numbered year by year, for the page of an organisation's registers (R-T12).

A procedure names its own when it starts (`name`); the register itself (`numbers.py`) takes any word.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from members.models import PartyOrg


@dataclass(frozen=True)
class NumberKind:
    """`code` as the register has it; `given_by`: whether an organisation gives such numbers."""

    code: str
    label: str | Promise
    given_by: Callable[[PartyOrg], bool]


_KINDS: list[NumberKind] = []


def name(code: str, label: str | Promise, given_by: Callable[[PartyOrg], bool]) -> None:
    _KINDS.append(NumberKind(code, label, given_by))


def of_org(org: PartyOrg) -> list[NumberKind]:
    return [kind for kind in _KINDS if kind.given_by(org)]

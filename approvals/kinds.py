"""Which procedures exist. The rooms above register their flow here; the desk knows none of them by name."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from members import delegations

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from .flow import CaseFlow

_FLOWS: "dict[str, type[CaseFlow]]" = {}


def register(flow: "type[CaseFlow]") -> None:
    """Make a procedure known. Raises ValueError when its kind is taken by another."""
    if _FLOWS.setdefault(flow.kind, flow) is not flow:
        raise ValueError(f"kind {flow.kind} is registered twice")
    delegations.KINDS[flow.kind] = flow.process_title


def flow_of(kind: str) -> "type[CaseFlow]":
    return _FLOWS[kind]


def known() -> "Collection[str]":
    """The kinds there are."""
    return _FLOWS.keys()


def beginnings() -> "list[tuple[str, str | Promise]]":
    """Where a case may be begun by hand, and the words of the button; the usual one last."""
    return [flow.begins for flow in _FLOWS.values() if flow.begins]


def all_flows() -> "list[type[CaseFlow]]":
    return list(_FLOWS.values())

"""What a measurement prints: a line of a readable table, and one JSON line for programs."""

import json
import operator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

COMPARISONS = {"<=": operator.le, "<": operator.lt, ">=": operator.ge}


@dataclass(frozen=True)
class Figure:
    """One number. `unit` is its name in the JSON line ("ratio", "queries", "kB"); `limit` is "<= 10", or "" if it only
    informs; `about` are further numbers of the same measurement."""

    bench: str
    against: str
    value: float
    unit: str = "ratio"
    limit: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the limit is held; true without one."""
        if not self.limit:
            return True
        comparison, bound = self.limit.split()
        return COMPARISONS[comparison](self.value, float(bound))

    def as_json(self, on: date) -> str:
        limit = {"limit": self.limit, "ok": self.ok} if self.limit else {}
        return json.dumps(
            {"bench": self.bench, "against": self.against, self.unit: rounded(self.value)}
            | limit
            | {name: rounded(value) for name, value in self.about.items()}
            | {"date": on.isoformat()}
        )

    def as_row(self) -> str:
        verdict = ("holds" if self.ok else "MISSED") if self.limit else ""
        limit = f"{self.limit} {verdict}".strip()
        number = f"{rounded(self.value)} {'×' if self.unit == 'ratio' else self.unit}"
        return f"{self.bench:<8}{self.against:<24}{number:<20}{limit:<16}{self.details}".rstrip()

    @property
    def details(self) -> str:
        return ", ".join(f"{name} {rounded(value)}" for name, value in self.about.items())


def ratio(bench: str, against: str, *, limit: str, ours: float, theirs: float, n: int) -> Figure:
    """How many times as long ours takes as the other."""
    return Figure(bench, against, ours / theirs, "ratio", limit, {"n": n, "median_ms": ours, "other_median_ms": theirs})


def rounded(value: Any) -> Any:
    """Three significant digits, whole numbers as they are."""
    if not isinstance(value, float):
        return value
    return round(value, 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 3)

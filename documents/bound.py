"""What the log of facts binds of a paper and of a line of the number register (members/binding.py).

A paper says all it will ever say when it is issued; filing adds the file, voiding the reason. A line is bound with its
paper, or by itself where it was given on paper before the system.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from members.binding import Facts, columns, facts_of, plain, told
from members.fact_log import Told

if TYPE_CHECKING:
    from .numbers import TakenNumber
    from .papers import Paper

PAPER, LINE = "paper", "number"  # the kinds of subject
ISSUED = columns(
    "form", "title", "number", "org_name", "because", "version", "template", "snapshot_hash", "shows_id_number",
    "check_code", "qr_text", "issued_on", "issued_at", "issued_by", org="org_id",
)  # fmt: skip
FILED = columns("state", "sha256", "size", "page_count", "recipe", "filed_at")
VOID = columns("voided_at", "void_reason", "void_note")
REGISTER = (
    columns(
        "number",
        "taken_on",
        "on_paper",
        paper="paper_id",
        org="series__org_id",
        kind="series__kind",
        year="series__year",
    )
    | VOID
)  # the register it stands in by what names it


def issued(paper: "Paper", line: "TakenNumber | None") -> list[Told]:
    """What is told of a new paper, and of the line that bears its number."""
    of_paper: list[Told] = [(PAPER, paper.pk, "issued", told(facts_of(paper, ISSUED)))]
    return of_paper + ([entered(line)] if line else [])


def of_line(line: "TakenNumber") -> Facts:
    """All a line says."""
    own = {name: attribute for name, attribute in REGISTER.items() if "__" not in attribute}
    series = {name: attribute.rpartition("__")[2] for name, attribute in REGISTER.items() if "__" in attribute}
    return told(facts_of(line, own) | facts_of(line.series, series))


def entered(line: "TakenNumber") -> Told:
    return LINE, line.pk, "entered", of_line(line)


def plainly(values: Mapping[str, Any]) -> Facts:
    """New values of columns that bear the names of their facts."""
    return {name: plain(value) for name, value in values.items()}

"""How the transfers ended, read from their logs alone: a class each, how long they took, what the clock had to say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from approvals.models import Case, Entry
from workflows.transfer.states import State

REMIND = "remind"
ESCALATED = {"escalate", "escalate_timeout"}
# A class and the steps that make it, in the order in which they are asked: the first that fits counts.
COMPLETED = (
    ("经协调后办结", ESCALATED),
    ("补开介绍信后办结", {"reissue"}),
    ("改送其他支部后办结", {"redirect", "new_destination"}),
    ("退回补正后办结", {"resubmit"}),
    ("查核档案后办结", {"check_dossier"}),
    ("未收回执办结", {"close_without_receipt"}),
)
ON_TIME, LATE, INTERNAL, INTERNAL_LATE = "按期办结", "逾期办结", "内部调整，按期", "内部调整，逾期"
NOT_COMPLETED = (
    ("经协调终止，仍留转出地", ESCALATED),
    ("收回或不再补开介绍信，终止", {"recall", "cancel"}),
    ("不予办理后终止", {"give_up"}),
    ("逾期未办，系统撤回", {"lapse"}),
    ("退回后撤回", {"withdraw_or_lapse"}),
    ("撤回", {"withdraw"}),
)
CLASSES = (
    ON_TIME,
    INTERNAL,
    LATE,
    INTERNAL_LATE,
    *(name for name, _steps in COMPLETED),
    *(name for name, _steps in NOT_COMPLETED),
)


@dataclass(frozen=True)
class Row:
    """One class: how many cases, and calendar days from the draft to the end."""

    name: str
    cases: int
    median_days: float
    longest_days: int


def outcome_of(verbs: Iterable[str], state: str) -> str:
    """The class of a closed transfer, by the steps on its log. Raises LookupError for steps no class knows."""
    steps = set(verbs)
    classes = COMPLETED if state == State.COMPLETED else NOT_COMPLETED
    for name, those in classes:
        if steps & those:
            return name
    if state != State.COMPLETED:
        raise LookupError(f"no class for {sorted(steps)}")
    if "approve_internal" in steps:
        return INTERNAL_LATE if REMIND in steps else INTERNAL
    return LATE if REMIND in steps else ON_TIME


def table(kind: str = "transfer") -> list[Row]:
    """Every closed transfer, counted by class."""
    verbs = steps_by_case(kind)
    days: dict[str, list[int]] = defaultdict(list)
    closed = Case.objects.filter(kind=kind, closed_at__isnull=False).order_by("pk")
    for pk, state, opened_at, closed_at in closed.values_list("pk", "state", "opened_at", "closed_at"):
        days[outcome_of(verbs[pk], state)].append(_days(opened_at, closed_at))
    return [Row(name, len(days[name]), median(days[name]), max(days[name])) for name in CLASSES if days[name]]


def coordinations() -> list[Row]:
    """The same for coordinations, by the state they ended in."""
    days: dict[str, list[int]] = defaultdict(list)
    for case in Case.objects.filter(kind="coordination", closed_at__isnull=False).order_by("pk"):
        days[case.state_label].append(_days(case.opened_at, case.closed_at))
    return [Row(name, len(found), median(found), max(found)) for name, found in sorted(days.items())]


def steps_by_case(kind: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, verb in Entry.objects.filter(case__kind=kind).order_by("case", "seq").values_list("case", "verb"):
        found[pk].append(verb)
    return found


def steps() -> Counter[str]:
    """How often each step was taken, by people and by the clock."""
    return Counter(Entry.objects.values_list("verb", flat=True))


def as_markdown(rows: Sequence[Row], first: str) -> str:
    """A table one can paste; `first` heads its first column."""
    lines = [f"| {first} | 件 | 中位（天） | 最长（天） |", "|---|---:|---:|---:|"]
    lines += [f"| {row.name} | {row.cases} | {row.median_days:g} | {row.longest_days} |" for row in rows]
    return "\n".join([*lines, f"| 合计 | {sum(row.cases for row in rows)} | | |"])


def _days(opened_at: datetime, closed_at: datetime | None) -> int:
    return (closed_at - opened_at).days if closed_at else 0

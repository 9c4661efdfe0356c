"""How the agreements of a year, their duties and their evaluations ended, read from log and rows alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from statistics import median

from django.utils import timezone

from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty
from workflows.agreement.living_clauses import BY_KEY
from workflows.evaluation.case import EvaluationCase
from workflows.evaluation.states import State as Evaluation

from .accounting import ENDS, end_of_duty
from .outcome import Row

RENEWED, NOT_RENEWED = "期满，已续签", "期满，未续签"
# The step that ends an agreement, and what that is called, in the order of the table.
ENDED = {
    "end_of_term": NOT_RENEWED,
    "end_of_notice": "通知期满，解除",
    "decide_end": "经协调解除",
    "nobody_left": "名册已无人，自然终止",
    "nobody_left_before": "名册已无人，签订前撤回",
    "end": "中止满六个月，终止",
    "discard": "草稿撤回",
    "decline": "对方不签订",
    "take_back_proposal": "提出方撤回",
    "give_up": "协商不成，撤回",
    "lapse": "无人签署，撤回",
    "withdraw_signature": "一方已签，撤回",
    "decide_none": "经协调不签订",
}
OPEN = "在办："
CONFIRMED, AFTER_MORE, LATE, UNREAD, LATE_UNREAD, NO_FEEDBACK, ENDED_BY_FACT = (
    "按期反馈，已确认",
    "补充后确认",
    "逾期补报，已确认",
    "按期反馈，逾期未阅（自动确认）",
    "逾期补报，逾期未阅（自动确认）",
    "未反馈结案（记入考核）",
    "党员去世，随之结案",
)
EVALUATIONS = (CONFIRMED, AFTER_MORE, UNREAD, LATE, LATE_UNREAD, NO_FEEDBACK, ENDED_BY_FACT)


def agreements(*, renewing: bool) -> list[Row]:
    """The agreements that were begun anew, or those that renew one, each counted once; of open ones the days so far."""
    found = AgreementCase.objects.filter(renews__isnull=not renewing).order_by("pk")
    return _rows(found, _end_of_agreement, [RENEWED, *ENDED.values()])


def _end_of_agreement(case: AgreementCase) -> str:
    if case.is_open:
        return f"{OPEN}{case.state_label}"
    last = case.entries.filter(verb__in=ENDED).order_by("seq").last()
    if last is None:
        raise LookupError(f"{case.number} was closed by no step one knows")
    if last.verb == "end_of_term" and case.renewed_by.exclude(effective_on=None).exists():
        return RENEWED
    return ENDED[last.verb]


def evaluations() -> list[Row]:
    return _rows(EvaluationCase.objects.order_by("pk"), _end_of_evaluation, EVALUATIONS)


def _end_of_evaluation(case: EvaluationCase) -> str:
    verbs = set(case.entries.values_list("verb", flat=True))
    if case.is_open:
        return f"{OPEN}{case.state_label}"
    if case.state == Evaluation.CLOSED_NO_FEEDBACK:
        return ENDED_BY_FACT if "person_ended" in verbs else NO_FEEDBACK
    if case.late:
        return LATE_UNREAD if case.unread else LATE
    if case.unread:
        return UNREAD
    return AFTER_MORE if "ask_more" in verbs else CONFIRMED


def _rows(cases: Iterable, end: Callable[..., str], order: Iterable[str]) -> list[Row]:
    """Those of `order` first, then what is open."""
    now, days = timezone.now(), defaultdict(list)
    for case in cases:
        days[end(case)].append(((case.closed_at or now) - case.opened_at).days)
    names = [*order, *sorted(set(days) - set(order))]
    return [Row(name, len(days[name]), median(days[name]), max(days[name])) for name in names if days[name]]


def duties_by_clause(now: datetime) -> dict[str, Counter[str]]:
    """Of each clause how many duties came to which end, in the order of the clauses."""
    found: dict[str, Counter[str]] = {str(clause.title): Counter() for clause in BY_KEY.values()}
    for duty in Duty.objects.order_by("pk"):
        found[str(duty.title)][end_of_duty(duty, now)] += 1
    return {title: counted for title, counted in found.items() if counted}


def duties_as_markdown(found: Mapping[str, Counter[str]]) -> str:
    lines = ["| 职责 | " + " | ".join(ENDS) + " | 合计 |", "|---" + "|---:" * (len(ENDS) + 1) + "|"]
    total: Counter[str] = sum(found.values(), Counter())
    for title, counted in [*found.items(), ("合计", total)]:
        cells = [title, *(str(counted[end]) for end in ENDS), str(counted.total())]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)

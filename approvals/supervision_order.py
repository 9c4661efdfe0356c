"""F-20 督办单: what is overdue and with whom, what the superior demands, how it was answered and closed (R-S7, R-S8).

Issued with the demand, its lower half blank; and whole when the explanation is accepted, under the same number.
Blank: templates/approvals/supervision_order.html. Tests: tests/approvals/test_supervision_order.py.
"""

from datetime import date, datetime
from typing import TypedDict

from django.utils import timezone

from documents import numbers
from members.models import Appointment, PartyOrg
from members.org_codes import CODE, settled

from .calendar import last_day_of
from .papers import PaperKind
from .supervision import Supervision

ORDERS = "F-20"


class OrderSnapshot(TypedDict):
    """F-20. Dates as `2026-12-08`, empty where it has not come to that; `days_over`: calendar days that day."""

    number: str
    issuer: str
    org: str
    post: str
    contact: str
    case_number: str
    kind: str
    subject: str
    step: str
    since: str
    due: str
    days_over: int
    listed_on: str
    demand: str
    answer_by: str
    demanded_on: str
    demanded_by: str
    answer: str
    answered_on: str
    answered_by: str
    excused_until: str
    closed_on: str


class SupervisionOrder(PaperKind):
    """The demand, under `CT-DB-202612-001`; to be answered on its lower half."""

    form = ORDERS
    title = "督办单"
    template = "approvals/supervision_order.html"
    labels = {"demand": "督办要求", "answer": "情况说明", "subject": "事由"}

    def __init__(self, item: Supervision, *, by: Appointment, now: datetime):
        super().__init__(item.case, by=by, now=now)
        self.item = item

    @property
    def org(self) -> PartyOrg:
        assert self.by is not None  # noqa: S101  the clock lists, only people demand
        return self.by.org

    def take_number(self, on: date) -> tuple[str, int] | None:
        taken = numbers.take(self.org, ORDERS, on)
        self.number = f"{settled(CODE, self.org)}-DB-{on:%Y%m}-{taken:03d}"
        self.item.number = self.number
        self.item.save(update_fields=["number"])
        return ORDERS, taken

    def snapshot(self) -> OrderSnapshot:
        item, held = self.item, self.item.assignment
        due = last_day_of(held.due_at) if held.due_at else timezone.localdate(held.opened_at)
        return OrderSnapshot(
            number=self.number,
            issuer=item.demanded_by.org.name if item.demanded_by else "",
            org=held.org.name,
            post=str(held.get_post_display()),
            contact="，".join(filter(None, [held.org.contact_name, held.org.phone])),
            case_number=self.case.number,
            kind=self.case.kind_label,
            subject=self.case.title,
            step=self.case.state_label,
            since=timezone.localdate(held.opened_at).isoformat(),
            due=due.isoformat(),
            days_over=(timezone.localdate(self.now) - due).days,
            listed_on=timezone.localdate(item.listed_at).isoformat(),
            demand=item.demand,
            answer_by=_day(item.answer_by),
            demanded_on=_day(item.demanded_at),
            demanded_by=_who(item.demanded_by),
            answer=item.answer,
            answered_on=_day(item.answered_at),
            answered_by=_who(item.answered_by),
            excused_until=_day(item.excused_until),
            closed_on=_day(item.explained_at),
        )


class ClosedOrder(SupervisionOrder):
    """The same sheet with answer and closing; the number the demand has taken."""

    title = "督办单（销号）"

    def take_number(self, on: date) -> None:
        self.number = self.item.number


def _day(at: datetime | date | None) -> str:
    if at is None:
        return ""
    return (timezone.localdate(at) if isinstance(at, datetime) else at).isoformat()


def _who(by: Appointment | None) -> str:
    return f"{by.name_on_record}（{by.label_on_record}）" if by else ""

"""F-14 审批流转单: the timeline of a case on paper, both sides' opinions in order of time; for every procedure."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents import numbers
from documents.models import Paper
from members.binding import SEALED
from members.models import PartyOrg
from members.org_codes import CODE, settled
from members.rulebook import RULES

from .assignments import Assignment
from .calendar import workdays_between
from .flow import CaseFlow
from .journal import Entry
from .midcourse.entering import ENTERED
from .opinions import Opinion
from .papers import PaperKind
from .sides import Side
from .verbs import Verb


class ApprovalSlip(PaperKind):
    """Issued by the organisation whose act asks for it, under `CT-TZ-202611-001`."""

    form = "F-14"
    title = "审批流转单"
    template = "approvals/slip.html"
    labels = {
        "person_name": "姓名",
        "subject": "事由",
        "from_org_name": "转出党组织",
        "to_org_name": "转入党组织",
        "origin_opinion": "流出地意见",
        "destination_opinion": "流入地意见",
        "origin_decided": "代流出地意见的协调意见",
        "destination_decided": "代流入地意见的协调意见",
        "entries": "办理过程",
        "history": "补录",
        "overrides": "越过提醒的理由",
    }

    @property
    def org(self) -> PartyOrg:
        return self.by.org if self.by else self.case.home

    def take_number(self, on: date) -> tuple[str, int]:
        kind = f"{self.form}-{self.case.flow.number_prefix}"
        taken = numbers.take(self.org, kind, on)
        self.number = f"{settled(CODE, self.org)}-{self.case.flow.number_prefix}-{on:%Y%m}-{taken:03d}"
        return kind, taken

    def snapshot(self) -> dict[str, Any]:
        case = self.case
        entries = list(case.entries.select_related("opinion", "by__org").order_by("seq"))
        opinions = [entry.opinion for entry in entries if entry.opinion]
        decided = {side: case.decision_standing_in() for side in case.decided_for()}
        return _history(entries, case) | {
            "case_number": case.number,
            "kind": case.kind_label,
            "subject": case.title,
            "person_name": case.people_in_words(),
            "from_org_name": case.origin_name,
            "to_org_name": case.destination_name,
            "side_labels": list(case.flow.side_labels),
            "opened_on": timezone.localdate(case.opened_at).isoformat(),
            "origin_opinion": _latest(opinions, Side.ORIGIN, case.flow) or _past(entries, Side.ORIGIN),
            "destination_opinion": _latest(opinions, Side.DESTINATION, case.flow) or _past(entries, Side.DESTINATION),
            "origin_decided": decided.get(Side.ORIGIN, ""),
            "destination_decided": decided.get(Side.DESTINATION, ""),
            "entries": _lines(entries, case),
            "result": case.state_label,
            "documents": [{"title": p.title, "number": p.number} for p in Paper.objects.of(case.number)],
            "overrides": _overrides(entries),
        }


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def _latest(opinions: list[Opinion], side: Side, flow: type[CaseFlow]) -> dict[str, str] | None:
    said = [o for o in opinions if o.side == side and not o.superseded]
    if not said:
        return None
    last = said[-1]
    return {
        "org": last.org_name,
        "by": last.signature,
        "at": _minute(last.at),
        "verdict": str(last.verdict_in(flow).label),
        "text": last.text,
    }


BEFORE = "系统上线前（补录）"


def _past(entries: list[Entry], side: Side) -> dict[str, str] | None:
    """What a side did last on paper before the system: a fact that was entered, not its opinion here (R-D38)."""
    steps = [entry for entry in entries if entry.past and entry.side == side]
    if not steps:
        return None
    last = steps[-1]
    return {
        "org": last.org_name,
        "by": last.signature,
        "at": timezone.localdate(last.effective_at).isoformat(),
        "verdict": f"{BEFORE}：{last.past['step']}",
        "text": _told(last),
    }


def _history(entries: list[Entry], case) -> dict[str, str]:
    """The line that marks a case as entered with its history; nothing for others."""
    if not case.with_history:
        return {}
    entered = next(entry for entry in entries if entry.past)
    confirmed = "、".join(f"{entry.actor['org']} {entry.actor['name']}" for entry in entries if entry.verb == ENTERED)
    by = f"{entered.actor['org']} {entered.actor['name']}"
    on = timezone.localdate(entered.recorded_at)
    day = f"{on.year}年{on.month}月{on.day}日"
    return {"history": f"系统启用前在纸上办理，{by}补录，{confirmed}确认，{day}转为在办事项。"}


def _told(entry: Entry) -> str:
    """The words of a step; of one before the system also why there is no scan."""
    text = entry.opinion.text if entry.opinion else entry.data.get("text", "")
    without = entry.past.get("without", "")
    return "　".join(filter(None, [text, f"没有扫描件：{without}" if without else ""]))


def _lines(entries: list[Entry], case) -> list[dict[str, Any]]:
    """One line an entry. What a desk had to keep is read off the assignment it closed."""
    closed = {(a.closed_at, a.closed_by_id): a for a in Assignment.objects.filter(case=case, closed_at__isnull=False)}
    verbs = case.flow.verbs()
    lines = []
    for entry in entries:
        if entry.verb == SEALED:  # an upgrade's, no step of anybody's
            continue
        held = closed.get((entry.recorded_at, entry.by_id))
        verb = verbs.get(entry.verb)
        side = entry.side
        lines.append(
            {
                "at": timezone.localdate(entry.effective_at).isoformat() if entry.past else _minute(entry.effective_at),
                "side": str(side.label),
                "org": entry.org_name,
                "by": entry.signature or _("系统"),
                "step": str(case.flow.at(entry.from_state).task_title) if entry.from_state else _("发起"),
                "verdict": _verdict(entry, verb),
                "text": _told(entry),
                "due": _due(held),
                "overdue": _overdue(held, entry.effective_at),
                "superseded": bool(entry.opinion and entry.opinion.superseded),
            }
        )
    return lines


def _verdict(entry: Entry, verb: Verb | None) -> str:
    if entry.past:
        return f"{BEFORE}：{entry.past['step']}"
    if entry.opinion:
        return str(entry.opinion.verdict_in(entry.case.flow).label)
    return str(verb.label if verb else LABELS.get(entry.verb) or entry.case.flow.remarks.get(entry.verb, ""))


LABELS = {
    "open": "发起",
    "remind": "限期已过，系统提醒",
    "supervise": "列入督办",
    "rewrite": "修改内容",
    "opine": "审议",
    "urge": "催办",
    "attach": "添加附件",
    "note": "情况记录",
    "recount": "放假安排公布，限期重新计算",
    "demand": "发督办单",
    "explain": "书面说明",
    "excuse": "审核说明，销号",
    "org_renamed": "组织更名",
    "org_moved": "组织调整隶属",
    "org_succeeded": "承继",
    ENTERED: "确认补录",
}


def _due(held: Assignment | None) -> str:
    return _last_day(held.due_at).isoformat() if held and held.due_at else ""


def _last_day(due_at: datetime) -> date:
    """The day whose 24:00 `due_at` is."""
    return date.fromordinal(timezone.localdate(due_at).toordinal() - 1)


def _overdue(held: Assignment | None, at: datetime) -> str:
    if held is None or held.due_at is None:
        return ""
    if at < held.due_at:
        return "否"
    return f"是（{workdays_between(_last_day(held.due_at), timezone.localdate(at))}个工作日）"


def _overrides(entries: list[Entry]) -> list[dict[str, str]]:
    return [
        {
            "rule": number,
            "sentence": RULES[number].sentence if number in RULES else "",
            "reason": reason,
            "by": f"{entry.actor['org']} {entry.actor['name']}",
            "at": _minute(entry.recorded_at),
        }
        for entry in entries
        for number, reason in entry.data.get("overrides", {}).items()
    ]

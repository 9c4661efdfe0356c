"""The two sides on one axis of time: what was said, who is waited for, who comes next."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.appointments import Post
from members.binding import SEALED
from members.models import Appointment

from . import said, turn
from .assignments import Assignment
from .attachments import PROOF
from .case import Case
from .flow import CaseFlow
from .journal import BEFORE_SYSTEM, Entry
from .midcourse.entering import ENTERED
from .opinions import Opinion
from .set_back import reason, sends_back
from .sides import Side, Verdict

TONES: dict[str, str] = {
    Verdict.AGREE: "ok",
    Verdict.DISAGREE: "no",
    Verdict.SEND_BACK: "warn",
    Verdict.NOTE: "info",
    Verdict.FILED: "ok",
}
BETWEEN = "m"
PLACES = {Side.ORIGIN: "a", Side.DESTINATION: "z"}  # whoever belongs to neither side stands between them
SILENT = {
    "remind": _("限期已过未办"),
    "supervise": _("列入督办"),
    "urge": _("催办"),
    "attach": _("添加附件"),
    "note": _("情况记录"),
    "recount": _("放假安排公布，限期重新计算"),
    "demand": _("发督办单"),
    "explain": _("书面说明"),
    "excuse": _("审核说明，销号"),
    "open": _("发起"),
    "rewrite": _("修改"),
    "org_renamed": _("组织更名"),
    "org_moved": _("组织调整隶属"),
    "org_succeeded": _("承继"),
    SEALED: _("系统升级，封存当时的登记内容"),
    BEFORE_SYSTEM: _("系统上线前"),
    ENTERED: _("确认补录"),
}


@dataclass(frozen=True)
class Event:
    """One card. `place`: "a" (left: origin), "z" (right: destination) or "m" (between: a superior, the system);
    `file`: the key of the attachment that came with it; `void`: what became of an opinion of an old round;
    `past`: before the system, known by its day alone; `facts`: what was decided beside the words; `child`: the
    coordination this led to or came from."""

    place: str
    tone: str
    who: str
    title: str
    org: str
    side: str
    tag: str
    text: str
    at: datetime | None
    void: str = ""
    file: int | None = None
    facts: tuple[tuple[str, str], ...] = ()
    child: Case | None = None
    past: bool = False


def events(case: Case) -> list[Event]:
    """Everything that happened, oldest first. Three queries, however long the case."""
    entries = list(case.entries.select_related("opinion", "by__org").order_by("seq"))
    children = list(case.children.order_by("opened_at"))
    given_again = {entry.opinion.org_name for entry in entries if entry.opinion and not entry.opinion.superseded}
    return [_beside_child(_of(entry, case, given_again), entry, case, children) for entry in entries]


def _beside_child(event: Event, entry: Entry, case: Case, children: list[Case]) -> Event:
    """A step into a coordination, or one that its decision has caused, with that coordination."""
    verb = case.flow.verbs().get(entry.verb)
    if verb is None or not (verb.by_child or case.flow.at(verb.target).child):
        return event
    child = next((child for child in reversed(children) if child.opened_at <= entry.recorded_at), None)
    if verb.by_child:
        tag = _("执行协调意见：%(what)s") % {"what": verb.label}
        return replace(event, child=child, tag=tag, side=str(Side.SUPERIOR.label), place=BETWEEN)
    return replace(event, child=child)


def waiting(case: Case) -> list[Event]:
    """Who is waited for now, and who comes after in the same state."""
    asked = [held for held in turn.desks_of(case) if not held.rests]
    now = [_now(held, case if held.case_id == case.pk else held.case) for held in asked]
    if not asked or asked[0].case_id != case.pk or not case.node.in_turn:
        return now
    desks = case.node.desks(case)
    place = next((n for n, d in enumerate(desks) if d.org.pk == asked[0].org_id), 0)
    return now + [
        _desk_event(desk.org.name, desk.seat.side, desk.seat.post, tone="next") for desk in desks[place + 1 :]
    ]


def set_back(case: Case, by: Appointment | None) -> dict[str, Any]:
    """What the card of a return, a refusal or a counter-proposal needs (approvals/_backed.html): `back`, the step as
    an event, and `back_org`, whom to call; empty where nothing came back to `by`."""
    entry = reason(case, by)
    if entry is None:
        return {}
    return {
        "back": _of(entry, case, frozenset()),
        "back_org": entry.by.org if entry.by and not entry.recorded_for else None,
    }


def _of(entry: Entry, case: Case, given_again: Collection[str]) -> Event:
    opinion = entry.opinion
    side = entry.side if entry.by else _named_side(entry, case)
    if entry.past:
        return _of_the_past(entry, side)
    return Event(
        place=PLACES.get(Side(side), BETWEEN),
        tone=TONES.get(opinion.verdict, "info")
        if opinion
        else ("warn" if entry.verb in ("remind", "supervise") else "info"),
        who=entry.actor.get("name") or str(_("系统")),
        title=_title(entry),
        org=entry.org_name or entry.data.get("org", ""),
        side=str(side.label),
        tag=tag_of(entry, case.flow),
        text=opinion.text if opinion else entry.data.get("text", ""),
        at=entry.effective_at,
        void=_void(opinion, entry, case, given_again) if opinion else "",
        file=entry.data.get(PROOF, {}).get("file"),
        facts=tuple(said.beside_the_opinion(entry, case)),
    )


def _void(opinion: Opinion, entry: Entry, case: Case, given_again: Collection[str]) -> str:
    """What became of an opinion that no longer counts. Why a case came back is never folded away."""
    verb = case.flow.verbs().get(entry.verb)
    if not opinion.superseded or (verb and sends_back(verb)):
        return ""
    if not case.is_open:
        return str(_("已作废"))
    return str(_("已作废，已重提") if opinion.org_name in given_again else _("已作废，须重提"))


def _of_the_past(entry: Entry, side: Side) -> Event:
    """What was done on paper before the system, as it was entered; who entered it says the line of facts."""
    facts = [(str(_("补录")), entry.actor.get("org", "") + " " + entry.actor.get("name", ""))]
    facts += [(str(_("没有扫描件")), entry.past["without"])] if "without" in entry.past else []
    return Event(
        place=PLACES.get(Side(side), BETWEEN),
        tone="info",
        who=entry.past["who"],
        title=str(_("系统上线前")),
        org=entry.past["org"],
        side=str(side.label),
        tag=entry.past["step"],
        text=entry.data.get("text", ""),
        at=entry.effective_at,
        file=entry.data.get(PROOF, {}).get("file"),
        facts=tuple(facts),
        past=True,
    )


def _title(entry: Entry) -> str:
    post = entry.actor.get("post", "")
    if not entry.recorded_for:
        return post
    return str(_("%(post)s，%(org)s据来函登记") % {"post": post, "org": entry.by.org if entry.by else ""})


def _named_side(entry: Entry, case: Case) -> Side:
    """The side a reminder is about: the organisation it names, which may only be recording for one outside."""
    there = case.destination_name and entry.data.get("org", "") and entry.from_state
    node = case.flow.at(entry.from_state) if there else None
    if node is None or not node.seats:
        return Side.SYSTEM
    if case.recorded_in(entry.from_state):
        return Side.DESTINATION if case.comes_from_outside else Side.ORIGIN
    return node.seats[0].side


def tag_of(entry: Entry, flow: type[CaseFlow]) -> str:
    """What was done, in the words of the button, of the verdict, or of what a procedure enters beside its verbs."""
    if entry.opinion and entry.verb == "opine":
        if entry.opinion.verdict == Verdict.NOTE:
            return str(_("书面陈述"))
        consent_alone = flow.opinion_forms.get(entry.from_state)  # filed, ended by both: what was done, not 同意
        return str(consent_alone.act_label if consent_alone else entry.opinion.verdict_in(flow).label)
    if verb := flow.verbs().get(entry.verb):
        return str(verb.label)
    return str(SILENT.get(entry.verb) or flow.remarks.get(entry.verb, entry.verb))


def _now(held: Assignment, case: Case) -> Event:
    asked = _desk_event(held.org.name, held.side, held.post, tone="now", at=None)
    if not case.recorded_in(case.state):
        return asked
    return replace(asked, org=case.outside_speaker, title=str(_("%(org)s据来函登记") % {"org": held.org}))


def _desk_event(org: str, side: str, post: str, *, tone: str, at: datetime | None = None) -> Event:
    return Event(
        place=PLACES.get(Side(side), BETWEEN),
        tone=tone,
        who=str(Post(post).label),
        title="",
        org=org,
        side=str(Side(side).label),
        tag=str(_("待办")) if tone == "now" else str(_("未到")),
        text="",
        at=at,
    )

"""What each waiting state of each procedure comes to when nobody acts: owner, deadline, reminder, list, outcome.

Read off the flows, for the page 无人办理的结果. For one case with its days: outlook.py. Tests:
tests/workflows/test_outcomes.py hold that no waiting state lacks an owner, a deadline or an outcome.
"""

from dataclasses import dataclass

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext as _

from members.appointments import Post
from members.models import PartyOrg

from . import kinds
from .deadlines import Term, Unit
from .flow import CaseFlow, Waiting
from .sides import Side


@dataclass(frozen=True)
class Outcome:
    """One waiting state in words; `rule` is the number the deadline comes from."""

    state: str
    owner: str
    deadline: str
    rule: str
    reminder: str
    listing: str
    outcome: str


def of_procedures(org: PartyOrg | None) -> list[tuple[str, list[Outcome]]]:
    """By procedure, every waiting state in order, with the terms in force at `org`."""
    return [(str(flow.process_title), [_of(flow, node, org) for node in in_order(flow)]) for flow in kinds.all_flows()]


def in_order(flow: type[CaseFlow]) -> list[Waiting]:
    """The waiting nodes along the main line, each followed by those that branch off there."""
    waiting = [node for node in flow.instance.nodes() if isinstance(node, Waiting)]
    return sorted(waiting, key=lambda node: (flow.step_of(node.state)[0], node.state not in flow.main_line, node.state))


def _of(flow: type[CaseFlow], node: Waiting, org: PartyOrg | None) -> Outcome:
    running = node.term or node.lapse_term
    return Outcome(
        state=str(node.task_title),
        owner=_owner(node),
        deadline=_deadline(flow, node, running, org),
        rule=running.rule if running else "",
        reminder=_reminder(node),
        listing=_("再过同样期限") if is_listed(node, org) else "",
        outcome=_outcome(flow, node, org),
    )


def _owner(node: Waiting) -> str:
    if node.child:
        return str(kinds.flow_of(node.child).process_title)
    always = " → ".join(f"{Side(seat.side).label} · {Post(seat.post).label}" for seat in node.seats if not seat.when)
    return "；".join([always, *(str(seat.when) for seat in node.seats if seat.when)])


def _deadline(flow: type[CaseFlow], node: Waiting, term: Term | None, org: PartyOrg | None) -> str:
    if node.child:
        return _("本环节计时暂停，按%(child)s的限期") % {"child": kinds.flow_of(node.child).process_title}
    if node.until:
        return str(label_for_field(node.until, flow.case_class))
    return term.in_words(org) if term else ""


def _reminder(node: Waiting) -> str:
    at_the_end = _("限期届满") if node.term else ""
    between = _("其间 %(n)s 次") % {"n": node.reminders} if node.reminders else ""
    return "，".join(filter(None, [at_the_end, between]))


def is_listed(node: Waiting, org: PartyOrg | None) -> bool:
    """Whether the supervision list comes before what the system does itself."""
    if node.term is None:
        return False
    return node.lapse_term is None or 2 * _days(node.term, org) < _days(node.lapse_term, org)


def _days(term: Term, org: PartyOrg | None) -> float:
    """About how many days a term takes, to compare terms of different units."""
    return term.count_at(org) * {Unit.WORKDAYS: 7 / 5, Unit.DAYS: 1, Unit.MONTHS: 30}[term.unit]


def _outcome(flow: type[CaseFlow], node: Waiting, org: PartyOrg | None) -> str:
    if node.child:
        verb = flow.verbs()[flow.unresolved_verb]
        said = {"label": verb.label, "state": flow.at(verb.target).task_title}
        return _("协调没有结果的：%(label)s，转「%(state)s」") % said
    if not node.lapse:
        return _("不自动变动，留在本环节，列入督办，直至办结或说明")
    verb = flow.verbs()[node.lapse]
    after = node.lapse_term.in_words(org) if node.lapse_term else _("到期次日")
    said = {"after": after, "label": verb.label, "state": flow.at(verb.target).task_title}
    return _("%(after)s：系统办理「%(label)s」，转「%(state)s」") % said

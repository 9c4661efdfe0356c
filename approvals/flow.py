"""`CaseFlow` and its nodes: routing by Viewflow, read off the verbs, so that edges are written once.

A procedure lists its waiting nodes (whose desk, by when) and its ends. Viewflow keeps tasks, history and chart; the
state of record is the case's. `process.data` stays empty.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Flow, Node
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import End, StartHandle, View
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.status import PROCESS, STATUS

from members.models import Appointment, PartyOrg

from .calendar import end_of
from .case import Case
from .deadlines import Term
from .forms import VerbForm
from .sides import Desk, Seat, Verdict
from .verbs import Verb, verbs_of

Following = Task.previous.through


class _Routed(Activation):
    """Writes a task and its link in two statements; stock `previous.add` takes four."""

    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        before = prev_activation.task
        task = Task(process=prev_activation.process, flow_task=flow_task, token=token)
        task.save(force_insert=True)
        Following(from_task_id=task.pk, to_task_id=before.pk).save(force_insert=True)
        return cls(task)


class WaitingActivation(_Routed):
    """A task that waits for the desk. The desk has moved the case when it calls `leave`."""

    @Activation.status.super()
    def activate(self):
        """Wait."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def begin(self):
        self.task.started = now()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self):
        self.task.finished = now()
        self.task.save(update_fields=["status", "started", "finished"])

    @Activation.status.super()
    def create_next(self):
        yield self.flow_class.at(self.process.case.state)._create(self, self.task.token)

    def leave(self) -> "Task":
        """Finish this task and open the one of the case's present state, which is returned."""
        self.begin()
        self.complete()
        following = next(iter(self.create_next()))
        if isinstance(following, EndedActivation):
            following.arrive()
        return following.task


class EndedActivation(_Routed, EndActivation):
    """The end of a case: no other task can be open, so nothing is counted."""

    def arrive(self) -> None:
        moment = now()
        self.task.started = self.task.finished = moment
        self.task.status = STATUS.DONE
        self.task.save(update_fields=["status", "started", "finished"])
        self.process.status, self.process.finished = PROCESS.DONE, moment
        self.process.save(update_fields=["status", "finished"])


class Opening(StartHandle):
    """Where a case begins. Its only edge leads to the state a new case has."""

    def __init__(self, first: Any = "draft"):
        super().__init__()
        self.first = str(first)

    def _outgoing(self) -> Iterator[Edge]:
        first = self.flow_class._by_state().get(self.first)
        if first is not None:
            yield Edge(src=self, dst=first, edge_class="next")


class _ReadOffVerbs(Node):
    """A node whose edges are the verbs that leave its state."""

    state: str

    def _outgoing(self) -> Iterator[Edge]:
        for verb in self.flow_class.leaving(self.state):
            target = self.flow_class._by_state().get(verb.target)
            if target is not None:
                yield Edge(src=self, dst=target, edge_class="next", label=str(verb.label))


class Asks(Enum):
    """How the desks of a waiting state are asked."""

    IN_TURN = auto()  # one after the other; the last one's word moves the case
    HEARING = auto()  # all at once; the last one listed decides
    ANY = auto()  # all at once; anybody's word moves the case 或签
    ALL = auto()  # all at once; whoever speaks last moves the case 会签


class Waiting(_ReadOffVerbs, View):
    """A waiting state: whose desk, in which order, by when.

    `seats` speak as `asks` says. `term` is the deadline of each of them; `until` names an attribute with the last day
    instead. `lapse` is the verb the system runs when `lapse_term` has passed, or the day of `until`, after so many
    `reminders`; a side outside the system may be heard of later, by `heard_within`. `rests` names an attribute with the
    day from which the inbox shows it (None: at once). `signed`: identity is confirmed for every opinion given here.
    `child`: nobody is asked, a case of that kind is opened and its decision moves this one. `agreed`: the verdict of
    whoever does here what is asked, consent but for a filing.
    """

    activation_class = WaitingActivation

    def __init__(
        self,
        state: Any,
        *seats: Seat,
        term: Term | None = None,
        until: str = "",
        lapse: str = "",
        lapse_term: Term | None = None,
        reminders: int = 0,
        heard_within: Term | None = None,
        asks: Asks = Asks.IN_TURN,
        rests: str = "",
        signed: bool = False,
        child: str = "",
        agreed: Verdict = Verdict.AGREE,
    ):
        super().__init__(view=None)
        self.state, self.seats, self.term, self.until = str(state), seats, term, until
        self.lapse, self.lapse_term, self.heard_within = lapse, lapse_term, heard_within
        self.reminders, self.asks, self.child = reminders, asks, child
        self.rests, self.signed, self.agreed = rests, signed, agreed
        self.task_title = getattr(state, "label", str(state))

    is_end = False

    def deadline(self, case: Case, org: PartyOrg) -> tuple[datetime | None, datetime | None]:
        """When the desk is late, and when it is late twice over: the state's own clock, shared by all its desks."""
        if self.until:
            last = getattr(case, self.until)
            return (end_of(last), None) if last else (None, None)
        if self.term is None:
            return None, None
        return self.term.both_due_at(case.state_since, org)

    def lapses_at(self, case: Case) -> datetime | None:
        """When the system runs `lapse`: after `lapse_term`, or when the day that `until` names is over."""
        if not self.lapse or not case.may_lapse():
            return None
        if self.lapse_term:
            return self.lapse_term.due_at(case.state_since, case.home)
        last = getattr(case, self.until)
        if last and self.heard_within and case.recorded_in(self.state):
            last = self.heard_within.last_day(last, case.home)
        return end_of(last) if last else None

    def nudges(self, case: Case) -> list[datetime]:
        """The reminders before `lapse`, evenly spread over its term: 24:00 of those days."""
        if not self.reminders or not case.lapses_at:
            return []
        first = localdate(case.state_since)
        days = (localdate(case.lapses_at) - first).days - 1
        return [end_of(first + timedelta(days * n // (self.reminders + 1))) for n in range(1, self.reminders + 1)]

    def desks(self, case: Case) -> list[Desk]:
        """Every desk of this state for `case`, in the order in which they speak; the last one decides."""
        return [Desk(seat, org) for seat in self.seats for org in seat.orgs(case)]

    def asked_first(self, desks: list[Desk]) -> list[Desk]:
        """Those of `desks` that are asked when the state begins."""
        return desks[:1] if self.in_turn else desks

    @property
    def in_turn(self) -> bool:
        return self.asks is Asks.IN_TURN

    def decides(self, desk: Desk, desks: list[Desk], *, waiting: int) -> bool:
        """Whether the word of `desk`, one of `desks`, moves the case while so many are waited for."""
        if self.asks is Asks.ANY:
            return True
        return waiting == 1 if self.asks is Asks.ALL else desk is desks[-1]


class Ended(_ReadOffVerbs, End):
    """A final state."""

    activation_class = EndedActivation
    is_end = True
    child = ""
    seats: tuple[Seat, ...] = ()

    def __init__(self, state: Any):
        super().__init__()
        self.state = str(state)
        self.task_title = getattr(state, "label", str(state))

    def desks(self, case: Case) -> list[Desk]:
        return []

    def _outgoing(self) -> Iterator[Edge]:
        return iter(())


class CaseFlow(Flow):
    """Base of every procedure. Nodes stand on the procedure itself, never here: Viewflow would create the base's tasks.

    `kind` is the word in `Case.kind`; `number_prefix` begins case numbers; `main_line` lists the states of the straight
    way, for "step 3 of 8" and the plan, `beside` where each other state branches off; `unresolved_verb` is what happens
    when a coordination comes to nothing (R-S2); `forms` gives each verb its form (the plain one where none is named),
    `opinion_forms` the same for an opinion that does not decide, by state; `hints` says of a verb when it is the right
    one; `side_labels` is how papers call the two organisations; `papers_help` has, by the form of a paper, a hard word
    on it and what that means; `remarks` names what is entered on the log without being a verb; `facts_template` is its
    part of the case page, `matter_template` what must be read before one decides; `begins`: the address where one is
    begun, and its button; `moves_members`: whether its end gives its member to another organisation.
    """

    kind: ClassVar[str]
    number_prefix: ClassVar[str]
    case_class: ClassVar[type[Case]]
    main_line: ClassVar[tuple[str, ...]]
    beside: ClassVar[dict[str, str]] = {}
    unresolved_verb: ClassVar[str] = ""
    forms: ClassVar[dict[str, type[VerbForm]]] = {}
    opinion_forms: ClassVar[dict[str, type[VerbForm]]] = {}
    hints: ClassVar[Mapping[str, str | Promise]] = {}
    facts_template: ClassVar[str] = ""
    matter_template: ClassVar[str] = ""
    begins: ClassVar[tuple[str, str | Promise] | None] = None
    moves_members: ClassVar[bool] = False
    remarks: ClassVar[Mapping[str, str | Promise]] = {}
    side_labels: ClassVar[tuple[str, str]] = ("流出地党组织", "流入地党组织")  # on papers, which are Chinese
    papers_help: ClassVar[Mapping[str, tuple[str | Promise, str | Promise]]] = {}

    @classmethod
    def unresolved_verb_of(cls, case: Case) -> str:
        """What becomes of `case`, waiting for a coordination that comes to nothing. Procedures override it."""
        return cls.unresolved_verb

    @classmethod
    def mended_at(cls, case: Case, by: Appointment) -> str:
        """The address where `by` mends what was sent back; empty where there is none. Procedures override it."""
        return ""

    @classmethod
    @cache
    def verbs(cls) -> dict[str, Verb]:
        return verbs_of(cls.case_class)

    @classmethod
    def form_of(cls, case: Case, name: str, state: str = "") -> type[VerbForm]:
        """The form of the verb `name` for `case`, in `state` (default: the present one).

        Procedures override it where the same verb asks for other things."""
        return cls.forms.get(name, VerbForm)

    @classmethod
    @cache
    def leaving(cls, state: str) -> tuple[Verb, ...]:
        """The verbs that leave `state`, in the order in which the case class lists them; without what a fact does,
        which leaves every state alike and is nobody's choice."""
        order = list(cls.case_class.__dict__)
        found = [verb for verb in cls.verbs().values() if state in verb.sources and not verb.by_fact]
        return tuple(sorted(found, key=lambda v: order.index(v.name) if v.name in order else len(order)))

    @classmethod
    @cache
    def _by_state(cls) -> dict[str, Any]:
        return {node.state: node for node in cls._nodes_by_name.values() if isinstance(node, _ReadOffVerbs)}

    @classmethod
    def at(cls, state: str) -> Any:
        """The node of a state. Raises KeyError for a state the procedure does not have."""
        return cls._by_state()[state]

    @classmethod
    def step_of(cls, state: str) -> tuple[int, int]:
        """`(3, 8)`: where `state` stands on the main line; states beside it count as where they branch off."""
        total = len(cls.main_line)
        if cls.at(state).is_end:
            return total, total
        return cls.main_line.index(cls.beside.get(state, state)) + 1, total

    @classmethod
    def whole(cls, pk: int) -> Case:
        """`Case.whole` of the procedure's own record."""
        return cls.case_class.whole(pk)

    @classmethod
    def locked(cls, pk: int) -> Case:
        """`Case.locked` of the procedure's own record."""
        return cls.case_class.locked(pk)

    @classmethod
    def locked_unless_busy(cls, pk: int) -> Case | None:
        """`Case.locked_unless_busy` of the procedure's own record."""
        return cls.case_class.locked_unless_busy(pk)

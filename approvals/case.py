"""`Case`: one table over all procedures, so that inbox, search and statistics are one query.

What is particular to one procedure is its one-to-one child in `workflows`. The state lives here, moves only through
verbs, and verbs run only at the desk (`approvals/desk.py`).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField
from viewflow.workflow.models import Process

from documents.models import Paper
from documents.papers import PaperQuerySet
from members.models import Appointment, PartyOrg, Person
from members.orgs import path_range
from members.rulebook import declare

from . import kinds
from .bound import UNSENT, Bound
from .clock import ClockReading
from .sides import Side

if TYPE_CHECKING:
    from .flow import CaseFlow, Waiting
    from .verbs import Verb

declare(
    "R-O14",
    "事项只对本人、两地组织及其上级、协调上级可见；无权查看的与不存在的，答复完全相同，并留下记录。",
    "产品默认",
)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, appointment: Appointment | None) -> "CaseQuerySet":
        """Cases of the origin, of the destination if ever sent, and of all above them (R-O14). None: nothing."""
        if appointment is None:
            return self.none()
        reach = appointment.org.reach
        sent_here = path_range(reach, "destination__path") & ~Q(state=UNSENT) & Q(never_sent=False)
        return self.filter(path_range(reach, "origin__path") | sent_here | Q(coordinator=appointment.org))

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)

    def with_parties(self) -> "CaseQuerySet":
        return self.select_related("person", "origin", "destination")


class Case(Bound, ConcurrentTransitionMixin, models.Model):
    """One matter between two organisations, about `person` or, where that is None, about those the procedure names.

    `destination` or `origin` None with an `outside_name`: that side does not work in this system, it is named in words
    alone. One side at least is in it: `home`.
    `starter` is the organisation that began it, or who took its place since; `opened_by` stays who did.
    `never_sent`: it ended as a draft and stays with the side that wrote it, for ever (R-O14).
    `with_history`: begun on paper before the system and entered in mid-course (midcourse).
    `came_from` is the state a case was in before it began to wait for a child (R-S1).
    `slot` is what an open case occupies (e.g. one open transfer a person, R-T13): unique while set, None when closed.
    `log_head` and `log_length` are the end of the case's hash chain; the row is locked by whoever appends.
    """

    number = models.CharField(_("编号"), max_length=30, unique=True)
    kind = models.CharField(_("事项"), max_length=30)
    title = models.CharField(_("标题"), max_length=240)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("人员")
    )
    origin = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, blank=True, related_name="cases_out", verbose_name=_("流出地党组织")
    )
    destination = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, blank=True, related_name="cases_in", verbose_name=_("流入地党组织")
    )
    outside_name = models.CharField(_("系统外党组织全称"), max_length=100, blank=True)
    coordinator = models.ForeignKey(PartyOrg, models.PROTECT, null=True, blank=True, related_name="cases_coordinated")
    starter = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, related_name="cases_started", verbose_name=_("发起组织")
    )
    state = FSMField(_("状态"), max_length=40, default=UNSENT, protected=True)
    state_since = models.DateTimeField(_("进入本环节"))
    opened_at = models.DateTimeField(_("发起时间"))
    # None: opened by the clock, on the day on which such cases are due.
    opened_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    never_sent = models.BooleanField(default=False, editable=False)
    promised_on = models.DateField(_("预计办结"), null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    process = models.OneToOneField(Process, models.PROTECT, related_name="case")
    with_history = models.BooleanField(_("补录"), default=False, editable=False)
    came_from = models.CharField(max_length=40, blank=True, editable=False)
    slot = models.CharField(max_length=60, null=True, unique=True, editable=False)  # noqa: DJ001  NULLs never clash
    lapses_at = models.DateTimeField(null=True, editable=False)
    clock_at = models.DateTimeField(null=True, editable=False)
    log_length = models.PositiveIntegerField(default=0, editable=False)
    log_head = models.CharField(max_length=64, default="", editable=False)

    # Read along when it is locked for a step (`_for_a_step`): the clock's last sweep, the case's last entry.
    last_sweep_at: datetime | None
    last_recorded_at: datetime | None

    objects = CaseQuerySet.as_manager()

    # The columns that name an organisation with a part in an open case: a successor takes its place there (R-O11).
    # Procedures add theirs; a column that only records who it was that day stands in `organisations_on_record`.
    organisations: ClassVar[tuple[str, ...]] = ("origin", "destination", "coordinator", "starter")
    organisations_on_record: ClassVar[tuple[str, ...]] = ()

    _as_read: dict[str, Any]

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__isnull=False) & (Q(destination__isnull=True) | Q(outside_name=""))
                | Q(origin__isnull=True, destination__isnull=False) & ~Q(outside_name=""),
                name="one_side_outside_at_most",
            )
        ]
        indexes = [
            models.Index(fields=["origin", "closed_at"]),
            models.Index(fields=["destination", "closed_at"]),
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["clock_at"], condition=Q(clock_at__isnull=False), name="falling_due_cases"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.number])

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **newer: Any) -> Self:
        """`newer`: later versions of Django also hand over how to fetch what was left out."""
        case = super().from_db(db, field_names, values, **newer)
        case._as_read = case._columns()
        return case

    @classmethod
    def whole(cls, pk: int) -> Self:
        """A procedure's own record with all a page reads, in one statement. Not for `Case` itself."""
        parties = ("person", "origin", "destination", "starter", "process", "opened_by__org", "opened_by__account")
        return cls._base_manager.select_related(*parties, *cls._also_load()).get(pk=pk)

    @classmethod
    def locked(cls, pk: int) -> Self:
        """The same record with what every step reads, its `Case` row locked.

        That one row stands for both tables; locking two in one statement lets two transactions take them crosswise.
        It is read again after the lock, or a record changed while waiting would be an old one. No key: rows that only
        refer to the case or its person are checked at the commit of others and must not wait for this lock."""
        Case._base_manager.select_for_update(no_key=True).values_list("pk").get(pk=pk)
        return cls._for_a_step(pk)

    @classmethod
    def locked_unless_busy(cls, pk: int) -> Self | None:
        """As `locked`; None while another transaction holds it, where the database can tell."""
        lock = Case._base_manager.select_for_update(no_key=True, skip_locked=True)
        return cls._for_a_step(pk) if lock.values_list("pk").filter(pk=pk).first() else None

    @classmethod
    def _for_a_step(cls, pk: int) -> Self:
        """Joining more costs more than asking for it in the few steps that need it. The last sweep and the last entry
        come along, for `clock.refuse_doubted`."""
        last = apps.get_model("approvals", "Entry").objects.filter(case=OuterRef("pk"), seq=OuterRef("log_length"))
        return (
            cls._base_manager.select_related("origin", "destination", "process", "opened_by")
            .annotate(
                last_sweep_at=Subquery(ClockReading.objects.values("at")[:1]),
                last_recorded_at=Subquery(last.values("recorded_at")[:1]),
            )
            .get(pk=pk)
        )

    @classmethod
    def _also_load(cls) -> list[str]:
        """Relations of the procedure's own record that every page reads."""
        mine = cls._meta.local_fields
        return [field.name for field in mine if isinstance(field, models.ForeignKey) and not field.primary_key]

    def _columns(self) -> dict[str, Any]:
        """Every column at hand with its value."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    def save_changes(self) -> None:
        """Write what differs from the row that was read: one statement a table, none for a table left as it is."""
        columns = self._columns()
        self.save(update_fields=[name for name, value in columns.items() if value != self._as_read.get(name)])
        self._as_read = columns

    @property
    def flow(self) -> "type[CaseFlow]":
        return kinds.flow_of(self.kind)

    @property
    def node(self) -> "Waiting":
        """The waiting node of the present state (an `Ended` node once closed)."""
        return self.flow.at(self.state)

    @property
    def state_label(self) -> str:
        return str(self.node.task_title)

    @property
    def lapse_label(self) -> str:
        """What the system does when the state's time is over, as its button would say."""
        return str(self.flow.verbs()[self.node.lapse].label) if self.node.lapse else ""

    @property
    def kind_label(self) -> str:
        return str(self.flow.process_title)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def papers(self) -> "PaperQuerySet":
        return Paper.objects.of(self.number)

    @property
    def home(self) -> PartyOrg:
        """The side in this system where there is only one, else the origin."""
        found = self.origin or self.destination
        if found is None:
            raise LookupError(f"{self.number} has no side in the system")
        return found

    @property
    def side_outside(self) -> Side | None:
        """The side that does not work in this system; None where both do."""
        if self.origin_id is None:
            return Side.ORIGIN
        return Side.DESTINATION if self.outside_name else None

    @property
    def comes_from_outside(self) -> bool:
        return self.side_outside == Side.ORIGIN

    @property
    def goes_outside(self) -> bool:
        return self.side_outside == Side.DESTINATION

    @property
    def origin_name(self) -> str:
        """The origin's full name, in the system or outside it."""
        return self.origin.name if self.origin else self.outside_name

    @property
    def origin_label(self) -> str:
        """The same for lists and titles: the short name where there is one."""
        return str(self.origin) if self.origin else self.outside_name

    @property
    def destination_name(self) -> str:
        """The destination's full name, in the system or outside it; empty while none is named."""
        return self.destination.name if self.destination else self.outside_name

    @property
    def destination_label(self) -> str:
        """The same for lists and titles: the short name where there is one."""
        return str(self.destination) if self.destination else self.outside_name

    @property
    def stuck_in(self) -> str:
        """The state a coordination is asked for in: the present one, or the one before it while it waits for that."""
        return self.came_from if self.node.child else self.state

    def recorded_in(self, state: str) -> bool:
        """Whether in `state` it is the turn of a side outside the system: whoever sits there records what it said."""
        seats = self.flow.at(state).seats
        return bool(self.side_outside and seats) and all(seat.side == self.side_outside for seat in seats)

    def side_of(self, org: PartyOrg) -> Side:
        """Which side `org` acts for here (R-O12): the side whose own organisation it is or stands directly above.

        Above both: superior."""
        above_origin = self.origin is not None and self.origin.path.startswith(org.path)
        above_destination = self.destination is not None and self.destination.path.startswith(org.path)
        if above_origin and not above_destination:
            return Side.ORIGIN
        if above_destination and not above_origin:
            return Side.DESTINATION
        return Side.SUPERIOR

    def concerns(self, person_id: int) -> bool:
        """Whether this is a matter of that person's own (R-O13). Procedures about several people override it."""
        return self.person_id == person_id

    # What a verb of a child wants its parent to do in the same transaction: a verb of the parent, and its arguments.
    moves_parent = ""
    parent_data: dict = {}
    # Set by a verb that asks for coordination: the person concerned wished it, the organisation recorded it (R-S1).
    asked_by_member = False

    @property
    def waiting_parent(self) -> "Case":
        """The case that waits for this one's decision. Raises LookupError for a case that nobody waits for."""
        if self.parent is None:
            raise LookupError(f"{self.number} has no parent")
        return self.parent

    def hear(self, *, by: Appointment, **said: Any) -> None:
        """Take in what an opinion that does not decide says beside its words. Procedures override it."""

    @property
    def outside_speaker(self) -> str:
        """Who speaks for the side outside the system. Procedures override it."""
        return self.outside_name

    def at_once(self) -> str:
        """A verb the system runs the moment the case is opened; empty: none. Procedures override it."""
        return ""

    def people_in_words(self) -> str:
        """Whom it is about, for its papers. Procedures about several people override it."""
        return self.person.name if self.person else ""

    def cited(self) -> str:
        """The number under which other papers cite this case. Procedures override it."""
        return self.number

    def decided_for(self) -> list[Side]:
        """The sides for whose missing or contrary opinion a superior's decision stands (R-T6, R-S3). Procedures
        override it."""
        return []

    def decision_in_words(self) -> str:
        """Which paper of which organisation says what was decided, of a coordination; else empty."""
        return ""

    def decision_standing_in(self) -> str:
        """`decision_in_words` of the coordination that was decided last."""
        decided = (child.flow.whole(child.pk).decision_in_words() for child in self.children.order_by("-pk"))
        return next((words for words in decided if words), "")

    def day_decided(self) -> date | None:
        """When what is in force of a coordination was decided; None of every other case."""
        return None

    def day_of_last_decision(self) -> date | None:
        """The day of the coordination that was decided last."""
        decided = (child.flow.whole(child.pk).day_decided() for child in self.children.order_by("-pk"))
        return next((day for day in decided if day), None)

    def opponent(self, org: PartyOrg) -> PartyOrg | None:
        """Whose word stands against that of `org`, which asks for coordination because both disagree (R-S1).

        None: it was refused, or somebody is silent. Procedures override it."""
        return None

    def late_in(self, state: str) -> PartyOrg | None:
        """Who is late where a case is stuck in `state`, if that is not whoever holds it. Procedures override it."""
        return None

    def headline(self) -> str:
        """The title in today's names. Procedures override it."""
        return self.title

    def organisations_changed(self) -> None:
        """Forget what was read of the tree, and mend what a successor in two places at once leaves behind.

        Called after the columns of `organisations` name the successor (R-O11). Procedures override it."""

    def pointless_step(self) -> tuple[str, dict[str, Any]] | None:
        """The verb, with its data, that takes this case towards its end because both sides have become one
        organisation; None: it has a point still. Asked again after each such step. Procedures override it."""
        return None

    def may_lapse(self) -> bool:
        """Whether the system may run the state's `lapse` when its time is over. Procedures override it."""
        return True

    def expect(self, verb: "Verb") -> None:
        """On a copy that looks ahead: set what `verb`, run by the clock, changes about who is asked next.

        Procedures override it for verbs that change more than the state."""

    def may_restart_clock(self) -> bool:
        """Whether a verb that stays in its state gives the desk its full time again."""
        return False

    def skips(self, state: str) -> bool:
        """Whether a state of the main line does not come up for this case. Procedures override it."""
        return False

    def expected_until(self, state: str, start: date) -> date | None:
        """The last day to expect for a state that ends on a day not known yet. Procedures override it."""
        return None

    def until_in_words(self, state: str) -> str:
        """How that day comes about, for the plan."""
        return ""

    def claim(self) -> str | None:
        """What this case occupies while open; None: nothing. Procedures override it."""
        return None

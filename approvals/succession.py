"""Open cases follow what becomes of organisations: renamed, moved, taken over by a successor (R-O11).

`members` announces it inside the transaction of the change, when nobody is in the middle of a step. Every open case
concerned goes on with the successor, on the desk where the procedure's seats now say, with an entry in its log. Which
columns of a case name organisations, the procedure says itself (`Case.organisations`). A case between two organisations
that have become one ends by its own verbs. Tests: tests/approvals/test_succession.py, test_succession_at_once.py.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.models import PartyOrg
from members.org_history import Change
from members.rulebook import RuleBroken
from members.tree_changes import TreeChange

from . import due, handling, journal, kinds, pausing
from .assignments import Assignment
from .case import Case
from .flow import Asks
from .moments import next_moment
from .notices import Notice
from .sides import Desk

Seat = tuple[int, str, str]  # an organisation, its post, the side it speaks for


def concerned(orgs: QuerySet[PartyOrg]) -> list[Case]:
    """Open cases that name one of `orgs` or wait on its desk, by id: as many queries as there are procedures."""
    waiting = Assignment.objects.open().filter(org__in=orgs).values("case")
    found: set[int] = set()
    for flow in kinds.all_flows():
        named = Q(pk__in=waiting)
        for column in flow.case_class.organisations:
            named |= Q(**{f"{column}__in": orgs})
        found.update(flow.case_class.objects.filter(named, closed_at__isnull=True).values_list("pk", flat=True))
    return list(Case.objects.filter(pk__in=found).only("pk", "kind", "parent_id", "state").order_by("pk"))


def settle_first(sender: object, *, change: TreeChange, **_about: object) -> None:
    """What fell due before the change is done as the tree was then; from here on the cases are locked."""
    now = timezone.now()
    keys = [case.pk for case in concerned(_reach(change.orgs, whole=change.kind != Change.RENAMED))]
    locked = Case.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk")
    fallen_due = {pk: kind for pk, kind, at in locked.values_list("pk", "kind", "clock_at") if at and at <= now}
    for pk, kind in fallen_due.items():
        due.settle(kinds.flow_of(kind).locked(pk), now)


def follow(sender: object, *, change: TreeChange, **_about: object) -> None:
    """Let every open case concerned go on after the change. Raises RuleBroken naming the case that cannot."""
    now = timezone.now()
    orgs = _reach(change.orgs, whole=False) | _reach(change.moved, whole=True)
    with override(settings.LANGUAGE_CODE):
        cases = concerned(orgs)
        followed = [_Follower(found.flow.locked(found.pk), change, now).follow() for found in cases]
        if change.successor:
            pointless = [case for case in followed if case.pointless_step()]
            ending = {case.pk for case in pointless} | {case.parent_id for case in pointless}
            for found in sorted(cases, key=lambda case: (case.parent_id is None, case.pk)):  # a child moves its parent
                if found.pk in ending:
                    _end_pointless(found, change, now)
            Notice.objects.unread().filter(org__in=change.orgs).update(org=change.successor)


def _reach(orgs: Iterable[PartyOrg], *, whole: bool) -> QuerySet[PartyOrg]:
    """The keys of `orgs`, or (`whole`) of all at or below them as they stand now."""
    found = PartyOrg.objects.filter(pk__in=[org.pk for org in orgs])
    if whole:
        for path in found.values_list("path", flat=True):
            found = found | PartyOrg.objects.within(path)
    return found.order_by()


class _Follower:
    """One locked case and the change it follows."""

    def __init__(self, case: Case, change: TreeChange, now: datetime):
        self.case, self.change, self.now = case, change, now
        self.successors = {org.pk: change.successor for org in change.orgs if change.successor}

    def follow(self) -> Case:
        """The case as it is afterwards, saved."""
        case = self.case
        held = list(case.assignments.open().order_by("pk"))
        named = {getattr(case, f"{column}_id") for column in case.organisations} | {row.org_id for row in held}
        self._take_over()
        case.organisations_changed()
        case.title = case.headline()
        if self.change.kind != Change.RENAMED and case.pointless_step() is None:
            self._settle_desks(held)
        journal.append(
            case,
            f"org_{self.change.kind}",
            by=self.change.decision.by,
            from_state=case.state,
            data=self._said(named),
            now=self.now,
        )
        self._claim()
        case.save_changes()
        return case

    def _take_over(self) -> None:
        for column in self.case.organisations:
            if successor := self.successors.get(getattr(self.case, f"{column}_id")):
                setattr(self.case, column, successor)

    def _said(self, named: set[int]) -> dict[str, str]:
        """What the log says: of the organisations this case names, or of all where it only stands below them."""
        entries = [entry for entry in self.change.entries if entry.org_id in named] or self.change.entries
        words = "；".join(entry.sentence for entry in entries)
        return {"text": f"{words}（{self.change.decision.document}）", "document": self.change.decision.document}

    def _claim(self) -> None:
        """What the case occupies, under the successor's name. Two cases cannot occupy the same."""
        claimed = self.case.claim()
        if claimed == self.case.slot:
            return
        if other := Case.objects.filter(slot=claimed).exclude(pk=self.case.pk).first():
            both = {"one": self.case.number, "other": other.number}
            raise RuleBroken("R-O11", _("承继后事项%(one)s与%(other)s重复，请先办结其中一件") % both)
        self.case.slot = claimed

    def _settle_desks(self, held: list[Assignment]) -> None:
        """Put the open assignments `held` where the seats of the state now say."""
        case = self.case
        if case.node.child:
            for row in pausing.paused(case):
                if self._is_the_successors(row):
                    row.save(update_fields=["org"])
            return
        desks = case.node.desks(case)
        if not desks:
            raise RuleBroken("R-O7", _("变动后事项%(number)s没有可以办理的组织") % {"number": case.number})
        for row in held:
            self._is_the_successors(row)
        if self._seat(held, desks):
            case.clock_at = next_moment(case, held, after=self.now)

    def _is_the_successors(self, row: Assignment) -> bool:
        """Set the successor's desk for that of who is no more: the same work until the same day."""
        if successor := self.successors.get(row.org_id):
            row.org = successor
        return successor is not None

    def _seat(self, held: list[Assignment], desks: list[Desk]) -> bool:
        """Give each row of `held` that has no desk any more one that has still to speak; whether any deadline changed.

        `held` is what waits afterwards. Who has spoken in this round is not asked again, unless nobody else is left."""
        wanted = self._wanted(held, desks)
        by_seat = {_seat_of(row): row for row in held}
        free = [row for row in held if _seat_of(row) not in {_seat_at(desk) for desk in wanted}]
        task_id, changed = held[0].task_id, bool(free)
        held.clear()
        for desk in wanted:
            row = by_seat.get(_seat_at(desk))
            if row is None:
                row = Assignment.of_desk(desk, self.case, decides=False, now=self.now)
                row.task_id, changed = task_id, True
                if free:
                    row.pk, row.opened_at = free[0].pk, free.pop(0).opened_at
            row.decides = self.case.node.decides(desk, desks, waiting=len(wanted))
            row.save()
            held.append(row)
        for row in free:
            row.closed_at = self.now
            row.save(update_fields=["closed_at"])
        return changed

    def _wanted(self, held: list[Assignment], desks: list[Desk]) -> list[Desk]:
        """The desks that should be waiting now."""
        waiting = {_seat_of(row) for row in held}
        spoken = {
            self._spoke(row) for row in self.case.assignments.filter(task=held[0].task_id).exclude(closed_at=None)
        }
        open_ones = [desk for desk in desks if _seat_at(desk) not in spoken] or desks[-1:]
        if self.case.node.asks in (Asks.ANY, Asks.ALL):
            return open_ones
        if not self.case.node.in_turn:
            return open_ones if desks[-1] in open_ones else [*open_ones, desks[-1]]
        return [desk for desk in desks if _seat_at(desk) in waiting][:1] or open_ones[:1]

    def _spoke(self, row: Assignment) -> Seat:
        successor = self.successors.get(row.org_id)
        return (successor.pk if successor else row.org_id, row.post, row.side)


def _seat_of(row: Assignment) -> Seat:
    return row.org_id, row.post, row.side


def _seat_at(desk: Desk) -> Seat:
    return desk.org.pk, str(desk.seat.post), str(desk.seat.side)


def _end_pointless(found: Case, change: TreeChange, now: datetime) -> None:
    """Run what ends a case between two organisations that are one now; the system does, nobody's opinion is written."""
    case = found.flow.locked(found.pk)
    while case.is_open and (step := case.pointless_step()):
        name, data = step
        words = {"org": change.successor, "document": change.decision.document}
        text = _("两地已同属%(org)s，无须再办（%(document)s）") % words
        verb = case.flow.verbs()[name]
        handling.carry_out(case, verb, None, {**data, "text": text}, task=handling.open_task(case), now=now)
        case = found.flow.locked(found.pk)

"""The desks of the simulation: what reaches one is planned, on its day somebody does it, and silence has consequences.

`Desks` asks policy.py what a desk does and when, hands.py who is there, and tells the desk of the product.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from approvals import desk
from approvals.models import Assignment, Case
from approvals.rules import AlreadyHandled, Refused
from approvals.sides import Verdict
from members.models import Appointment, PartyOrg
from members.orgs import BRANCHES, Kind
from workflows.transfer.case import TransferCase

from . import policy
from .county import County
from .hands import Hands
from .luck import chosen, happens, luck
from .policy import NOTHING, URGED
from .saying import AGAINST, WORDS, said
from .workdays import Workdays

TABLES = {"transfer": policy.TRANSFER, "coordination": policy.COORDINATION}
Visit = tuple[
    int, datetime
]  # an assignment, and since when its case is in this state: it may come back to the same desk
A_MONTH = 33  # days, after which the receipt that is a month late may be done without (R-T11)


@dataclass(frozen=True, order=True)
class Errand:
    """`verb` is to be done for the case that waits on the assignment `held`; this is the n-th try."""

    case: int
    held: int
    verb: str
    tries: int = 1


class Desks:
    """`answers` counts what the product said to the acts: done, warned, too late, the rules that refused."""

    def __init__(self, county: County, workdays: Workdays, seed: int):
        self.county, self.workdays, self.seed = county, workdays, seed
        self.hands = Hands(county.hats, seed)
        self.answers: Counter[str] = Counter()
        self._errands: dict[date, list[Errand]] = defaultdict(list)
        self._waited: set[Visit] = set()
        self._called: set[Visit] = set()

    # What comes in is planned -------------------------------------------------------------------------------------

    def look(self, today: date) -> None:
        """Plan what has reached a desk since the last look, and ask for what has let twice its time pass."""
        waiting = set(Assignment.objects.open().values_list("pk", "case__state_since"))
        for held in _rows(waiting - self._waited):
            self._plan(held, today)
        late = Assignment.objects.open().filter(second_due_at__lte=timezone.now())
        late_now = set(late.values_list("pk", "case__state_since"))
        for held in _rows(late_now - self._called):
            self._ask_for(held, today)
        self._waited, self._called = waiting, self._called | late_now

    def _plan(self, held: Assignment, today: date) -> None:
        case, chance = held.case, self._chance(held)
        verb = self._verb_for(held, chance)
        if case.state == "letter_issued":
            self._send(Errand(case.pk, held.pk, verb), self._day_of_the_letter(held, today, chance))
            return
        pace = policy.PACES[_office(held.org)]
        if happens(pace.silent, chance):
            return
        days = chance.randint(*(pace.late_days if happens(pace.late, chance) else pace.days))
        self._send(Errand(case.pk, held.pk, verb), self.workdays.after(today, days))

    def _day_of_the_letter(self, held: Assignment, today: date, chance: Random) -> date:
        """When the member comes with the letter; what the committee does about it falls into the same days."""
        days = (timezone.localdate(held.due_at) - today).days * chance.randint(*policy.REPORTS_IN) // 100
        return self.workdays.from_day(today + timedelta(days=max(days, 1)))

    def _verb_for(self, held: Assignment, chance: Random) -> str:
        if not held.decides:
            return desk.OPINE
        shares = TABLES[held.case.kind][held.case.state]
        spoken = held.case.opinions.filter(superseded=False, state=held.case.state)
        if held.case.state == "destination_review" and spoken.filter(verdict=Verdict.DISAGREE).exists():
            shares = policy.DESTINATION_AGAINST
        return chosen(shares, chance)

    def _ask_for(self, held: Assignment, today: date) -> None:
        """Twice late: the other side asks for coordination, or the superior urges and the desk works (R-T24)."""
        case, chance = held.case, self._chance(held, "twice late")
        shares = policy.TWICE_LATE.get(case.state, policy.TWICE_LATE_ELSEWHERE)
        offered = {verb.name for verb in case.flow.leaving(case.state)} | {URGED}
        verb = chosen(shares, chance, among=offered)
        if verb == "close_without_receipt":
            self._send(Errand(case.pk, held.pk, verb), self.workdays.from_day(today + timedelta(days=A_MONTH)))
        elif verb == URGED:
            self._urge(case, held, today)
            work = desk.OPINE if not held.decides else self._not_nothing(case, chance)
            days = chance.randint(*policy.AFTER_URGING)
            self._send(Errand(case.pk, held.pk, work), self.workdays.after(today, days))
        else:
            self._send(Errand(case.pk, held.pk, verb), self.workdays.after(today, 1))

    def _not_nothing(self, case: Case, chance: Random) -> str:
        shares = TABLES[case.kind][case.state]
        return chosen(shares, chance, among=set(shares) - {NOTHING})

    def _urge(self, case: Case, held: Assignment, today: date) -> None:
        superior = held.org.superior_committee()
        by, _back = self.hands.of(superior.pk, "clerk", today) if superior else (None, today)
        if by and desk.urge(case, by=by):
            self.answers["urged"] += 1

    def _send(self, errand: Errand, on: date) -> None:
        if errand.verb != NOTHING:
            self._errands[on].append(errand)

    def _chance(self, held: Assignment, *more: object) -> Random:
        """By what the office would name it: keys differ from one database to the next."""
        case = held.case
        whom = case.person.phone if case.person else ""
        about = (case.kind, whom, timezone.localdate(case.opened_at), case.log_length, held.org.name)
        return luck(self.seed, *about, *more)

    # What is planned is done --------------------------------------------------------------------------------------

    def errands_of(self, today: date) -> list[Errand]:
        return sorted(self._errands.pop(today, ()))

    def run(self, errand: Errand, today: date) -> None:
        """Do it, unless the case has gone on without it; whoever is away does it on the day they are back."""
        held = Assignment.objects.open().select_related("org", "case__person").filter(pk=errand.held).first()
        if held is None:
            return
        case = held.case.flow.case_class.objects.select_related("origin", "destination").get(pk=held.case_id)
        internal = isinstance(case, TransferCase) and case.is_internal
        verb = "approve_internal" if errand.verb == "approve" and internal else errand.verb
        by, back = self._hand_for(case, verb, held, today)
        if by is None:
            self._try_again(errand, held, today)
        elif back > today:
            self._send(errand, self.workdays.from_day(back))
        else:
            self._do(replace(errand, verb=verb), held, case, by, today)

    def _hand_for(self, case: Case, verb: str, held: Assignment, today: date) -> tuple[Appointment | None, date]:
        seat = None if verb == desk.OPINE else case.flow.verbs()[verb].seat
        desks = [(org, seat.post) for org in seat.orgs(case)] if seat else [(held.org, held.post)]
        found = [self.hands.of(org.pk, post, today) for org, post in desks]
        return next((hand for hand in found if hand[0]), (None, today))

    def _do(self, errand: Errand, held: Assignment, case: Case, by: Appointment, today: date) -> None:
        chance = self._chance(held, errand.verb, errand.tries)
        words = said(case, errand.verb, self.county, chance)
        try:
            self._tell(case, errand.verb, by, words, chance)
        except AlreadyHandled:
            self.answers["too late"] += 1
        except Refused as refused:
            self._refused(errand, held, refused, today)
        else:
            self.answers["done"] += 1

    def _tell(self, case: Case, verb: str, by: Appointment, words: dict, chance: Random) -> None:
        if verb == desk.OPINE:
            agrees = case.kind == "coordination" or chosen(policy.HEARD, chance) == "agree"
            desk.opine(case, by=by, agrees=agrees, **words | ({} if agrees else {"text": AGAINST}))
            return
        try:
            desk.act(case, verb, by=by, **words)
        except Refused as warned:
            if not all(missing.overridable for missing in warned.missing):
                raise
            reasons = {rule.number: WORDS for rule in warned.rules}
            desk.act(case, verb, by=by, **words, overrides=reasons)
            self.answers.update(f"warned {number}" for number in reasons)

    def _refused(self, errand: Errand, held: Assignment, refused: Refused, today: date) -> None:
        numbers = [rule.number for rule in refused.rules]
        self.answers.update(f"refused {number}" for number in numbers)
        offered = {verb.name for verb in held.case.flow.leaving(held.case.state)} | {NOTHING}
        instead = next((verb for number, verb in policy.AFTER_REFUSAL.items() if number in numbers), "")
        if instead in offered - {errand.verb}:
            self._send(replace(errand, verb=instead, tries=1), self.workdays.after(today, 1))
        else:
            self._try_again(errand, held, today)

    def _try_again(self, errand: Errand, held: Assignment, today: date) -> None:
        """Come back with what was missing; after some tries, do something else."""
        chance = self._chance(held, "again", errand.tries)
        verb = errand.verb if errand.tries < policy.TRIES else self._not_nothing(held.case, chance)
        days = chance.randint(*policy.TRY_AGAIN)
        self._send(Errand(errand.case, errand.held, verb, errand.tries + 1), self.workdays.after(today, days))


def _rows(visits: Iterable[Visit]) -> list[Assignment]:
    return list(
        Assignment.objects.select_related("case__person", "org")
        .filter(pk__in=[pk for pk, _since in visits])
        .order_by("pk")
    )


def _office(org: PartyOrg) -> str:
    """Which pace of policy.PACES an organisation has."""
    if org.kind in BRANCHES:
        return "branch"
    special = {Kind.GENERAL_BRANCH: "general_branch", Kind.ORGANISATION_DEPARTMENT: "department"}
    return special.get(Kind(org.kind), "committee")

"""The desks of the simulation: what reaches one is planned, on its day somebody does it, and silence has consequences.

`Desks` asks choosing.py what a desk does, policy.py when, hands.py who is there, and tells the desk of the product.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from approvals import beside, desk
from approvals.models import Assignment, Case
from approvals.rules import AlreadyHandled, Refused
from members.models import Appointment
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase

from . import agreement_policy, choosing, policy
from .agreement_policy import RENEW
from .agreement_saying import WRITE_FIRST, not_before, write_version
from .county import County
from .hands import Hands
from .luck import chosen, happens, luck
from .policy import NOTHING, URGED
from .saying import AGAINST, WORDS, said
from .workdays import Workdays

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
        chance = self._chance(held)
        verb = choosing.verb_for(held, chance)
        if on := self._at_its_own_time(held, verb, today, chance):
            self._send(Errand(held.case_id, held.pk, verb), on)
            return
        pace = choosing.pace_of(held.org)
        if happens(pace.silent, chance):
            return
        days = chance.randint(*(pace.late_days if happens(pace.late, chance) else pace.days))
        self._send(Errand(held.case_id, held.pk, verb), self.workdays.after(today, days))

    def _at_its_own_time(self, held: Assignment, verb: str, today: date, chance: Random) -> date | None:
        """The day of what does not follow the desk's pace: a member comes with the letter, a party gives notice."""
        if held.due_at is None:
            return None
        last = timezone.localdate(held.due_at)
        if verb == RENEW:
            day = last - timedelta(days=chance.randint(*agreement_policy.RENEWED_BEFORE))
            return self.workdays.from_day(max(day, today + timedelta(days=1)))
        share = policy.REPORTS_IN if held.case.state == "letter_issued" else None
        share = share or agreement_policy.COMES_AT.get(held.case.state, {}).get(verb)
        if share is None:
            return None
        days = (last - today).days * chance.randint(*share) // 100
        return self.workdays.from_day(today + timedelta(days=max(days, 1)))

    def _ask_for(self, held: Assignment, today: date) -> None:
        """Twice late: the other side asks for coordination, or the superior urges and the desk works (R-T24)."""
        case, chance = held.case, self._chance(held, "twice late")
        verb = choosing.twice_late(case, chance)
        if verb == "close_without_receipt":
            self._send(Errand(case.pk, held.pk, verb), self.workdays.from_day(today + timedelta(days=A_MONTH)))
        elif verb == URGED:
            self._urge(case, held, today)
            work = desk.OPINE if not held.decides else choosing.not_nothing(case, chance)
            days = chance.randint(*policy.AFTER_URGING)
            self._send(Errand(case.pk, held.pk, work), self.workdays.after(today, days))
        else:
            self._send(Errand(case.pk, held.pk, verb), self.workdays.after(today, 1))

    def _urge(self, case: Case, held: Assignment, today: date) -> None:
        superior = held.org.superior_committee()
        by, _back = self.hands.of(superior.pk, "clerk", today) if superior else (None, today)
        if by and beside.urge(case, by=by):
            self.answers["urged"] += 1

    def _send(self, errand: Errand, on: date) -> None:
        if errand.verb != NOTHING:
            self._errands[on].append(errand)

    def _chance(self, held: Assignment, *more: object) -> Random:
        """By what the office would name it: keys differ from one database to the next."""
        case = held.case
        whom = case.person.phone if case.person else case.title
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
        verb = choosing.fitting(errand.verb, held, case, self._chance(held, "instead of an opinion"))
        by, back = self._hand_for(case, verb, held, today)
        earliest = not_before(case, verb) if isinstance(case, AgreementCase) else today
        if by is None:
            self._try_again(errand, held, today)
        elif max(back, earliest) > today:
            self._send(errand, self.workdays.from_day(max(back, earliest)))
        else:
            self._do(replace(errand, verb=verb), held, case, by, today)

    def _hand_for(self, case: Case, verb: str, held: Assignment, today: date) -> tuple[Appointment | None, date]:
        """Whoever may do it; where both sides may, the one whose desk it is."""
        known = case.flow.verbs().get(verb)
        seat = known.seat if known else None
        desks = [(org, seat.post) for org in seat.orgs(case)] if seat else [(held.org, held.post)]
        desks.sort(key=lambda desk: desk[0] != held.org)
        found = [self.hands.of(org.pk, post, today) for org, post in desks]
        return next((hand for hand in found if hand[0]), (None, today))

    def _do(self, errand: Errand, held: Assignment, case: Case, by: Appointment, today: date) -> None:
        chance = self._chance(held, errand.verb, errand.tries)
        try:
            self._tell(case, errand.verb, by, chance)
        except AlreadyHandled:
            self.answers["too late"] += 1
        except Refused as refused:
            self._refused(errand, held, refused, today)
        else:
            self.answers["done"] += 1

    def _tell(self, case: Case, verb: str, by: Appointment, chance: Random) -> None:
        words = said(case, verb, self.county, chance)
        if verb == desk.OPINE:
            agrees = case.kind != "transfer" or chosen(policy.HEARD, chance) == "agree"
            desk.opine(case, by=by, agrees=agrees, **words | ({} if agrees else {"text": AGAINST}))
            return
        if isinstance(case, AgreementCase):
            if verb == RENEW:
                _renew(case, by)
                return
            if verb in WRITE_FIRST:
                write_version(case, by, chance)
        self._act(case, verb, by, words)

    def _act(self, case: Case, verb: str, by: Appointment, words: dict) -> None:
        """Whoever is warned goes on with a reason."""
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
        if instead := choosing.instead_of(errand.verb, held.case, numbers):
            self._send(replace(errand, verb=instead, tries=1), self.workdays.after(today, 1))
        else:
            self._try_again(errand, held, today)

    def _try_again(self, errand: Errand, held: Assignment, today: date) -> None:
        """Come back with what was missing; after some tries, do something else."""
        chance = self._chance(held, "again", errand.tries)
        verb = errand.verb if errand.tries < policy.TRIES else choosing.not_nothing(held.case, chance)
        days = chance.randint(*policy.TRY_AGAIN)
        self._send(Errand(errand.case, errand.held, verb, errand.tries + 1), self.workdays.after(today, days))


def _renew(case: AgreementCase, by: Appointment) -> None:
    """Whichever side comes first drafts what follows."""
    if not case.renewed_by.exclude(state="withdrawn").exists():
        drafting.renew(case, by=by)


def _rows(visits: Iterable[Visit]) -> list[Assignment]:
    return list(
        Assignment.objects.select_related("case__person", "org")
        .filter(pk__in=[pk for pk, _since in visits])
        .order_by("pk")
    )

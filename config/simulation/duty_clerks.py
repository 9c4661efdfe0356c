"""The clerks who do what an agreement has them do, in time, late or never; whoever never does it explains, or does not
(R-C5, R-S7)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from approvals.supervision import superiors_of
from members.models import Appointment, PartyOrg
from workflows.agreement import duties, excuses
from workflows.agreement.duties import Duty

from . import agreement_policy as policy
from .hands import Hands
from .luck import chosen, happens, luck
from .workdays import Workdays

EVIDENCE = "已按协议约定落实，留有记录。"
REASON = "本期联系人住院，未能落实，下期补上。"
NOT_ENOUGH = "请补办后登记，不能只作说明。"


class DutyClerks:
    """`work` is called on every working day, after the clock of the night has opened what is owed."""

    def __init__(self, hands: Hands, workdays: Workdays, seed: int):
        self.hands, self.workdays, self.seed = hands, workdays, seed
        self._planned: dict[date, list[tuple[int, str]]] = defaultdict(list)
        self._seen = 0

    def work(self, today: date, pause: Callable[[], None]) -> None:
        """Do what was planned for `today`; `pause` is called before each act."""
        new = list(Duty.objects.filter(pk__gt=self._seen).select_related("case"))
        self._seen = max([self._seen, *(duty.pk for duty in new)])
        for duty in new:
            self._plan(duty, today)
        for key, act in sorted(self._planned.pop(today, ())):
            pause()
            self._do(Duty.objects.select_related("case", "org").get(pk=key), act, today)

    def _plan(self, duty: Duty, today: date) -> None:
        chance = self._chance(duty, "how")
        how = chosen(policy.DUTIES, chance)
        if how == "in_time":
            days = (duty.last_day - duty.first_day).days * chance.randint(*policy.IN_ITS_PERIOD) // 100
            self._send(duty, "done", max(duty.first_day + timedelta(days=days), today))
        elif how == "late":
            self._send(duty, "done", duty.last_day + timedelta(days=chance.randint(*policy.DAYS_LATE)))
        elif happens(policy.EXPLAINED, chance):
            self._send(duty, "explain", duty.last_day + timedelta(days=chance.randint(*policy.EXPLAINED_AFTER)))

    def _do(self, duty: Duty, act: str, today: date) -> None:
        """What has been dropped, done or struck off meanwhile is left alone; whoever is away does it when back."""
        if not duty.is_owed and act != "take_back":
            return
        by, back = self._hand(duty, act, today)
        if by is None:
            raise LookupError(f"nobody at {duty.org} may do: {act}")
        if back > today:
            self._send(duty, act, back)
            return
        acts: dict[str, Callable[[Duty, Appointment, date], None]] = {
            "done": self._done,
            "done_again": self._done_again,
            "take_back": self._take_back,
            "explain": self._explain,
            "judge": self._judge,
        }
        acts[act](duty, by, today)

    def _hand(self, duty: Duty, act: str, today: date) -> tuple[Appointment | None, date]:
        if act != "judge":
            return self.hands.of(duty.org_id, "clerk", today)
        return self.hands.of(_superior(duty).pk, "organiser", today)

    def _done(self, duty: Duty, by: Appointment, today: date) -> None:
        duties.done(duty, by=by, evidence=EVIDENCE)
        chance = self._chance(duty, "slip")
        if happens(policy.SLIPS, chance):
            self._send(duty, "take_back", today + timedelta(days=1))

    def _take_back(self, duty: Duty, by: Appointment, today: date) -> None:
        """Entered for another agreement; done again on the next day."""
        duties.take_back(duty, by=by, reason="登记到了另一份协议上")
        self._send(duty, "done_again", today + timedelta(days=1))

    def _done_again(self, duty: Duty, by: Appointment, _today: date) -> None:
        """Without the chance of a slip: it is the duty's own, and would come again for ever."""
        duties.done(duty, by=by, evidence=EVIDENCE)

    def _explain(self, duty: Duty, by: Appointment, today: date) -> None:
        """The owner says in writing why not; the office above then judges it."""
        excuses.explain(duty, by=by, text=REASON)
        days = self._chance(duty, "superior").randint(*policy.SUPERIOR_TAKES)
        self._send(duty, "judge", self.workdays.after(today, days))

    def _judge(self, duty: Duty, by: Appointment, today: date) -> None:
        """Struck off, or asked again; then the clerk does it after all."""
        chance = self._chance(duty, "judged")
        if happens(policy.EXCUSED, chance):
            excuses.excuse(duty, by=by)
            return
        excuses.ask_again(duty, by=by, text=NOT_ENOUGH)
        self._send(duty, "done_again", self.workdays.after(today, chance.randint(*policy.SUPERIOR_TAKES)))

    def _send(self, duty: Duty, act: str, on: date) -> None:
        self._planned[self.workdays.from_day(on)].append((duty.pk, act))

    def _chance(self, duty: Duty, question: str) -> Random:
        """By what the office would name it."""
        case = duty.case
        about = (case.title, timezone.localdate(case.opened_at), duty.key, duty.side, duty.first_day)
        return luck(self.seed, "duty", *about, question)


def _superior(duty: Duty) -> PartyOrg:
    return superiors_of([duty.org])[duty.org_id]

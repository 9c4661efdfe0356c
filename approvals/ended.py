"""What becomes of the open cases about a person who has died or is no member any more: every one of them ends.

Each ends by the verb `person_ended` of its own procedure, in the transaction that records the fact and with its words.
The person is locked already; the cases are locked in the order of their ids, so a parent comes before its child and is
closed when the child is. Tests: tests/workflows/test_person_ended.py.
"""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.endings import Ending
from members.models import Appointment

from . import due, handling
from .case import Case
from .verbs import PERSON_ENDED

LABEL = _("当事人去世或不再是党员，事项终止")


def end_open_cases(sender: object, *, ending: Ending, by: Appointment, **_about: object) -> None:
    """What fell due before stands: it is written first, for all of them, since a child's end may move its parent."""
    now = timezone.now()
    for case in _open_cases_of(ending.person_id):
        due.settle(case, now)
    words = f"该同志于{ending.in_words}，本事项终止。"
    for case in _open_cases_of(ending.person_id):
        verb = case.flow.verbs()[PERSON_ENDED]
        handling.carry_out(case, verb, by, {"text": words}, task=handling.open_task(case), now=now)


def _open_cases_of(person_id: int) -> Iterator[Case]:
    """Each locked when its turn comes. Asked for one by one: whoever held one may have opened its child meanwhile."""
    last = 0
    while found := Case.objects.open().filter(person=person_id, pk__gt=last).only("kind").order_by("pk").first():
        last = found.pk
        case = found.flow.locked(last)
        if case.is_open:
            yield case

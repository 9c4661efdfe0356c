"""Whether a transfer may be begun for somebody: said before anything is written, and asked again when it is.

A draft takes a number, so one that could never be sent is not opened. Tests: tests/workflows/test_transfer_starting.py.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.rules import Missing, Refused
from members import tree_gate
from members.models import Appointment, Person
from members.rulebook import RULES

from . import drafting
from .case import TransferCase
from .parties import STARTER
from .states import State


def why_not(people: Iterable[Person], by: Appointment) -> dict[int, list[Missing]]:
    """What stands against beginning a transfer, for each of `people` by key. Two queries, however many people."""
    claims = {TransferCase.claim_of(person.pk): person for person in people}
    open_ones = dict(TransferCase.objects.filter(slot__in=claims).values_list("slot", "number"))
    here = Person.objects.filter(pk__in=[person.pk for person in claims.values()]).with_branch()
    paths = dict(here.values_list("pk", "branch_path"))  # type: ignore[misc]  # annotated by with_branch
    return {
        person.pk: _against(person, by, paths.get(person.pk), open_ones.get(claim, ""))
        for claim, person in claims.items()
    }


def _against(person: Person, by: Appointment, path: str | None, open_one: str) -> list[Missing]:
    found = []
    if not by.is_current() or STARTER.post not in by.posts:
        found.append(Missing(_("您的岗位不能发起接转，请由本组织书记、组织员或经办人发起"), rule=RULES["R-O12"]))
    if by.account.person_id == person.pk:
        found.append(Missing(_("不得办理本人的事项，请由本组织其他任职人员办理"), rule=RULES["R-O13"]))
    if path is None or not path.startswith(by.org.reach):
        found.append(Missing(_("该同志的组织关系不在您所在组织，不能由您发起"), rule=RULES["R-O14"]))
    if open_one:
        words = _("该同志已有办理中的接转 %(number)s，办结后才能再发起")
        found.append(Missing(words % {"number": open_one}, rule=RULES["R-T13"]))
    return found


@transaction.atomic
def begin(person: Person, *, by: Appointment) -> TransferCase:
    """The draft of `by`'s organisation for `person`: the one that is there, else a new one with what is known of where
    the member went. However many ask at once, it is one.

    Raises Refused with what `why_not` says, NotAllowed as `drafting.begin` does."""
    tree_gate.hold()
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if STARTER.post in by.posts and (draft := draft_of(person, by)):
        return draft
    if against := why_not([locked], by)[person.pk]:
        raise Refused(against)
    return drafting.begin(locked, by=by, destination=locked.away_branch, away_since=locked.away_since)


def draft_of(person: Person, by: Appointment) -> TransferCase | None:
    """The draft that `by`'s organisation has for `person`: one each (U9)."""
    return TransferCase.objects.filter(person=person, state=State.DRAFT, starter=by.org_id).order_by("pk").first()

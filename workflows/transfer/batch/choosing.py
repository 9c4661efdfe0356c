"""Ticks on a branch's roster become a batch. The ticks lie in the batch itself, so pages and searches lose none.

Tests: tests/workflows/test_transfer_batch_pages.py.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members.models import Appointment, PartyOrg, Person
from members.people import MEMBERS, PersonQuerySet

from . import running
from .records import LARGEST, BatchRow, BatchState, RowState, TransferBatch


class TooMany(ValueError):
    """More members than one batch takes. `str()` says so."""


def begin(org: PartyOrg, *, by: Appointment) -> TransferBatch:
    """A list of members of `org`: the one `by` has not finished choosing, or an empty one."""
    unfinished = TransferBatch.objects.filter(by=by, org=org, state=BatchState.CHOOSING)
    return unfinished.first() or TransferBatch.objects.create(by=by, org=org)


def members_of(batch: TransferBatch, by: Appointment) -> PersonQuerySet:
    """Who may be chosen: members, not applicants, at or below the organisation, in the reach of `by` (R-O14)."""
    assert batch.org is not None  # noqa: S101  a batch that is chosen from somewhere
    return Person.objects.visible_to(by).of(batch.org).filter(stage__in=MEMBERS)


@transaction.atomic
def tick(batch: TransferBatch, shown: set[int], ticked: set[int]) -> None:
    """Make the list hold `ticked` of the people `shown` on a page; those not shown stay as they are.

    Raises TooMany."""
    locked = TransferBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if locked.state != BatchState.CHOOSING:
        return
    held = set(locked.rows.values_list("person", flat=True))
    if len((held - shown) | (ticked & shown)) > LARGEST:
        raise TooMany(_("一批最多%(limit)d人，请分成几批。") % {"limit": LARGEST})
    locked.rows.filter(person__in=shown - ticked).delete()
    last = locked.rows.aggregate(last=Max("number"))["last"] or 0
    arrivals = sorted(ticked & shown - held)
    BatchRow.objects.bulk_create(
        BatchRow(batch=locked, number=number, person_id=pk) for number, pk in enumerate(arrivals, start=last + 1)
    )


def settle(batch: TransferBatch, destination: PartyOrg) -> None:
    """All of them go there."""
    TransferBatch.objects.filter(pk=batch.pk, state=BatchState.CHOOSING).update(destination=destination)


def check(batch: TransferBatch, typed: dict[str, str]) -> bool:
    """Give every member the destination and the same `typed` facts, each their own contact, and have them checked.

    False: the list is not being chosen any more."""
    with transaction.atomic():
        if not running.close_choosing(batch):
            return False
        rows = list(batch.rows.select_related("person"))
        for row in rows:
            row.destination_id = batch.destination_id
            row.typed = {**typed, "contact": row.member.phone}
            row.state = RowState.WAITING
        BatchRow.objects.bulk_update(rows, ["destination", "typed", "state"])
    running.enqueue_check(batch)
    return True

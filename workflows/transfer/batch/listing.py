"""A workbook becomes a batch. The file itself is read and let go: it is never stored.

Tests: tests/workflows/test_transfer_batch_reading.py.
"""

from dataclasses import asdict

from django.db import transaction

from members.models import Appointment

from . import people, places, reading, running
from .records import BatchRow, BatchState, RowState, TransferBatch


def from_workbook(content: bytes, *, channel: str, by: Appointment) -> TransferBatch:
    """Read the list, find whom and where it means, and have it checked. `channel` holds for all rows (R-T15).

    Raises Unreadable for what is no list."""
    listed = reading.read(content)
    people.find(listed, by=by)
    places.find(listed)
    with transaction.atomic():
        batch = TransferBatch.objects.create(by=by, state=BatchState.CHECKING)
        BatchRow.objects.bulk_create(_row(batch, member, channel) for member in listed)
    running.enqueue_check(batch)
    return batch


def _row(batch: TransferBatch, member: reading.ListedMember, channel: str) -> BatchRow:
    read = any(objection.bars for objection in member.objections)
    contact = member.typed["contact"] or (member.person.phone if member.person else "")
    return BatchRow(
        batch=batch,
        number=member.number,
        said_name=member.name,
        said_destination=member.destination_said,
        person=member.person,
        destination=member.destination,
        typed={**member.typed, "contact": contact, "channel": channel},
        dues_until=member.dues_until,
        read=[asdict(objection) for objection in member.objections],
        state=RowState.BARRED if read else RowState.WAITING,
    )

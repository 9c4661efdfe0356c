"""Two lists of the demo: one the committee may approve together, and one that waits to be started, with warnings."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from approvals import desk
from members.models import Person
from members.people import MEMBERS
from workflows.models import TransferBatch
from workflows.transfer.batch import choosing, running
from workflows.transfer.batch.records import BatchState
from workflows.transfer.case import TransferCase
from workflows.transfer.states import Channel, Reason

from .stories import Hats

MOVED_OUT = 6  # members of the first list


@transaction.atomic
def draw_up(hats: Hats) -> int:
    """Both lists, unless they are there; the number of new cases."""
    if TransferBatch.objects.exists():
        return 0
    typed = {"reason": Reason.UNIT_CHANGED, "away_since": "", "reason_text": "村办厂停产，集体转到港区就业"}
    moved = _checked(hats, "zhao", "yan", typed, at_most=MOVED_OUT)
    running.confirm(moved, by=hats["zhao"], reasons={})
    running.run(moved.pk)
    for case in TransferCase.objects.filter(batch_row__batch=moved):
        _up_to_approval(case, hats)
    recently = timezone.localdate() - timedelta(days=60)
    typed = {"reason": Reason.STUDY, "away_since": recently.isoformat(), "reason_text": "2026届毕业生"}
    _checked(hats, "wang", "wang", typed)
    return moved.counts()["opened"]


def _checked(hats: Hats, by: str, branch_of: str, typed: dict[str, str], at_most: int | None = None) -> TransferBatch:
    """A list of the members of one branch for 一社区支部, judged but not started."""
    org = hats[branch_of].org
    members = Person.objects.of(org).filter(stage__in=MEMBERS, accounts=None).exclude(phone="").order_by("pk")
    if at_most:
        members = members.filter(cases__isnull=True)[:at_most]
    keys = set(members.values_list("pk", flat=True))
    batch = choosing.begin(org, by=hats[by])
    choosing.tick(batch, keys, keys)
    choosing.settle(batch, hats["lin"].org)
    batch.refresh_from_db()
    choosing.check(batch, {**typed, "channel": Channel.PAPER})
    running.check(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED  # noqa: S101  the demo is told in one breath
    return batch


def _up_to_approval(case: TransferCase, hats: Hats) -> None:
    """Both sides agree; the committee has not decided."""
    month = timezone.localdate().replace(day=1)
    desk.act(case, "agree_to_release", by=hats["yan"], dues_until=month, text="情况属实，同意转出。")
    for who in ("lin", "xu"):
        desk.opine(case, by=hats[who], agrees=True, text="同意接收。")
    desk.act(case, "accept", by=hats["chen"], branch=hats["lin"].org, text="同意接收，编入一社区支部。")

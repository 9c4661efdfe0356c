"""A request of the destination that waits at 东山村支部: somebody lives at 一社区 and their relation is still there."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from members import identity
from members.models import Person
from members.people import MEMBERS
from workflows.models import TransferRequest
from workflows.transfer.requests import asking
from workflows.transfer.states import Reason

from .stories import Hats, scan


@transaction.atomic
def enter(hats: Hats) -> int:
    """Ask once; how many requests there are."""
    here, by = hats["wang"].org, hats["lin"]
    members = Person.objects.of(here).filter(stage__in=MEMBERS, accounts__isnull=True, cases__isnull=True)
    person = members.exclude(id_sealed="").order_by("pk").first()
    if not TransferRequest.objects.exists() and person:
        asking.ask(
            by=by,
            name=person.name,
            number=identity.parse(person.id_number),
            destination=by.org,
            proof=scan("书面意愿.png"),
            reason=Reason.RESIDENCE_CHANGED,
            away_since=timezone.localdate() - timedelta(days=240),
            reason_text="随子女在一社区居住，已办居住证。",
            contact=person.phone or "13800000000",
        )
    return TransferRequest.objects.count()

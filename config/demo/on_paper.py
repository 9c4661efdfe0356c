"""A transfer half done on paper when the office went live: entered by the branch, not confirmed yet (R-D38)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from approvals.midcourse import entering
from approvals.midcourse.records import EntryOfPast, PastStep
from members.models import Person
from members.people import MEMBERS
from workflows.transfer.states import Carrier, Reason

from .stories import Hats

LETTER_NUMBER = 900  # far from those that the demo's register gives
REASON = "原件存镇党委档案柜，未扫描"


@transaction.atomic
def enter(hats: Hats) -> int:
    """Enter it once; how many entries there are."""
    by, there = hats["wang"], hats["lin"].org
    members = Person.objects.of(by.org).filter(stage__in=MEMBERS, accounts__isnull=True, cases__isnull=True)
    person = members.exclude(id_sealed="").order_by("-pk").first()
    if EntryOfPast.objects.exists() or person is None:
        return EntryOfPast.objects.count()
    issued = timezone.localdate() - timedelta(days=6)
    facts = {
        "origin": by.org.pk,
        "destination": there.pk,
        "letter_number": LETTER_NUMBER,
        "issued_on": issued.isoformat(),
        "valid_days": 30,
        "carrier": Carrier.MEMBER,
        "happened": "on_the_way",
        "reason": Reason.RESIDENCE_CHANGED,
        "dues_until": issued.replace(day=1).isoformat(),
        "contact": person.phone,
    }
    entering.enter("transfer", by=by, person=person, facts=facts, steps=_steps(hats, issued))
    return 1


def _steps(hats: Hats, issued: date) -> list[PastStep]:
    told = (
        ("agree_to_release", "wang", 6, "同意转出。"),
        ("accept", "lin", 3, "同意接收。"),
        ("approve", "zhao", 0, ""),
    )
    return [
        PastStep(
            key=key,
            on=issued - timedelta(days=before),
            org_name=hats[login].org.name,
            who=f"{hats[login].account.name}（{hats[login].title or hats[login].get_post_display()}）",
            text=text,
            without=REASON,
        )
        for key, login, before, text in told
    ]

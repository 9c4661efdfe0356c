"""A side that does not work in this system 系统外 (R-T3, R-T9): its names, and when a member leaves for it.

States, verbs and edges stay those of W1. Where the destination would act, a clerk of the issuing committee records what
it said or did, each time with a scan: outside_rules.py, outside_forms.py. Where the origin is outside, the case begins
with its paper letter: arrival.py.
Tests: tests/workflows/test_transfer_outside.py, test_outside_pages.py.
"""

from datetime import date, datetime
from unicodedata import normalize

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.calendar import end_of
from members.models import PartyOrg, Person

OUTSIDE = (
    "outside_name",
    "outside_committee",
    "outside_place",
    "outside_region",
    "outside_contact",
    "outside_phone",
)


class OutsideSide(models.Model):
    """Beside `Case.outside_name`, the full name of the branch. All blank where both sides are in the system.

    `outside_committee` is the committee above that branch. `outside_issuer` and `outside_number` are those of a letter
    that came from outside, the number as it is written there; `letter_claim` both with the year, until the letter goes
    back."""

    outside_committee = models.CharField(_("对方党委全称"), max_length=100, blank=True)
    outside_place = models.CharField(_("所在地"), max_length=100, blank=True)
    outside_region = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    outside_contact = models.CharField(_("联系人"), max_length=60, blank=True)
    outside_phone = models.CharField(_("联系电话"), max_length=40, blank=True)

    outside_issuer = models.CharField(_("开具介绍信的党组织"), max_length=100, blank=True)
    outside_number = models.CharField(_("系统外介绍信编号"), max_length=30, blank=True)
    # The same letter for two people is refused by the database, however many enter it at once (R-T12).
    letter_claim = models.CharField(max_length=160, null=True, unique=True, editable=False)  # noqa: DJ001  NULLs never clash

    class Meta:
        abstract = True

    @property
    def outside_speaker(self) -> str:
        """The committee above the branch: it answers, receives and sends the receipt."""
        return self.outside_committee


def claim_of_letter(issuer: str, number: str, issued_on: date) -> str:
    """What one letter from outside is known by."""
    return f"{issued_on.year} {number} {issuer}"


def written(name: str) -> str:
    """A full name as it is compared and printed: without spaces, digits and letters of one width, full brackets."""
    return "".join(normalize("NFKC", name).replace("(", "（").replace(")", "）").split())


def in_the_system(name: str) -> PartyOrg | None:
    """The organisation in force with this name, as it stands on the seal or with 中共 left out."""
    bare = written(name).removeprefix("中共")
    return PartyOrg.objects.current().filter(name__in=[bare, f"中共{bare}"]).order_by("pk").first() if bare else None


def moment_of_leaving(person: Person, received_on: date) -> datetime:
    """When the relation leaves the system: 24:00 of the day on the receipt, which still counts as the origin's (R-T9).

    Now, where that day is not over, or the relation has moved since, as when the branch was merged."""
    now, leaving = timezone.now(), end_of(received_on)
    moved = person.relations.filter(since__gte=leaving).exists()
    return now if moved or leaving > now else leaving

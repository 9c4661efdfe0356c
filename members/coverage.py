"""Co-management 共管: who is looked after by two organisations at once, and under which agreement (R-C3, R-C8, R-C13).

A fact, whichever procedure wrote it: `because` is its case number. The formal relation is not touched. Tests:
tests/members/test_coverage.py.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .appointments import Appointment
from .orgs import PartyOrg, path_range
from .people import Person, PersonQuerySet
from .rulebook import RuleBroken
from .tree_changes import TreeChange


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def running(self) -> "CoverageQuerySet":
        return self.filter(until__isnull=True)

    def on(self, day: date) -> "CoverageQuerySet":
        """Those that held on the day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def visible_to(self, appointment) -> "CoverageQuerySet":
        """Those of either side in the reach of an appointment (R-O14). None: nobody."""
        if appointment is None:
            return self.none()
        reach = appointment.org.reach
        return self.filter(path_range(reach, "origin__path") | path_range(reach, "destination__path"))

    def at(self, path: str) -> "CoverageQuerySet":
        """Those whose destination is at or below the organisation path `path`."""
        return self.filter(path_range(path, "destination__path"))


class Coverage(models.Model):
    """From `since` on `person` is co-managed; `until` is the last day, None while it runs.

    `individual`: under an agreement about named members, of which a person has one at most (R-C8). `ended_because`:
    a case number or a word for what ended it for this person alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="coverage", verbose_name=gettext_lazy("党员"))
    origin = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=gettext_lazy("流出地党组织"))
    destination = models.ForeignKey(
        PartyOrg, models.PROTECT, related_name="+", verbose_name=gettext_lazy("流入地党组织")
    )
    because = models.CharField(gettext_lazy("依据"), max_length=40, db_index=True)
    individual = models.BooleanField(default=True)
    since = models.DateField(gettext_lazy("自"))
    until = models.DateField(gettext_lazy("至"), null=True, blank=True)
    ended_because = models.CharField(max_length=40, blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("共管")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True, individual=True), name="one_agreement_a_member"
            ),
            models.UniqueConstraint(
                fields=["person", "because"], condition=Q(until__isnull=True), name="covered_once_by_an_agreement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.because}"


def begin(
    people: Iterable[Person], origin: PartyOrg, destination: PartyOrg, *, because: str, individual: bool = True
) -> None:
    """From today both organisations look after `people`. Raises RuleBroken (R-C8) for someone who has an agreement."""
    today = timezone.localdate()
    rows = [
        Coverage(
            person=person, origin=origin, destination=destination, because=because, individual=individual, since=today
        )
        for person in people
    ]
    try:
        with transaction.atomic():
            Coverage.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise RuleBroken("R-C8", _("名册中有党员已有生效的共管协议，请先终止原协议")) from clash


def end(*, because: str, on: date, person: Person | None = None, ended_because: str = "") -> int:
    """The last day of everybody covered under `because`, or of `person` alone; how many still were."""
    running = Coverage.objects.running().filter(because=because)
    if person is not None:
        running = running.filter(person=person)
    return running.update(until=on, ended_because=ended_because)


def guests_of(appointment: Appointment | None, org: PartyOrg | None = None) -> PersonQuerySet:
    """Members of other places whom the appointment's organisation, or one below it, looks after now: both sides of an
    agreement in force see the member (R-O14, R-C3). `org`: those of that organisation and below alone. None: nobody."""
    if appointment is None:
        return Person.objects.none()
    here = Coverage.objects.running().at(appointment.org.reach)
    if org:
        here = here.at(org.path)
    own = Person.objects.visible_to(appointment)
    return Person.objects.filter(pk__in=here.values("person")).exclude(pk__in=own.values("pk"))


def taken_over(sender: object, *, change: TreeChange, **_about: object) -> None:
    """A successor looks after whom the ended organisation did (R-O11); what is over names who it was."""
    if change.successor:
        running = Coverage.objects.running()
        for side in ("origin", "destination"):
            running.filter(**{f"{side}__in": change.orgs}).update(**{side: change.successor})

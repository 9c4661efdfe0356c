"""The text of an agreement: one row a version, never changed once it was sent; every version stays (R-C7, R-O15)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.sides import Side
from documents.numerals import counting
from members.models import Appointment, Person

from .clauses import CURRENT, Clause, library
from .states import Every, Mode, Scope

if TYPE_CHECKING:
    from members.people import PersonQuerySet

    from .case import AgreementCase

# What is agreed on beside the words of the clauses; the clauses' leads say them, the duties follow them.
TERMS = ("mode", "exchange_months", "dues_paid_to", "starts_on", "ends_on")


@dataclass(frozen=True)
class Written:
    """One clause as it stands in a version: `number` counts from 1, `lead` says the terms, `body` is what was typed."""

    number: int
    clause: Clause
    lead: str
    body: str

    @property
    def ordinal(self) -> str:
        """第…条: 一, 十三."""
        return counting(self.number)

    @property
    def text(self) -> str:
        return f"{self.lead}{self.body}"


class AgreementText(models.Model):
    """One version. `bodies` holds the typed part of each clause by its key; a clause left out has no key.

    `people` are those named when it was sent; `left` those of them who are the origin's no more, so that it goes on for
    the others without a new signature (R-C13).
    `sent_at` None: still being written, seen by its own side alone, one at most a side; it has no `number` yet."""

    case = models.ForeignKey("workflows.AgreementCase", models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField(_("版本"), default=0)
    side = models.CharField(_("方"), max_length=12, choices=Side)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    library = models.CharField(max_length=10, default=CURRENT)
    bodies = models.JSONField(default=dict)
    mode = models.CharField(_("管理模式"), max_length=20, choices=Mode, default=Mode.DESTINATION_LED)
    exchange_months = models.PositiveSmallIntegerField(_("互通联系情况"), choices=Every, default=Every.MONTH)
    dues_paid_to = models.CharField(_("党费交纳"), max_length=12, choices=Side, default=Side.ORIGIN)
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("党员名册"))
    left = models.ManyToManyField(Person, related_name="+", verbose_name=_("不再列入名册"))
    written_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("协议文本")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], condition=models.Q(sent_at__isnull=False), name="one_text_a_version"
            ),
            models.UniqueConstraint(
                fields=["case", "side"], condition=models.Q(sent_at__isnull=True), name="one_text_in_writing_a_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.number}"

    @property
    def standing(self) -> "PersonQuerySet":
        """Those it still names."""
        return self.people.exclude(pk__in=self.left.values("pk"))

    def written(self) -> list[Written]:
        """The clauses of this version in their order, numbered as printed."""
        case: AgreementCase = self.case
        known = [clause for clause in library(self.library, case.scope) if clause.key in self.bodies]
        return [
            Written(number, clause, clause.lead(self, case), self.bodies[clause.key])
            for number, clause in enumerate(known, start=1)
        ]

    def missing_clauses(self) -> list[Clause]:
        """Required clauses that were left out or emptied (R-C4)."""
        wanted = [clause for clause in library(self.library, self.case.scope) if clause.required]
        return [clause for clause in wanted if not self.bodies.get(clause.key, "").strip()]

    def same_as(self, other: "AgreementText") -> bool:
        """Whether both say the same: terms, clauses and people."""
        if any(getattr(self, name) != getattr(other, name) for name in (*TERMS, "bodies")):
            return False
        return set(self.standing.values_list("pk")) == set(other.standing.values_list("pk"))


def first_text(scope: Scope) -> dict[str, str]:
    """The bodies a new agreement begins with: every clause of the current library that has words."""
    return {clause.key: clause.body for clause in library(CURRENT, scope) if clause.body}

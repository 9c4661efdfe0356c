"""Funding lines 经费共担 and material support: who pays what, from which source (R-C15). Registered, never paid.

Tests: tests/workflows/test_agreement_funding.py.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import beside
from approvals.rules import NotAllowed
from approvals.sides import Side
from members.models import Appointment
from members.rulebook import declare

from .bound import bind_funding
from .case import AgreementCase
from .parties import EITHER_CLERK
from .states import State

declare("R-C15", "经费共担逐笔登记承担方、来源、金额、用途和日期；本系统只登记，不支付。", "各地做法")

IN_FORCE = (State.EFFECTIVE, State.AMENDING, State.SUSPENDED, State.TERMINATION_NOTICE)


class Source(models.TextChoices):
    BUDGET = "budget", gettext_lazy("专项预算")
    RETAINED_DUES = "retained_dues", gettext_lazy("留存党费")
    OTHER = "other", gettext_lazy("其他")


class Support(models.TextChoices):
    MONEY = "money", gettext_lazy("经费")
    MATERIAL = "material", gettext_lazy("物资")


class FundingLine(models.Model):
    """One sum, or one gift in kind with its worth; yuan, two decimals. Never changed: a wrong line is struck out."""

    case = models.ForeignKey(AgreementCase, models.CASCADE, related_name="funding")
    side = models.CharField(gettext_lazy("承担方"), max_length=12, choices=Side)
    support = models.CharField(gettext_lazy("类别"), max_length=10, choices=Support, default=Support.MONEY)
    source = models.CharField(gettext_lazy("来源"), max_length=20, choices=Source)
    amount = models.DecimalField(
        gettext_lazy("金额（元）"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    purpose = models.CharField(gettext_lazy("用途"), max_length=200)
    on = models.DateField(gettext_lazy("日期"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("经费")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"


@dataclass(frozen=True)
class Total:
    """What one side has borne: yuan. `year` None: in all years together."""

    side: Side
    money: Decimal
    material: Decimal
    year: int | None = None


def totals(case: AgreementCase) -> list[Total]:
    """Both sides, struck lines left out."""
    rows = case.funding.filter(struck_at__isnull=True).values("side", "support").annotate(sum=Sum("amount"))
    found = {(row["side"], row["support"]): row["sum"] for row in rows.order_by()}
    zero = Decimal(0)
    return [
        Total(side, found.get((side, Support.MONEY), zero), found.get((side, Support.MATERIAL), zero))
        for side in (Side.ORIGIN, Side.DESTINATION)
    ]


def totals_by_year(case: AgreementCase) -> list[Total]:
    """Both sides for each year in which something was borne, newest first."""
    rows = case.funding.filter(struck_at__isnull=True).values("side", "support", "on__year").annotate(sum=Sum("amount"))
    found = {(row["on__year"], row["side"], row["support"]): row["sum"] for row in rows.order_by()}
    zero = Decimal(0)
    return [
        Total(side, found.get((year, side, Support.MONEY), zero), found.get((year, side, Support.MATERIAL), zero), year)
        for year in sorted({year for year, _side, _support in found}, reverse=True)
        for side in (Side.ORIGIN, Side.DESTINATION)
    ]


def may_register(case: AgreementCase, by: Appointment | None) -> bool:
    """Whether `by` keeps the books of one of the two parties now."""
    return by is not None and by.is_current() and EITHER_CLERK.held_by(by, case) and case.state in IN_FORCE


@transaction.atomic
def register(
    case: AgreementCase, *, by: Appointment, support: str, source: str, amount: Decimal, purpose: str, on: date
) -> FundingLine:
    """Enter a line of `by`'s own side, on the agreement's log. Raises NotAllowed (R-C15)."""
    locked = _own(case, by)
    if amount < 0:
        raise NotAllowed(_("金额不能小于0（R-C15）。"))
    if on > timezone.localdate():
        raise NotAllowed(_("日期在将来，请填实际发生的日期（R-C15）。"))
    line = FundingLine.objects.create(
        case=locked, side=locked.side_of(by.org), by=by, support=support, source=source, amount=amount,
        purpose=purpose, on=on,
    )  # fmt: skip
    _enter(locked, "funding", line, by)
    return line


@transaction.atomic
def strike(line: FundingLine, *, by: Appointment) -> None:
    """Strike out a line that was wrong: it stays, and counts no more. Only its own side may. Raises NotAllowed."""
    locked = _own(line.case, by)
    if line.side != locked.side_of(by.org) or line.struck_at:
        raise NotAllowed(_("只能由登记的一方划去一次。"))
    line.struck_at = timezone.now()
    line.save(update_fields=["struck_at"])
    _enter(locked, "funding_struck", line, by)


def _own(case: AgreementCase, by: Appointment) -> AgreementCase:
    said = _("经费由承担的一方登记（R-O12）。")
    locked = beside.locked_for(case, by=by, seat=EITHER_CLERK, otherwise=said)
    if locked.state not in IN_FORCE:
        raise NotAllowed(_("协议生效期间才登记经费。"))
    return locked


def _enter(case: AgreementCase, what: str, line: FundingLine, by: Appointment) -> None:
    bind_funding(case, line)
    beside.enter(case, what, by=by, text=line.purpose, amount=str(line.amount), source=line.source, on=line.on)

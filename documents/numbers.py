"""The number register 编号登记: consecutive numbers per organisation, kind and calendar year (R-T12).

A number is taken inside the transaction that issues its paper: a rollback gives it back, so there are no gaps.
Nothing leaves the register; a void number stays in it with its reason. A number given on paper before the system stands
in it as it was given and is passed over; a year that began on paper goes on after its last number (`continue_after`,
page: number_views.py). Tests: tests/documents/test_numbers.py, tests/documents/test_last_on_paper.py.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import fact_log
from members.appointments import Appointment, Post
from members.models import PartyOrg
from members.rulebook import RuleBroken, declare

from . import bound

declare(
    "R-T12", "介绍信三联同号，由转出方按年度连续编号，不重号、不空号；作废的号连同原因留存登记", "组通字〔2006〕45号"
)


class VoidReason(models.TextChoices):
    """Why a number or paper no longer holds. Public: anyone who verifies a paper reads it, so it names nobody."""

    LOST = "lost", _("遗失")
    DAMAGED = "damaged", _("损毁")
    MISTAKE = "mistake", _("填写有误")
    EXPIRED = "expired", _("超过有效期")
    RECALLED = "recalled", _("收回")
    REPLACED = "replaced", _("已重新开具")


class NumberSeries(models.Model):
    """One counter. Its row is locked while a number is taken. `paper_last`: the last one that was given on paper before
    the system (`continue_after`); the system's own follow it."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("党组织"))
    kind = models.CharField(_("种类"), max_length=30)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("末号"), default=0)
    paper_last = models.PositiveIntegerField(_("纸面末号"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("编号")
        constraints = [models.UniqueConstraint(fields=["org", "kind", "year"], name="one_series_per_org_kind_year")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.kind} {self.year}"


class LastOnPaper(models.Model):
    """Who said when which number was the last one on paper. Rows are added only; the newest one holds."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="told", verbose_name=_("编号"))
    number = models.PositiveIntegerField(_("纸面末号"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("纸面末号登记")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class TakenNumber(models.Model):
    """One line of the register: a number, the paper that bears it, or why it is void.

    `on_paper`: given before the system; its paper is none of ours, and it may lie ahead of the counter."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="taken", verbose_name=_("编号"))
    number = models.PositiveIntegerField(_("号"))
    taken_on = models.DateField(_("取号日期"))
    on_paper = models.BooleanField(_("系统上线前"), default=False)
    paper = models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, related_name="taken_numbers", verbose_name=_("文件")
    )
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    void_reason = models.CharField(_("作废原因"), max_length=10, choices=VoidReason, blank=True)
    void_note = models.CharField(_("作废说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("编号登记")
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="a_number_is_taken_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


def take(org: PartyOrg, kind: str, on: date) -> int:
    """The next number of `org` for `kind` in the year of `on`. Waits for others who are taking one.

    Raises TransactionManagementError outside a transaction: a number without its paper would be a gap.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("take a number inside the transaction that issues its paper")
    series, _created = NumberSeries.objects.get_or_create(org=org, kind=kind, year=on.year)
    while _next_was_given_on_paper(series):
        continue
    TakenNumber.objects.create(series=series, number=series.last, taken_on=on)
    return series.last


def _next_was_given_on_paper(series: NumberSeries) -> bool:
    """Count on by one; whether that number was given on paper."""
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)  # locks the row until the caller commits
    given = TakenNumber.objects.filter(series=OuterRef("pk"), number=OuterRef("last"))
    found = NumberSeries.objects.filter(pk=series.pk).annotate(given=Exists(given)).values_list("last", "given")
    series.last, given_on_paper = found.get()
    return given_on_paper


@transaction.atomic
def continue_after(org: PartyOrg, kind: str, year: int, number: int, *, by: Appointment) -> None:
    """Let the register go on after `number`, the last one given on paper in `year` (R-T12).

    Raises RuleBroken R-T12 once the system has given a number itself, and for less than a number that was entered."""
    series, _created = NumberSeries.objects.get_or_create(org=org, kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(pk=series.pk)
    if series.last > series.paper_last:
        said = {"year": year, "last": series.last}
        raise RuleBroken("R-T12", gettext("%(year)d年的编号本系统已发到第%(last)d号，纸面末号不能再改") % said)
    highest = series.taken.aggregate(Max("number"))["number__max"] or 0
    if number < highest:
        raise RuleBroken("R-T12", gettext("编号登记中已有纸面的第%(number)d号，末号不能小于它") % {"number": highest})
    series.last = series.paper_last = number
    series.save(update_fields=["last", "paper_last"])
    LastOnPaper.objects.create(series=series, number=number, by=by)


def why_not_continue(org: PartyOrg, by: Appointment) -> str:
    """Why `by` may not say which number was the last on paper, in a sentence that names who can; or ""."""
    own = by.org_id == org.pk or (by.org.acts_for_parent and by.org.parent_id == org.pk)
    if (own and Post.CLERK in by.posts) or (by.post == Post.ADMINISTRATOR and by.org.covers(org)):
        return ""
    return gettext("由本组织的办理人员或系统管理员登记")


def refuse_taken(org: PartyOrg, kind: str, year: int, number: int) -> None:
    """Raise RuleBroken R-T12 where the register holds that number already, or begins before it."""
    series = NumberSeries.objects.filter(org=org, kind=kind, year=year).first()
    if series and series.last == series.paper_last and 0 < series.paper_last < number:
        said = {"org": org, "year": year, "number": number, "last": series.paper_last}
        raise RuleBroken(
            "R-T12",
            gettext(
                "%(org)s %(year)d年登记的纸面末号是第%(last)d号，第%(number)d号在它以后；"
                "请核对编号，或先在组织页的“编号登记”改正纸面末号"
            )
            % said,
        )
    known = TakenNumber.objects.filter(series__org=org, series__kind=kind, series__year=year, number=number).first()
    if known:
        said = {"year": year, "number": number, "org": org, "day": known.taken_on.isoformat()}
        raise RuleBroken(
            "R-T12", gettext("%(org)s %(year)d年第%(number)d号已在编号登记中（%(day)s），请核对介绍信") % said
        )


def enter_from_paper(org: PartyOrg, kind: str, on: date, number: int) -> None:
    """Enter a number given on paper on the day `on`, before the system: it is never given again (R-T12).

    Raises RuleBroken R-T12 when it stands in the register already."""
    series, _created = NumberSeries.objects.get_or_create(org=org, kind=kind, year=on.year)
    NumberSeries.objects.select_for_update().get(pk=series.pk)  # nobody takes a number meanwhile
    refuse_taken(org, kind, on.year, number)
    line = TakenNumber.objects.create(series=series, number=number, taken_on=on, on_paper=True)
    fact_log.begin([bound.entered(line)])


def entry(org: PartyOrg, kind: str, year: int, number: int) -> TakenNumber:
    """The register's line. Raises RuleBroken R-T12 when that number was never taken."""
    try:
        lines = TakenNumber.objects.select_related("series")
        return lines.get(series__org=org, series__kind=kind, series__year=year, number=number)
    except TakenNumber.DoesNotExist:
        raise RuleBroken("R-T12", f"{year}年{number}号不在编号登记中") from None


def void(org: PartyOrg, kind: str, year: int, number: int, *, reason: VoidReason, note: str = "") -> None:
    """Mark a number void; it stays in the register and is never given out again. The first reason stands."""
    strike(TakenNumber.objects.filter(pk=entry(org, kind, year, number).pk), reason, note)


def void_on_paper(org: PartyOrg, kind: str, year: int, number: int, reason: VoidReason) -> None:
    """Mark a number void that was given on paper; one of ours is voided with its paper."""
    given = TakenNumber.objects.filter(series__org=org, series__kind=kind, series__year=year, on_paper=True)
    strike(given.filter(number=number), reason, "")


def strike(lines: "models.QuerySet[TakenNumber]", reason: VoidReason, note: str) -> None:
    """Mark the still valid ones among these lines of the register void."""
    mark: dict[str, Any] = {"voided_at": timezone.now(), "void_reason": VoidReason(reason), "void_note": note[:200]}
    with transaction.atomic(savepoint=False):
        valid = list(lines.filter(voided_at=None).select_related("series").select_for_update(of=("self",)))
        TakenNumber.objects.filter(pk__in=[line.pk for line in valid]).update(**mark)
        for line in valid:
            line.voided_at, line.void_reason, line.void_note = mark.values()
        fact_log.append([(bound.LINE, line.pk, "voided", bound.of_line(line)) for line in valid])


def register(org: PartyOrg, kind: str, year: int) -> "models.QuerySet[TakenNumber]":
    """Every number taken, in order, with its paper."""
    return TakenNumber.objects.filter(series__org=org, series__kind=kind, series__year=year).select_related("paper")


def faults() -> Iterator[str]:
    """What is wrong with the registers, in words: gaps, and numbers with neither a paper nor a reason (R-T12)."""
    ours = Q(taken__on_paper=False)
    after_paper = Q(taken__number__gt=F("paper_last"))
    counted = NumberSeries.objects.annotate(
        n=Count("taken", filter=after_paper & Q(taken__number__lte=F("last"))),
        low=Min("taken__number", filter=after_paper),
        high=Max("taken__number", filter=ours),
    )
    for series in counted.filter(last__gt=F("paper_last")).order_by("pk"):
        first, last = series.paper_last + 1, series.last
        if (series.n, series.low, series.high) != (last - series.paper_last, first, last):
            yield f"编号登记 {series}：{first} 至 {last} 号不连续"
    unexplained = TakenNumber.objects.filter(paper=None, voided_at=None, on_paper=False)
    for line in unexplained.select_related("series"):
        yield f"编号登记 {line}：既没有文书，也没有作废原因"

"""Papers: issued in the caller's transaction, rendered afterwards by a worker, filed for good (R-P8, R-T19).

Issue = freeze the snapshot, sealed because it may hold an identity number, and leave a task. This room is told what
to file and never asks why: `because` is a case number it does not read. Tests: tests/documents/test_papers.py.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import fact_log, identity, sealing
from members.checkpointed import Checkpointed, waiting
from members.fact_log import Told
from members.models import PartyOrg
from members.rulebook import RuleBroken, declare

from . import bound, check_codes, numbers, snapshots
from .marks import Marks
from .numbers import VoidReason

declare("R-T19", "开出的介绍信不得涂改：存档文件留有散列值，有误即作废另开新号", "组通字〔2006〕45号")
declare("R-P8", "每份文件印有编号、版本、生成时间和可查验的校验码；成品存档，不再生成别的内容", "本系统规定")


class PaperState(models.TextChoices):
    ISSUED = "issued", _("正在生成")
    FILED = "filed", _("已归档")
    FAILED = "failed", _("生成失败")


class PaperQuerySet(models.QuerySet["Paper"]):
    def of(self, because: str) -> "PaperQuerySet":
        """The papers of one case, in the order they were issued."""
        return self.filter(because=because)

    def as_read(self) -> "PaperQuerySet":
        """What holds before what is void; the papers of the latest step first, in the order they were issued."""
        return self.order_by(F("voided_at").asc(nulls_first=True), "-issued_at", "pk")

    def filed(self) -> "PaperQuerySet":
        return self.filter(state=PaperState.FILED)

    def update(self, **values: Any) -> int:
        """Refuse to touch a filed paper (R-T19)."""
        if self.filed().exists():
            raise _altered()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise _altered()

    def mark_void(self, **values: Any) -> int:
        """The one thing that may be written beside a filed paper: that it no longer holds. Once."""
        return super(PaperQuerySet, self.filter(voided_at=None)).update(**values)

    def mark_checkpointed(self, checkpoint: int) -> int:
        """Write which checkpoint holds these filed papers, nothing else."""
        return super().update(checkpoint=checkpoint)


def _altered() -> RuleBroken:
    return RuleBroken("R-T19", "已归档的文件不得改动；内容有误请作废后重新开具")


class Paper(Checkpointed):
    """One paper. `sha256`, `size`, `page_count` and `recipe` are known once it is filed."""

    form = models.CharField(_("表式"), max_length=10)
    title = models.CharField(_("标题"), max_length=120)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="papers", verbose_name=_("出具组织"))
    org_name = models.CharField(_("出具组织全称"), max_length=120)  # as it was called that day (R-O11)
    because = models.CharField(_("事由编号"), max_length=40, db_index=True)
    version = models.PositiveSmallIntegerField(_("版本"))
    template = models.CharField(max_length=100)
    snapshot_sealed = models.TextField(editable=False)
    snapshot_hash = models.CharField(max_length=64)
    shows_id_number = models.BooleanField(_("含完整身份号码"), default=True, editable=False)  # who may open it (R-I3)
    check_code = models.CharField(_("校验码"), max_length=12, unique=True)
    qr_text = models.CharField(max_length=200)
    issued_on = models.DateField(_("文件日期"))
    issued_at = models.DateTimeField(_("生成时间"))
    issued_by = models.CharField(_("开具人"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PaperState, default=PaperState.ISSUED)
    queued_at = models.DateTimeField(_("排队时间"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("重试次数"), default=0)  # by the clock, since a person last asked
    error = models.CharField(_("未能生成的原因"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(_("字节"), null=True)
    page_count = models.PositiveSmallIntegerField(_("页数"), null=True)
    recipe = models.CharField(max_length=16, blank=True)
    filed_at = models.DateTimeField(_("归档时间"), null=True)
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    void_reason = models.CharField(_("作废原因"), max_length=10, choices=VoidReason, blank=True)
    void_note = models.CharField(_("作废说明"), max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["because", "form", "title", "version"], name="one_version_once")]
        indexes = [waiting("paper_not_checkpointed")]

    def __str__(self) -> str:
        return f"{self.form} {self.number or check_codes.grouped(self.check_code)}"

    def save(self, **kwargs: Any) -> None:
        if self.pk and Paper.objects.filter(pk=self.pk).filed().exists():
            raise _altered()
        super().save(**kwargs)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        raise _altered()

    @property
    def is_filed(self) -> bool:
        return self.state == PaperState.FILED

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def content(self) -> list[Any]:
        """What no later step changes once it is filed; whether it is void is not part of it."""
        says = (self.form, self.title, self.number, self.because, self.version, self.check_code, self.shows_id_number)
        issued = (self.org_id, self.org_name, self.issued_on.isoformat(), self.issued_by)
        return [1, *says, *issued, self.issued_at.astimezone(UTC).isoformat(), self.snapshot_hash, self.sha256]

    @property
    def snapshot_text(self) -> str:
        """The canonical JSON, exactly as it was frozen. Holds personal data."""
        return sealing.unseal(self.snapshot_sealed)

    @property
    def snapshot(self) -> dict[str, Any]:
        return json.loads(self.snapshot_text)

    @property
    def file_name(self) -> str:
        """For a download: no personal data."""
        return f"{self.form}-{check_codes.grouped(self.check_code)}.pdf"

    @property
    def marks(self) -> Marks:
        """What is printed on every paper beside its snapshot (R-P8)."""
        return Marks(
            form=self.form,
            title=self.title,
            number=self.number,
            version=self.version,
            check_code=self.check_code,
            issued_at=timezone.localtime(self.issued_at),
            qr_text=self.qr_text,
            issuer=self.org_name,
        )


def issue(
    *,
    form: str,
    title: str,
    org: PartyOrg,
    template: str,
    snapshot: Mapping[str, Any],
    because: str,
    number: str = "",
    on: date | None = None,
    at: datetime | None = None,
    by: str = "",
    register: tuple[str, int] | None = None,
    labels: Mapping[str, str] | None = None,
    told: list[Told] | None = None,
) -> Paper:
    """Freeze a paper and leave its rendering to a worker; the caller's rollback takes both back.

    `at`: the moment of the step (default now); the papers of one step share it. `register` is (kind, number) as
    `numbers.take` gave it: the register's line then names this paper. `labels` gives the snapshot's fields their
    Chinese names for messages. The log of facts binds it at once, or the caller does, who collects in `told` what is to
    be begun there. Raises MissingGlyph (R-P10) before anything is written, and
    TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "issue a paper inside the transaction of the step that asks for it"
        )
    snapshots.refuse_unprintable({"title": title, "number": number, **snapshot}, labels)
    text = snapshots.canonical(snapshot)
    now = (at or timezone.now()).replace(microsecond=0)
    digest = snapshots.digest(text)
    version = 1 + (Paper.objects.of(because).filter(form=form, title=title).aggregate(last=Max("version"))["last"] or 0)
    code = check_codes.derive(digest, form, because, version, number, now.isoformat())
    on = on or timezone.localdate()
    paper = Paper.objects.create(
        form=form,
        title=title,
        number=number,
        org=org,
        org_name=org.name,
        because=because,
        version=version,
        template=template,
        snapshot_sealed=sealing.seal(text),
        snapshot_hash=digest,
        shows_id_number=identity.stands_in(text),
        check_code=code,
        qr_text=_qr_text(code),
        issued_on=on,
        issued_at=now,
        issued_by=by,
        queued_at=now,
    )
    line = None
    if register:
        kind, taken = register
        line = numbers.entry(org, kind, on.year, taken)
        line.paper = paper
        line.save(update_fields=["paper"])
    if told is None:
        fact_log.begin(bound.issued(paper, line))
    else:
        told += bound.issued(paper, line)
    _enqueue(paper)
    return paper


def void(paper: Paper, reason: VoidReason, note: str = "") -> None:
    """The paper no longer holds; its file stays as it is, its number stays in the register with the reason (R-T19).

    `note` is for the office alone; whoever verifies the paper reads only the kind of reason. The first reason stands.
    """
    void_together(Paper.objects.filter(pk=paper.pk), reason, note)
    paper.refresh_from_db(fields=["voided_at", "void_reason", "void_note"])


@transaction.atomic(savepoint=False)
def void_together(papers: PaperQuerySet, reason: VoidReason, note: str = "") -> None:
    """As `void`, those of these papers that still hold, in as many statements as for one."""
    holding = papers.filter(voided_at=None).select_for_update(of=("self",), no_key=True).order_by("pk")
    if not (keys := list(holding.values_list("pk", flat=True))):
        return
    mark: dict[str, Any] = {"voided_at": timezone.now(), "void_reason": VoidReason(reason), "void_note": note[:200]}
    Paper.objects.filter(pk__in=keys).mark_void(**mark)
    fact_log.append([(bound.PAPER, key, "voided", bound.plainly(mark)) for key in keys])
    numbers.strike(numbers.TakenNumber.objects.filter(paper__in=keys), reason, note)


def retry(paper: Paper) -> bool:
    """Queue a failed paper once more, as somebody asked. The number and the snapshot stay; only the attempt is new.

    False where it has not failed, or somebody else has asked already: nothing is queued twice.
    """
    failed = Paper.objects.filter(pk=paper.pk, state=PaperState.FAILED)
    with transaction.atomic():
        asked = failed.update(state=PaperState.ISSUED, error="", queued_at=timezone.now(), attempts=0)
        if asked:
            _enqueue(paper)
    return bool(asked)


def retry_stuck(paper: Paper) -> None:
    """The clock's own attempt at a paper that is neither filed nor failed."""
    with transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(queued_at=timezone.now(), attempts=paper.attempts + 1)
        _enqueue(paper)


def _enqueue(paper: Paper) -> None:
    from .tasks import render_paper  # deferred: the task works on papers, so its module imports this one

    render_paper.enqueue(paper.pk)


def _qr_text(code: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}/verify?code={code}" if settings.PUBLIC_URL else check_codes.grouped(code)

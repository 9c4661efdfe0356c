"""Attachments 附件: scans and photographs of paper that belong to a case. Checked by content, stored by hash."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents import archive
from members.binding import facts_of
from members.models import Appointment
from members.register import scans

from .bound import ATTACHMENT
from .case import Case
from .rules import NotAllowed

FILE = "file"  # the fact that binds an attachment
PROOF = "proof"  # the datum of a step that holds the scan which shows it


class Attachment(models.Model):
    """`name` is what the person called it; it may hold a name and is never used as a path or in an address."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    name = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("附件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sha256[:12]}"


@dataclass(frozen=True)
class Scan:
    """An uploaded file whose bytes were looked at: what it is by its content, not by its name."""

    name: str
    content_type: str
    body: bytes

    @classmethod
    def of(cls, upload: UploadedFile) -> "Scan":
        """Raises NotAllowed for a file over 10 MiB, or anything that is not a PDF, JPEG or PNG by its content."""
        try:
            body, content_type = scans.refuse_unfit(upload)
        except scans.UnfitScan as unfit:
            raise NotAllowed(str(unfit)) from unfit
        return cls((upload.name or "")[-120:], content_type, body)

    def store(self) -> "Stored":
        """Keep the bytes, outside any transaction: the same bytes are stored once. Raises StorageUnavailable."""
        return Stored(self.name, self.content_type, len(self.body), archive.keep(self.body))


@dataclass(frozen=True)
class Stored:
    """A scan whose bytes are kept, not yet part of a case."""

    name: str
    content_type: str
    size: int
    sha256: str


def enclose(case: Case, stored: Stored, *, by: Appointment, now: datetime) -> Attachment:
    """Make a stored scan part of a case, as a step does with the proof that comes with it; its next entry binds it."""
    kept = Attachment.objects.create(
        case_id=case.pk,
        name=stored.name,
        content_type=stored.content_type,
        sha256=stored.sha256,
        size=stored.size,
        by=by,
        at=now,
    )
    case.bind(FILE, kept.pk, facts_of(kept, ATTACHMENT))
    return kept


def files() -> Iterator[tuple[str, str]]:
    """What each attachment is called in a finding, and the hash it is filed under, for the archive's proof."""
    kept = Attachment.objects.order_by("pk").values_list("case__number", "pk", "sha256")
    for number, pk, digest in kept.iterator(chunk_size=2000):
        yield f"事项 {number} 的附件 {pk}", digest

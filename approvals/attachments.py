"""Attachments 附件: scans and photographs of paper that belong to a case. Checked by content, stored by hash."""

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import archive
from members.models import Appointment

from .case import Case
from .rules import NotAllowed

LIMIT = 10 * 2**20  # bytes: a scan of a few pages
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


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


def attach(case: Case, upload: UploadedFile, *, by: Appointment) -> Attachment:
    """Keep an uploaded file with a case. The same bytes are stored once.

    Raises NotAllowed for a closed case, a file over 10 MiB, or anything that is not a PDF, JPEG or PNG by its content.
    """
    if not case.is_open:
        raise NotAllowed(_("事项已办结，不能再添附件。"))
    if upload.size is None or upload.size > LIMIT:
        raise NotAllowed(_("附件最大 10 MB，请压缩或分开上传。"))
    body = upload.read()
    content_type = next((kind for magic, kind in KINDS.items() if body.startswith(magic)), None)
    if content_type is None:
        raise NotAllowed(_("只能上传 PDF、JPG 或 PNG，按文件内容判断。"))
    return Attachment.objects.create(
        case_id=case.pk,
        name=(upload.name or "")[-120:],
        content_type=content_type,
        sha256=archive.keep(body),
        size=len(body),
        by=by,
        at=timezone.now(),
    )

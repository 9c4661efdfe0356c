"""For administrators: which programs run, when the office was last backed up and proved (S3, S4, O4).

Tests: tests/config/test_system_page.py.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.integrity import shown
from approvals.integrity.records import Proof
from members.administrators import administrator
from members.middleware import OfficeRequest, open_without_hat

from . import backups, heartbeat
from .models import Heartbeat, Program

# What does not happen while it does not run.
MEANING = {
    Program.WORKER: _("文书不再生成，名册不再导入"),
    Program.CLOCK: _("到期事项不再处理"),
}


@open_without_hat
@never_cache
@require_safe
def system(request: OfficeRequest) -> HttpResponse:
    """Each program with its last sign of life, the last proof and the last backup. Nothing here is about people."""
    administrator(request)
    now = timezone.now()
    page = {
        "beats": [(beat, heartbeat.is_silent(beat, now)) for beat in Heartbeat.objects.all()],
        "missing": [(program.label, MEANING[program]) for program in Program if heartbeat.finding(program) != "ok"],
        "integrity_opens": shown.may_open(request),
        "proof": Proof.objects.done().first(),
        "backup": backups.last(),
        "backup_overdue": backups.is_overdue(),
        "backup_days": settings.BACKUP_DAYS,
    }
    return render(request, "config/system.html", page)

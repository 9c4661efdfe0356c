"""Probes for load balancers and service managers; neither needs a sign-in nor says anything about people.

`/healthz`: this process answers. `/readyz`: the office can work; 503 and the reason otherwise.
Tests: tests/config/test_health.py.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.clock import doubt
from documents import fonts

from . import backups, heartbeat, keys
from .models import Program

OK = "ok"


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse(OK, content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    findings = {name: finding(look) for name, look in LOOKS.items()}
    in_order = all(said == OK or said.startswith(f"{OK}, ") for said in findings.values())
    return JsonResponse(findings, status=200 if in_order else 503)


def finding(look: Callable[[], str]) -> str:
    """What `look` says. A failure is named by its kind only: a database's message may quote what is stored."""
    try:
        return look()
    except Exception as error:
        return type(error).__name__


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} not applied: manage.py migrate" if waiting else OK


def key_fit() -> str:
    """Fingerprints are no secret, but nobody outside needs them."""
    return "do not fit the data: manage.py keys --check" if keys.faults() else OK


def font_files() -> str:
    missing = fonts.missing()
    return f"missing: {', '.join(missing)}" if missing else OK


def storage() -> str:
    """Write a file and remove it: a full disk or a lost mount shows here first."""
    name = default_storage.save("readyz/probe", ContentFile(b"liangdi"))
    default_storage.delete(name)
    return OK


def worker() -> str:
    return heartbeat.finding(Program.WORKER)


def clock() -> str:
    return heartbeat.finding(Program.CLOCK)


def server_time() -> str:
    """Whether the server's time is believed; without it nothing is swept and nothing can be done."""
    found = doubt(timezone.now())
    return found.finding if found else OK


LOOKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "keys": key_fit,
    "fonts": font_files,
    "storage": storage,
    "worker": worker,
    "clock": clock,
    "backup": backups.finding,
    "time": server_time,
}

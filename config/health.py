"""Probes for load balancers and service managers; neither needs a sign-in nor says anything about people.

`/healthz`: this process answers. `/readyz`: the office can work; 503 otherwise. What is wrong, and when things were
last done, is told to programs of this machine alone: others read "ok" or "not ok".
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
from approvals.integrity.records import Proof
from documents import fonts

from . import backups, heartbeat, keys
from .models import Program

OK = "ok"
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED")


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
    in_order = {name: said == OK or said.startswith(f"{OK}, ") for name, said in findings.items()}
    told = findings if _asked_here(request) else {name: OK if well else "not ok" for name, well in in_order.items()}
    return JsonResponse(told, status=200 if all(in_order.values()) else 503)


def _asked_here(request: HttpRequest) -> bool:
    """Whether a program of this machine asks, through no proxy: each proxy says for whom it asks."""
    peer = request.META.get("REMOTE_ADDR", "")  # empty: a Unix socket
    return peer in {"", "127.0.0.1", "::1"} and not any(name in request.META for name in FORWARDED)


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


def proof() -> str:
    """When log and archive were last proved. A fault stops no work: people read of it under 完整性."""
    last = Proof.objects.done().first()
    if last is None:
        return f"{OK}, none yet"
    return f"{OK}, last {last.finished_at:%Y-%m-%dT%H:%MZ}" + ("" if last.is_clean else ", with findings: see 完整性")


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
    "proof": proof,
}

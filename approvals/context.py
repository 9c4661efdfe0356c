"""What every page shows: the hat one wears, how much waits on its desk, where the source is, and, to who keeps it, a
doubted clock."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from members.middleware import OfficeRequest

from . import clock
from .assignments import Assignment
from .holiday_views import may_keep


def desk(request: HttpRequest) -> dict:
    """`appointment`, `source_url`, `inbox_count` and `clock_doubt`, the last two asked for only where needed."""
    hat = getattr(request, "appointment", None)
    return {
        "appointment": hat,
        "source_url": settings.SOURCE_URL,
        "inbox_count": SimpleLazyObject(lambda: Assignment.objects.in_the_inbox_of(hat).count()) if hat else 0,
        "clock_doubt": SimpleLazyObject(lambda: clock.doubt(timezone.now())) if _keeps_the_clock(request) else None,
    }


def _keeps_the_clock(request: HttpRequest) -> bool:
    return hasattr(request, "appointment") and may_keep(cast(OfficeRequest, request))

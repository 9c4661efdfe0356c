"""What every page shows: the hat one wears and how much waits on its desk."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .assignments import Assignment


def desk(request: HttpRequest) -> dict:
    """`appointment` and `inbox_count`, the latter counted only where a template asks."""
    hat = getattr(request, "appointment", None)
    return {
        "appointment": hat,
        "inbox_count": SimpleLazyObject(lambda: Assignment.objects.in_the_inbox_of(hat).count()) if hat else 0,
    }

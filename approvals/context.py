"""What every page shows: the hat one wears and how much waits on its desk."""

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict:
    return {"appointment": getattr(request, "appointment", None)}

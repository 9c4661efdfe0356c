"""The hat 身份: on whose behalf the signed-in person acts (R-O12)."""

from .appointments import Appointment

HAT = "appointment"


class HatMiddleware:
    """Set `request.appointment`: the chosen current appointment, the only one, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.appointment = worn_by(request)
        return self.get_response(request)


def worn_by(request) -> Appointment | None:
    """The appointment in the session if it is still in force, else the first current one."""
    if not request.user.is_authenticated:
        return None
    held = list(request.user.appointments.current().select_related("org", "account"))
    chosen = request.session.get(HAT)
    return next((a for a in held if a.pk == chosen), held[0] if held else None)

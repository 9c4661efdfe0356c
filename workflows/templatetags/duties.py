"""What the page of an agreement asks about its duties."""

from django import template
from django.utils import timezone

from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty

register = template.Library()


@register.filter
def owed_now(case: AgreementCase) -> list[Duty]:
    """What each side owes next, due first."""
    return list(Duty.objects.owed().filter(case=case).select_related("org"))


@register.filter
def done_so_far(case: AgreementCase) -> list[Duty]:
    """What was done, newest first."""
    return list(case.duties.filter(done_at__isnull=False).select_related("org", "file").order_by("-done_at")[:60])


@register.filter
def is_late(duty: Duty) -> bool:
    return duty.is_overdue(timezone.now())

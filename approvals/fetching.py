"""The only way a view comes by a case: through the eyes of the hat that is worn (R-O14)."""

from members.access import get_visible
from members.middleware import HatRequest

from .case import Case


def get_case(request: HatRequest, number: str) -> Case:
    """The procedure's own record of the case with this number. Foreign and missing raise the same Http404."""
    pk = Case.objects.filter(number=number).values_list("pk", flat=True).first() or 0
    case = get_visible(request, Case.objects.visible_to(request.appointment), pk)
    return case.flow.whole(case.pk)

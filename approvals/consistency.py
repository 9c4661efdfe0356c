"""What the nightly proof asks of open cases: none waits on the desk of an organisation that is no more (R-O11).

Entered into `members.consistency.PROOFS` at start. Tests: tests/approvals/test_consistency.py.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from members.consistency import Finding

from . import kinds
from .assignments import Assignment


def open_desks_stand_at_open_organisations() -> Iterator[Finding]:
    left = Assignment.objects.open().filter(org__closed_on__isnull=False)
    for number in left.order_by("case").values_list("case__number", flat=True).distinct():
        yield Finding("R-O11", f"case:{number}", _("待办停在已撤销的组织"))


def open_cases_name_open_organisations() -> Iterator[Finding]:
    for flow in kinds.all_flows():
        named = Q()
        for column in flow.case_class.organisations:
            named |= Q(**{f"{column}__closed_on__isnull": False})
        left = flow.case_class.objects.filter(named, closed_at__isnull=True)
        for number in left.order_by("pk").values_list("number", flat=True):
            yield Finding("R-O11", f"case:{number}", _("在办事项的一方是已撤销的组织"))


def open_cases_wait_for_somebody() -> Iterator[Finding]:
    """An open case has an open desk, or an open case it waits for."""
    for flow in kinds.all_flows():
        left = flow.case_class.objects.filter(closed_at__isnull=True).exclude(
            pk__in=Assignment.objects.open().values("case")
        )
        waiting = left.exclude(children__closed_at__isnull=True, children__isnull=False)
        for number in waiting.order_by("pk").values_list("number", flat=True):
            yield Finding("R-O12", f"case:{number}", _("在办事项没有人可以办理"))


PROOFS = [open_desks_stand_at_open_organisations, open_cases_name_open_organisations, open_cases_wait_for_somebody]

"""R-T23: a graduate's two years at the school, and members abroad. A warning for a transfer, a line on the person page.

The facts are `members.stays`. Tests: tests/workflows/test_stays.py.
"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.calendar import add_months
from approvals.rules import Missing, rule
from members.models import Person

SCHOOL_KEEPS = 24  # months after graduation
CONTACT_EVERY = 6  # months, for members abroad


def school_keeps_until(person: Person) -> date | None:
    """The last day on which a graduate's relation may still be where it was; None once it has moved since."""
    if person.graduated_on is None:
        return None
    last = person.relations.order_by("-since").values_list("since", flat=True).first()
    if last is None or timezone.localdate(last) > person.graduated_on:
        return None
    return add_months(person.graduated_on, SCHOOL_KEEPS)


def contact_due_on(person: Person) -> date | None:
    """The last day for the next contact with a member abroad; None for everybody else."""
    if person.abroad_since is None:
        return None
    return add_months(person.contacted_on or person.abroad_since, CONTACT_EVERY)


@rule(
    "R-T23",
    "毕业生的组织关系一般可留学校至多两年，超过的予以提示；出国（境）学习的，组织关系留在学校或单位，每半年至少联系一次。",
    "《党员教育管理工作条例》第34条",
)
def stay_speaks_for_it(case, **_about: Any) -> Missing | None:
    """A member abroad usually keeps the relation; a graduate's should have left the school in time: warnings."""
    person = case.person
    if person.abroad_since:
        return Missing(_("该同志在国（境）外，组织关系一般留在学校或单位；确需转移的请写明理由"), overridable=True)
    until = school_keeps_until(person)
    if until and timezone.localdate() > until:
        return Missing(_("该同志毕业已满两年，组织关系一直留在学校，请说明情况"), case.origin, overridable=True)
    return None


@rule("R-T23")
def back_from_abroad(case, **_about: Any) -> Missing | None:
    """The register has the person abroad: a warning, and how it is known that they are back."""
    if case.person.abroad_since is None:
        return None
    return Missing(_("名册登记该同志在国（境）外，请核实并写明回国情况"), overridable=True)

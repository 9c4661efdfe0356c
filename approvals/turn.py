"""Whose turn it is: the desks a case waits for, its own or those of the coordination it waits for.

Used by the case page, its timeline and the line after an act. Tests: tests/approvals/test_turn.py.
"""

from django.utils.translation import gettext as _

from members.models import Appointment

from .assignments import Assignment
from .calendar import last_day_of
from .case import Case
from .templatetags.office import day
from .verbs import Verb


def desks_of(case: Case) -> list[Assignment]:
    """Every desk that may act now, in the order in which they were asked; empty once the case is closed."""
    here = case.children.open().first() if case.is_open and case.node.child else case
    return list(here.assignments.open().select_related("org", "case").order_by("pk")) if here else []


def after(case: Case, act: str, verb: Verb | None, by: Appointment) -> str:
    """What `by` reads after an act: that it is done, who was told, whose turn it is now and until when."""
    copied = ""
    if verb and verb.tells_superiors:
        copied = _("已抄送双方上级党委（R-T8）。") if verb.refuses else _("已告知双方上级党委。")
    return _("办完：%(act)s。") % {"act": act} + copied + _what_next(case, by)


def _what_next(case: Case, by: Appointment) -> str:
    if not case.is_open:
        return _("事项到此结束：%(state)s。") % {"state": case.state_label}
    asked = desks_of(case)
    if not asked:
        return _("现在的环节：「%(state)s」。") % {"state": case.state_label}
    first = asked[0]
    said = {
        "desks": "、".join(f"{held.org}（{held.get_post_display()}）" for held in asked),
        "state": first.case.state_label,
        "until": _("，最迟%(day)s") % {"day": day(last_day_of(first.due_at))} if first.due_at else "",
    }
    if first.rests:
        return _("现在的环节：「%(state)s」，没有要办的，%(day)s起列入待办。") % {**said, "day": day(first.shown_from)}
    if any(held.waits_for(by) for held in asked):
        return _("下一步仍在您这里，环节「%(state)s」%(until)s。") % said
    if first.case_id != case.pk:
        return _("已转上级协调，现在等%(desks)s，环节「%(state)s」%(until)s。") % said
    return _("下一步：%(desks)s，环节「%(state)s」%(until)s。") % said

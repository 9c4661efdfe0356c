"""What must stand when a destination outside the system is named, and when a clerk records what it said or did.

Tests: tests/workflows/test_transfer_outside.py.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.attachments import PROOF
from approvals.rules import Missing, rule

from .outside import in_the_system, written
from .rules import letter_number_matches

DAYS = {
    "reported_on": gettext_lazy("报到日期"),
    "received_on": gettext_lazy("接收日期"),
    "receipt_on": gettext_lazy("回执日期"),
}


@rule("R-T3")
def is_outside_by_its_names(case, **_about: Any) -> Missing | None:
    """Whoever works in this system is chosen from it, not typed: they must be asked themselves (R-T6)."""
    return _inside(case.outside_name, case.outside_committee)


@rule("R-T3")
def new_is_named(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """A new destination is a branch of this system, or the names of one outside it, and not both."""
    if data is None:
        return None
    outside = data.get("outside") or {}
    if bool(data.get("branch")) == bool(outside.get("outside_name") and outside.get("outside_committee")):
        return Missing(_("请填写系统内的支部全称，或者系统外的党支部和接收党组织全称，只填一种"))
    return _inside(outside.get("outside_name", ""), outside.get("outside_committee", ""))


@rule("R-T14")
def new_outside_is_another(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Not the branch outside the system that the case is at already."""
    outside = (data or {}).get("outside") or {}
    named = [written(outside.get(name, "")) for name in ("outside_name", "outside_committee")]
    if any(named) and named == [written(case.outside_name), written(case.outside_committee)]:
        return Missing(_("本事项现在就送在%(org)s，改送须另选支部") % {"org": case.outside_name}, _("发起人"))
    return None


def _inside(*names: str) -> Missing | None:
    for name in filter(None, names):
        if found := in_the_system(name):
            return Missing(_("%(org)s已在本系统，请从系统中选择转入支部") % {"org": found.name}, found)
    return None


@rule("R-T6")
def proved_from_outside(case, *, verb, data: dict | None = None, **_about: Any) -> Missing | None:
    """What is recorded for an organisation outside the system comes with a scan of its letter, receipt or page."""
    if data is None or data.get(PROOF) or not verb.recorded_on(case):
        return None
    return Missing(_("登记系统外党组织的答复，须附来函、回执或系统页面的扫描件"), case.recorder)


@rule("R-T6")
def asked_in_the_system(case, **_about: Any) -> Missing | None:
    """Which branch of a committee outside is the right one stands in its answer, and is recorded with that."""
    if case.goes_outside:
        return Missing(_("对方不在本系统，来函写明的支部在登记意见时填写"), case.recorder, moot=True)
    return None


@rule("R-T9")
def recorded_day_possible(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The day on which a recorded act happened lies between the letter's issue and today."""
    for name, label in DAYS.items():
        day = (data or {}).get(name)
        if day and not case.issued_on <= day <= timezone.localdate():
            return Missing(_("%(day)s应在介绍信开具之日至今天之间") % {"day": label})
    return None


@rule("R-T12")
def receipt_names_the_letter(case, *, data: dict | None = None, **about: Any) -> Missing | None:
    """Outside the system the returned receipt shows the reception; it bears the letter's number."""
    return letter_number_matches(case, data=data, **about) if case.goes_outside else None


@rule("R-T4")
def over_and_not_heard_of(case, **_about: Any) -> Missing | None:
    """Only a letter to the outside still waits for news when its days are over."""
    if case.goes_outside and case.valid_until and timezone.localdate() > case.valid_until:
        return None
    return Missing(_("介绍信尚在有效期内"), moot=True)

"""An agreement in force that was signed on paper before the system: its past steps, what must fit together (R-D38).

How it enters: midcourse.py. Tests: tests/workflows/test_agreement_history.py.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.midcourse.kinds import Asked
from approvals.midcourse.records import EntryOfPast
from approvals.rules import Missing
from approvals.sides import Side
from documents import numbers
from members.models import PartyOrg, Person
from members.org_codes import DOCUMENT_CODE, settled
from members.rulebook import RULES, RuleBroken

from .case import AgreementCase
from .clauses import CURRENT, library
from .papers import AGREEMENTS
from .states import Every, Mode, Scope, State

FILING = "file"
ASKED = (
    Asked(
        "sign_origin",
        "甲方签署",
        gettext_lazy("甲方（流出地）签署"),
        Side.ORIGIN,
        State.READY_TO_SIGN,
        State.SIGNED_ONE_SIDE,
    ),
    Asked(
        "sign_destination",
        "乙方签署",
        gettext_lazy("乙方（流入地）签署"),
        Side.DESTINATION,
        State.READY_TO_SIGN,
        State.SIGNED_ONE_SIDE,
        any_order=True,
    ),
    Asked(
        FILING,
        "报上级备案",
        gettext_lazy("报上级备案（备过案的才填）"),
        Side.ORIGIN,
        State.FILING,
        State.EFFECTIVE,
        optional=True,
    ),
)


@dataclass(frozen=True)
class PaperText:
    """What an `AgreementText` will hold once the case is saved: the rules read it before there is a row."""

    side: str
    scope: Scope
    bodies: dict[str, str]
    mode: str
    exchange_months: int
    dues_paid_to: str
    starts_on: date
    ends_on: date
    people: QuerySet[Person]

    @property
    def standing(self) -> QuerySet[Person]:
        return self.people

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Titles and words for whoever compares it with the paper."""
        dues = _("由流入地（乙方）代收转交") if self.dues_paid_to == Side.DESTINATION else _("向流出地（甲方）交纳")
        terms = [
            (_("管理模式"), str(Mode(self.mode).label)),
            (_("互通联系情况"), str(Every(self.exchange_months).label)),
            (_("党费"), dues),
        ]
        clauses = library(CURRENT, self.scope)
        return terms + [(clause.title, self.bodies[clause.key]) for clause in clauses if clause.key in self.bodies]


def party_against(case: AgreementCase, entry: EntryOfPast) -> list[Missing]:
    if entry.org in case.both:
        return []
    return [Missing(_("协议由双方党组织签订，您代表的组织不是其中一方。"), case.origin, rule=RULES["R-C2"])]


def days_against(case: AgreementCase, facts: dict[str, Any]) -> list[Missing]:
    """It took effect after both signed, within its term, not ahead of today (R-C6, R-C9)."""
    on, text = case.effective_on, case.text
    if on is None or not text.starts_on <= on <= min(text.ends_on, timezone.localdate()):
        return [Missing(_("生效日期应在协议期限以内，且不在将来，请填实际日期"), rule=RULES["R-C6"])]
    if on < date.fromisoformat(facts["signed_on"]):
        return [Missing(_("双方签署以后协议方才生效，生效日期不能早于最后签署的日期"), rule=RULES["R-C6"])]
    return []


def number_against(case: AgreementCase, facts: dict[str, Any]) -> list[Missing]:
    """One number names one agreement, whoever gave it (R-T12)."""
    if there := AgreementCase.objects.filter(agreement_number=case.agreement_number).first():
        said = {"paper": case.agreement_number, "number": there.number}
        return [Missing(_("协议编号%(paper)s已用于 %(number)s，请核对协议") % said, rule=RULES["R-T12"])]
    try:
        if ours := of_our_register(case):
            org, year, number = ours
            if year != date.fromisoformat(facts["signed_on"]).year:
                return [Missing(_("协议编号中的年份与签署日期不符，请核对协议"), rule=RULES["R-T12"])]
            numbers.refuse_taken(org, AGREEMENTS, year, number)
    except RuleBroken as broken:
        return [Missing(broken.message, rule=RULES["R-T12"])]
    return []


def of_our_register(case: AgreementCase) -> tuple[PartyOrg, int, int] | None:
    """Whose register would give this very number: the organisation, year and number; None for a form of its own."""
    for org in case.both:
        form = re.escape(settled(DOCUMENT_CODE, org)) + r"共管〔(\d{4})〕([1-9]\d{0,5})号"
        if found := re.fullmatch(form, case.agreement_number, re.ASCII):
            return org, int(found[1]), int(found[2])
    return None

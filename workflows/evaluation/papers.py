"""F-13 《流动党员现实表现评价反馈表》: what the destination wrote, and the origin's confirmation once it is there."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.utils import timezone

from approvals.case import Case
from approvals.papers import PaperKind
from documents import numbers
from members.models import PartyOrg
from members.org_codes import CODE, settled

if TYPE_CHECKING:
    from .case import EvaluationCase


class EvaluationSnapshot(TypedDict):
    """F-13, template `evaluation/sheet.html`; words as typed, "" where nothing was."""

    number: str
    period: str
    person_name: str
    party_status: str
    from_org_name: str
    to_org_name: str
    agreement_number: str
    certificate_number: str
    activities_held: int | None
    activities_attended: int | None
    dues_until: str  # "2026-11"
    work_and_life: str
    contribution: str
    problems: str
    grade: str
    opinion: str
    proposal: str
    late: bool
    written_by: str
    written_on: str
    read_by: str
    read_on: str
    comment: str


class EvaluationSheet(PaperKind):
    """Numbered by the destination; a newer version carries the origin's confirmation."""

    form = "F-13"
    title = "流动党员现实表现评价反馈表"
    template = "evaluation/sheet.html"
    labels = {
        "opinion": "评价意见",
        "work_and_life": "工作生活情况",
        "contribution": "发挥作用情况",
        "problems": "存在问题",
    }
    case: "EvaluationCase"

    @property
    def org(self) -> PartyOrg:
        assert self.case.destination is not None  # noqa: S101  coverage has two sides
        return self.case.destination

    def take_number(self, on: date) -> tuple[str, int] | None:
        first = self.case.papers.filter(form=self.form).first()
        if first:
            self.number = first.number
            return None
        taken = numbers.take(self.org, self.form, on)
        self.number = f"{settled(CODE, self.org)}-PJ-{on:%Y%m}-{taken:03d}"
        return self.form, taken

    def snapshot(self) -> EvaluationSnapshot:
        case = self.case
        assert case.person is not None  # noqa: S101  an evaluation is about one member
        wrote = case.opinions.filter(side="destination").last()
        read = case.opinions.filter(side="origin", state="submitted").last() if case.state == "confirmed" else None
        return EvaluationSnapshot(
            number=self.number,
            period=case.period.words,
            person_name=case.person.name,
            party_status=str(case.person.get_stage_display()),
            from_org_name=case.origin_name,
            to_org_name=self.org.name,
            agreement_number=_cited(case.coverage.because),
            certificate_number=case.person.certificate_number,
            activities_held=case.activities_held,
            activities_attended=case.activities_attended,
            dues_until=f"{case.dues_until.year}年{case.dues_until.month}月" if case.dues_until else "",
            work_and_life=case.work_and_life,
            contribution=case.contribution,
            problems=case.problems,
            grade=str(case.get_grade_display()),
            opinion=case.opinion_text,
            proposal=str(case.get_proposal_display()) if case.proposal else "",
            late=case.late,
            written_by=f"{wrote.by_name}（{wrote.by_title}）" if wrote else "",
            written_on=timezone.localdate(wrote.at).isoformat() if wrote else "",
            read_by=f"{read.by_name}（{read.by_title}）" if read else "",
            read_on=timezone.localdate(read.at).isoformat() if read else "",
            comment=read.text if read else "",
        )


def _cited(number: str) -> str:
    """Of the agreement, by whatever number it bears on paper."""
    agreement = Case.objects.filter(number=number).first()
    return agreement.flow.whole(agreement.pk).cited() if agreement else number

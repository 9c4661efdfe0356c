"""An organisation that ends leaves its agreements, those it looks after and its duties to somebody (R-O11)."""

import pytest
from django.utils import timezone

from approvals import journal
from approvals.models import Assignment
from members.models import Coverage
from members.rulebook import RuleBroken
from members.succession import succeed
from members.tree_changes import close
from tests.members.conftest import decided, keeper  # noqa: F401  fixtures
from workflows.agreement import duties
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty


@pytest.fixture(autouse=True)
def whole(db):
    yield
    assert list(journal.broken()) == []


def test_an_organisation_with_an_agreement_in_force_is_not_closed(effective, orgs, decided):  # noqa: F811
    with pytest.raises(RuleBroken) as stands:
        close(orgs.first, decision=decided())
    assert str(stands.value) == "不能撤销一社区支部：还有1件办理中的事项，须先办结，或由承继组织接办（R-O11）"


def test_a_successor_takes_over_agreement_members_and_what_is_owed(effective, wang, orgs, decided):  # noqa: F811
    duties.open_due(timezone.now())
    done = Duty.objects.filter(org=orgs.first).first()
    Duty.objects.filter(pk=done.pk).update(done_at=timezone.now())
    succeed([orgs.first], orgs.second, decision=decided())
    case = AgreementCase.objects.get()
    assert (case.state, case.origin, case.destination) == ("effective", orgs.dongshan, orgs.second)
    assert Coverage.objects.get().destination == orgs.second
    owed = Duty.objects.owed()
    assert {(duty.side, duty.org) for duty in owed} == {("origin", orgs.dongshan), ("destination", orgs.second)}
    assert Duty.objects.get(pk=done.pk).org == orgs.first  # who did it
    desks = Assignment.objects.open().values_list("org__short_name", flat=True)
    assert sorted(desks) == ["东山村支部", "二社区支部"]
    opened = duties.open_due(timezone.now())
    assert opened == 0


@pytest.mark.parametrize("fixture", ["agreement", "proposed", "effective"])
def test_two_parties_that_become_one_have_nothing_to_agree_on(request, fixture, orgs, decided):  # noqa: F811
    case = request.getfixturevalue(fixture)
    succeed([orgs.first], orgs.dongshan, decision=decided())
    case = AgreementCase.objects.get(pk=case.pk)
    assert case.state == ("terminated" if fixture == "effective" else "withdrawn")
    assert Coverage.objects.running().count() == 0
    assert case.entries.last().data["text"] == "两地已同属东山村支部，无须再办（江组〔2026〕12号）"

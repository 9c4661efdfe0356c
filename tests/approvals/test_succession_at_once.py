"""A decision on a case while its organisation is merged, on real connections: one order or the other (R-O11)."""

from datetime import date

import pytest

from approvals import consistency as open_work
from approvals import desk, journal
from approvals.models import Assignment, Entry
from approvals.rules import NotAllowed
from approvals.sweep import sweep
from documents import numbers
from members import appointing, consistency
from members.administrators import Administrator
from members.models import PartyOrg
from members.succession import succeed
from members.tree_changes import move, rename
from tests.approvals.threads import at_once
from workflows.models import TransferCase
from workflows.transfer import drafting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("hands")]

NOVEMBER = date(2026, 11, 1)
# Invented numbers with a right check character, for people of the village.
NUMBERS = [
    "320724199001011233", "320724199001021239", "320724199001031242", "320724199001041248", "320724199002011235",
    "320724199002021230", "320724199002031236", "320724199002041231",
]  # fmt: skip


@pytest.fixture
def sent(clock, enrol, orgs, wang, chen, xu, lin, zhao) -> list[TransferCase]:
    """Eight transfers from 东山村支部 to 一社区支部 that wait for the origin branch."""
    found = []
    for n, number in enumerate(NUMBERS):
        case = drafting.begin(enrol(f"党员{n}", number, orgs.dongshan), by=wang, destination=orgs.first, reason="other")
        found.append(desk.act(case, "submit", by=wang))
    return found


def sound() -> None:
    """Nothing waits where nobody can do it, and every log and register is whole."""
    assert list(journal.broken()) == []
    assert list(numbers.faults()) == []
    assert list(consistency.check()) == []
    assert [finding for proof in open_work.PROOFS for finding in proof()] == []


def unexpected(answers: list) -> list:
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, NotAllowed)]


def test_every_decision_comes_before_the_merger_or_finds_the_successor(sent, orgs, wang, appoint, decided):
    yan = appoint("严红", "yan", orgs.xihe, "secretary", "书记")
    merge = lambda: succeed([orgs.dongshan], orgs.xihe, decision=decided())  # noqa: E731  one act among others
    acts = [lambda case=case: desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER) for case in sent]

    answers = at_once([*acts[:4], merge, *acts[4:]])

    assert unexpected(answers) == []
    sound()
    assert not TransferCase.objects.filter(origin=orgs.dongshan).exists()
    for case in sent:
        verbs = list(Entry.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))
        taken_over = verbs.index("org_succeeded")
        assert verbs[:2] == ["open", "submit"]
        assert "agree_to_release" not in verbs[taken_over:]  # whoever came late did not decide for what is no more
        if "agree_to_release" not in verbs:
            desk.act(case, "agree_to_release", by=yan, dues_until=NOVEMBER)


def test_a_case_sent_to_a_branch_at_the_moment_it_ends_reaches_the_successor(sent, orgs, wang, lin, xu, decided):
    acts = [lambda case=case: desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER) for case in sent]
    answers = at_once([*acts, lambda: succeed([orgs.first], orgs.second, decision=decided())])
    assert unexpected(answers) == []
    sound()
    assert not Assignment.objects.open().filter(org=orgs.first).exists()
    assert not TransferCase.objects.filter(destination=orgs.first).exists()


def test_a_case_begun_at_the_moment_its_branch_ends_is_the_successors_or_refused(clock, enrol, orgs, wang, decided):
    people = [enrol(f"党员{n}", number, orgs.dongshan) for n, number in enumerate(NUMBERS)]
    begin = [lambda person=person: drafting.begin(person, by=wang, destination=orgs.first) for person in people]
    answers = at_once([*begin, lambda: succeed([orgs.dongshan], orgs.xihe, decision=decided())])
    assert unexpected(answers) == []
    sound()
    assert not TransferCase.objects.filter(origin=orgs.dongshan).exists()


def test_moving_and_renaming_the_clock_and_people_at_work_do_not_lock_each_other_out(sent, orgs, wang, decided):
    acts = [lambda case=case: desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER) for case in sent]
    answers = at_once(
        [
            *acts,
            sweep,
            lambda: rename(orgs.town, name="中共青石县长田街道委员会", short_name="长田街道党委", decision=decided()),
            lambda: move(orgs.first, orgs.street, decision=decided()),
            lambda: succeed([orgs.dongshan], orgs.xihe, decision=decided()),
        ]
    )
    assert unexpected(answers) == []
    sound()


def test_two_mergers_of_one_branch_at_once_are_one(sent, orgs, decided):
    heirs = [orgs.xihe, orgs.second, orgs.xihe]
    answers = at_once([lambda heir=heir: succeed([orgs.dongshan], heir, decision=decided()) for heir in heirs])
    done = [answer for answer in answers if isinstance(answer, PartyOrg)]
    assert len(done) == 1
    assert {str(a) for a in answers if isinstance(a, Exception)} == {"东山村支部已于2026-11-23撤销（R-O11）"}
    sound()


def test_a_secretary_appointed_at_the_moment_the_branch_ends_is_not_left_at_it(orgs, appoint, keeper, decided):
    holder = appoint("王秀英", "wang", orgs.second, "clerk").account
    post = {"org": orgs.dongshan, "post": "secretary", "title": "", "since": date(2026, 11, 23)}
    by = Administrator(keeper.account, keeper)
    answers = at_once(
        [
            lambda: appointing.appoint(by, holder, until=None, reason="", **post),
            lambda: succeed([orgs.dongshan], orgs.xihe, decision=decided()),
        ]
    )
    assert isinstance(answers[1], PartyOrg)
    assert not holder.appointments.filter(org=orgs.dongshan, until=None).exists()

"""A member dies or loses membership: every open case of theirs ends with the fact, whoever holds it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from approvals import desk, journal
from approvals.models import Assignment, Case, Notice
from approvals.rules import AlreadyHandled, NotAllowed, Refused
from documents.models import Paper
from members.endings import Ending, record, undo
from members.models import Person
from members.rulebook import RuleBroken
from tests.approvals.threads import at_once
from tests.conftest import PASSWORD
from workflows.coordination.case import CoordinationCase
from workflows.models import TransferCase
from workflows.transfer import drafting

FRIDAY, NOVEMBER = date(2026, 11, 20), date(2026, 11, 1)
WORDS = "该同志于2026年11月20日去世，本事项终止。"
WHY = "经社区走访，该同志不在本地居住"


def dies(person, by) -> Ending:
    return record(person, by=by, how="died", on=FRIDAY, ground="家属报告并交来死亡证明")


def again(case):
    return case.flow.whole(case.pk)


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    return desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)


@pytest.fixture
def coordination(refused, wang, gao):
    desk.act(refused, "escalate", by=wang, text="该同志已在临港区居住八个月，有租房合同")
    return CoordinationCase.objects.get(parent=refused.pk)


@pytest.mark.parametrize(
    "case", ["transfer", "transfer_at_destination", "transfer_awaiting_approval", "letter_out", "refused"]
)
def test_the_case_ends_where_it_stands(case, request, li, wang):
    case = request.getfixturevalue(case)
    before = case.state
    dies(li, wang)
    case = again(case)
    assert (case.state, case.is_open, case.slot, case.clock_at) == ("cancelled", False, None, None)
    assert not Assignment.objects.open().filter(case=case.pk).exists()
    entry = case.entries.order_by("seq").last()
    assert (entry.verb, entry.from_state, entry.to_state, entry.by) == ("person_ended", before, "cancelled", wang)
    said = entry.opinion
    assert (said.side, said.verdict, said.text, said.by_name) == ("origin", "note", WORDS, "王秀英")
    assert [p.snapshot["result"] for p in Paper.objects.of(case.number).filter(form="F-14").order_by("-pk")[:1]] == [
        "终止（仍留转出地）"
    ]
    assert list(journal.broken()) == []


def test_a_letter_that_is_out_no_longer_holds(letter_out, li, wang):
    dies(li, wang)
    letters = Paper.objects.of(letter_out.number).filter(form__in=("F-01", "F-01P"))
    assert [(p.form, p.void_reason, p.voided_at is not None) for p in letters.order_by("form")] == [
        ("F-01", "recalled", True),
        ("F-01P", "recalled", True),
    ]


def test_a_letter_that_was_used_is_not_voided(letter_out, li, chen, lin, orgs, clock):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    clock.shift(timedelta(hours=1))
    dies(li, lin)  # the branch that took the member in records it
    assert again(case).state == "cancelled"
    assert not Paper.objects.of(case.number).filter(form="F-01", voided_at__isnull=False).exists()
    assert again(case).opinions.get(state="received").side == "destination"


def test_a_draft_ends_without_a_paper_and_without_a_word_to_the_other_side(draft, li, wang, orgs):
    dies(li, wang)
    assert (again(draft).state, Paper.objects.of(draft.number).count()) == ("cancelled", 0)
    assert not Notice.objects.filter(org=orgs.first).exists()


def test_both_sides_are_told_also_one_that_was_not_asked_yet(transfer, li, zhao, orgs):
    """Recorded by the committee: the branch that holds the case and the branch it would go to."""
    dies(li, zhao)
    told = Notice.objects.filter(case=transfer.pk, kind="ended").values_list("org__short_name", flat=True)
    assert sorted(told) == ["一社区支部", "东山村支部"]


def test_coordination_ends_with_its_parent_and_moves_it_no_more(coordination, refused, li, wang):
    dies(li, wang)
    assert (again(refused).state, again(coordination).state) == ("cancelled", "withdrawn")
    assert [e.verb for e in again(refused).entries.order_by("seq")][-1:] == ["person_ended"]
    ended = Case.objects.filter(person=li).order_by("pk").values_list("pk", "closed_at")
    assert len({moment for _pk, moment in ended}) == 1
    assert list(journal.broken()) == []


def test_what_fell_due_before_stands(draft, li, wang, clock):
    """A draft that lapsed before anybody swept is withdrawn, not cancelled by the fact."""
    clock.shift(timedelta(days=61))
    record(li, by=wang, how="died", on=date(2027, 1, 22), ground="家属报告并交来死亡证明")
    assert [e.verb for e in draft.entries.order_by("seq")] == ["open", "remind", "lapse"]
    assert again(draft).state == "withdrawn"


def test_what_fell_due_on_a_coordination_moves_its_parent_before_both_end(coordination, refused, li, wang, clock):
    clock.shift(timedelta(days=120))
    record(li, by=wang, how="died", on=date(2027, 3, 20), ground="家属报告并交来死亡证明")
    assert not Case.objects.open().filter(person=li).exists()
    assert list(journal.broken()) == []


def test_every_open_case_of_the_person_ends_and_nobody_elses(transfer, draft, li, wang, orgs, enrol):
    other = drafting.begin(
        enrol("周杰", "320724199001011233", orgs.dongshan), by=wang, destination=orgs.first, reason="other"
    )
    second = drafting.begin(li, by=wang, destination=orgs.first, reason="other")
    dies(li, wang)
    assert [again(case).state for case in (transfer, second, other)] == ["cancelled", "cancelled", "draft"]


def test_a_loss_of_membership_ends_them_too(transfer, li, zhao):
    about = {"document": "长镇组〔2026〕21号", "ground": "支部大会讨论，党委批准"}
    record(li, by=zhao, how="removed", on=FRIDAY, **about)
    assert again(transfer).opinions.last().text == "该同志于2026年11月20日被除名，本事项终止。"


def test_no_page_and_no_desk_runs_it(transfer, wang, client):
    with pytest.raises(NotAllowed, match="没有这项办理操作"):
        desk.act(transfer, "person_ended", by=wang)
    client.force_login(wang.account)
    assert client.post(reverse("act", args=[transfer.number, "person_ended"])).status_code == 403
    assert "person_ended" not in client.get(reverse("case", args=[transfer.number])).content.decode()
    assert again(transfer).state == "origin_branch_review"


def test_nothing_is_begun_for_them_afterwards(li, wang, orgs, clock):
    dies(li, wang)
    with pytest.raises(NotAllowed):
        drafting.begin(li, by=wang, destination=orgs.first, reason="other")
    case = TransferCase(kind="transfer", person=li, origin=orgs.dongshan, opened_by=wang, title="—")
    with pytest.raises(Refused) as refused:
        desk.open_case(case, by=wang)
    assert [m.sentence for m in refused.value.missing] == ["该同志已登记去世或党籍终止，不能再发起事项（R-O1）"]


def test_a_mistake_opens_nothing_again_and_the_way_is_free_for_a_new_case(transfer, li, wang, orgs, clock):
    ending = dies(li, wang)
    clock.shift(timedelta(hours=1))
    undo(ending, by=wang, because="与同名人员混淆，本人健在")
    assert again(transfer).state == "cancelled"
    new = drafting.begin(Person.objects.get(pk=li.pk), by=wang, destination=orgs.first, reason="other")
    assert desk.act(new, "submit", by=wang).state == "origin_branch_review"


def test_in_the_browser_the_case_says_why_it_ended(transfer, li, wang, lin, client):
    client.force_login(wang.account)
    page = client.get(reverse("person_end", args=[li.pk])).content.decode()
    assert transfer.number in page  # what will end
    typed = {"how": "died", "on": "2026-11-20", "ground": "家属报告并交来死亡证明", "secret": PASSWORD}
    assert client.post(reverse("person_end", args=[li.pk]), typed).status_code == 302
    client.force_login(lin.account)
    page = client.get(reverse("case", args=[transfer.number])).content.decode()
    assert WORDS in page
    assert "当事人去世或不再是党员，事项终止" in page


def test_words_no_paper_can_print_are_refused_and_nothing_is_recorded(transfer, li, wang, monkeypatch):
    monkeypatch.setitem(__import__("members.endings").endings.IN_WORDS, "died", "𪚥")
    with pytest.raises(RuleBroken) as refused:
        dies(li, wang)
    assert refused.value.number == "R-P10"
    assert (Ending.objects.count(), again(transfer).state) == (0, "origin_branch_review")


@pytest.mark.django_db(transaction=True)
def test_acting_and_the_fact_at_one_moment_leave_one_end(transfer, li, wang):
    answers = at_once(
        [
            lambda: desk.act(transfer, "agree_to_release", by=wang, dues_until=NOVEMBER),
            lambda: dies(li, wang),
        ]
    )
    assert isinstance(answers[1], Ending)
    assert isinstance(answers[0], TransferCase | AlreadyHandled)
    assert (again(transfer).state, Assignment.objects.open().count()) == ("cancelled", 0)
    assert list(journal.broken()) == []


@pytest.mark.django_db(transaction=True)
def test_asking_for_coordination_and_the_fact_at_one_moment_leave_nothing_open(refused, li, wang, zhao, gao):
    answers = at_once(
        [
            lambda: desk.act(refused, "escalate", by=wang, text="该同志已在临港区居住八个月，有租房合同"),
            lambda: dies(li, zhao),
        ]
    )
    assert isinstance(answers[1], Ending)
    assert not Case.objects.open().exists()
    assert list(journal.broken()) == []


@pytest.mark.django_db(transaction=True)
def test_beginning_and_the_fact_at_one_moment_leave_nothing_open(li, wang, orgs, clock):
    answers = at_once(
        [lambda: drafting.begin(li, by=wang, destination=orgs.first, reason="other")] * 2 + [lambda: dies(li, wang)]
    )
    assert isinstance(answers[2], Ending)
    assert not Case.objects.open().exists()

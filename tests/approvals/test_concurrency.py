"""Many hands at one moment, on real connections: one effect, and everybody else reads who was faster."""

from datetime import date, timedelta

import pytest

from approvals import beside, desk, journal
from approvals.models import Assignment
from approvals.rules import AlreadyHandled, Refused
from approvals.sweep import Swept, sweep
from documents import numbers
from documents.models import Paper
from tests.approvals.threads import at_once
from workflows.models import TransferCase
from workflows.transfer import drafting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("hands")]

HANDS = 50
NOVEMBER = date(2026, 11, 1)
# Invented numbers with a right check character, for people of the village.
NUMBERS = [
    "320724199001011233", "320724199001021239", "320724199001031242", "320724199001041248", "320724199002011235",
    "320724199002021230", "320724199002031236", "320724199002041231",
]  # fmt: skip


def sound(case) -> None:
    """What must hold whatever happened: one open desk or none, and a log without a fault."""
    assert list(journal.broken()) == []
    assert list(numbers.faults()) == []
    assert Assignment.objects.open().filter(case=case).count() == (1 if case.flow.whole(case.pk).is_open else 0)


def test_fifty_approvers_decide_one_case_once(transfer_awaiting_approval, appoint, orgs):
    case = transfer_awaiting_approval
    hats = [appoint(f"审批{n}", f"approver{n}", orgs.town, "approver") for n in range(HANDS)]

    answers = at_once([lambda hat=hat: desk.act(case, "approve", by=hat, valid_days=30) for hat in hats])

    winners = [answer for answer in answers if isinstance(answer, TransferCase)]
    late = [answer for answer in answers if isinstance(answer, AlreadyHandled)]
    assert (len(winners), len(late)) == (1, HANDS - 1)
    entry = case.entries.get(verb="approve")
    assert {(a.entry.pk, a.entry.actor["name"]) for a in late} == {(entry.pk, entry.by.account.name)}
    assert [n.number for n in numbers.register(orgs.town, "F-01", 2026)] == [1]
    assert sorted(Paper.objects.of(case.number).values_list("form", flat=True)) == ["F-01", "F-01P", "F-02", "F-14"]
    assert case.opinions.filter(state="pending_approval").count() == 1
    sound(case)


def test_fifty_clicks_of_one_person_are_one_step(transfer, wang):
    acts = [
        lambda: desk.act(transfer, "agree_to_release", by=wang, seen=transfer.log_length, dues_until=NOVEMBER)
    ] * HANDS
    answers = at_once(acts)
    assert sum(isinstance(answer, TransferCase) for answer in answers) == 1
    assert {answer.entry.by for answer in answers if isinstance(answer, AlreadyHandled)} == {wang}
    assert sum(isinstance(answer, AlreadyHandled) for answer in answers) == HANDS - 1
    assert transfer.entries.filter(verb="agree_to_release").count() == 1
    sound(transfer)


def test_fifty_opinions_of_one_desk_are_one_opinion(transfer_at_destination, appoint, orgs):
    case = transfer_at_destination
    hats = [appoint(f"书记{n}", f"secretary{n}", orgs.first, "secretary") for n in range(HANDS)]
    answers = at_once([lambda hat=hat: desk.opine(case, by=hat, agrees=True, text="同意") for hat in hats])
    assert sum(isinstance(answer, TransferCase) for answer in answers) == 1
    assert sum(isinstance(answer, AlreadyHandled) for answer in answers) == HANDS - 1
    assert case.opinions.filter(state="destination_review").count() == 1
    assert case.assignments.open().get().org == orgs.general
    sound(case)


def test_agreeing_and_sending_back_at_once_is_one_of_the_two(transfer_awaiting_approval, zhao, appoint, orgs):
    case = transfer_awaiting_approval
    second = appoint("钱副书记", "qian", orgs.town, "approver")
    answers = at_once(
        [
            lambda: desk.act(case, "approve", by=zhao, valid_days=30),
            lambda: desk.act(case, "send_back", by=second, text="请补充户籍变动证明"),
        ]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyHandled", "TransferCase"]
    assert case.entries.filter(verb__in=("approve", "send_back")).count() == 1
    sound(case)


def test_two_transfers_of_one_person_sent_at_once_are_one(clock, li, orgs, wang, chen, xu, lin):
    """R-T13, from two desks of one branch at the same moment."""
    drafts = [drafting.begin(li, by=wang, destination=orgs.first, reason="other") for _ in range(6)]
    answers = at_once([lambda draft=draft: desk.act(draft, "submit", by=wang) for draft in drafts])
    assert sum(isinstance(answer, TransferCase) for answer in answers) == 1
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [[rule.number for rule in answer.rules] for answer in refused] == [["R-T13"]] * 5
    assert TransferCase.objects.filter(slot__isnull=False).count() == 1
    assert list(journal.broken()) == []


def test_letters_of_different_members_approved_at_once_have_consecutive_numbers(
    clock, enrol, orgs, wang, lin, xu, chen, appoint
):
    ready = []
    for n, number in enumerate(NUMBERS):
        case = drafting.begin(enrol(f"党员{n}", number, orgs.dongshan), by=wang, destination=orgs.first, reason="other")
        case = desk.act(case, "submit", by=wang)
        case = desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER)
        case = desk.opine(case, by=lin, agrees=True)
        case = desk.opine(case, by=xu, agrees=True)
        ready.append(desk.act(case, "accept", by=chen, branch=orgs.first))
    hats = [appoint(f"审批{n}", f"approver{n}", orgs.town, "approver") for n in range(len(ready))]

    answers = at_once(
        [
            lambda case=case, hat=hat: desk.act(case, "approve", by=hat, valid_days=30)
            for case, hat in zip(ready, hats, strict=True)
        ]
    )

    assert sorted(case.letter_number for case in answers) == list(range(1, len(ready) + 1))
    assert [n.number for n in numbers.register(orgs.town, "F-01", 2026)] == list(range(1, len(ready) + 1))
    slips = Paper.objects.filter(form="F-14").values_list("number", flat=True)
    assert sorted(slips) == [f"CT-ZJ-202611-{n:03d}" for n in range(1, len(ready) + 1)]
    for case in ready:
        sound(case)


def test_the_last_moment_belongs_to_the_clock_or_to_the_person_never_to_both(draft, wang, clock):
    clock.shift(timedelta(days=61))
    answers = at_once([sweep, lambda: desk.act(draft, "submit", by=wang), sweep])
    assert isinstance(answers[1], AlreadyHandled)
    assert {type(answers[0]), type(answers[2])} == {Swept}
    assert [entry.verb for entry in draft.entries.all()] == ["open", "remind", "lapse"]
    assert draft.flow.whole(draft.pk).state == "withdrawn"
    sound(draft)


def test_a_reminder_and_the_act_it_asks_for_at_once_both_stand(transfer, wang, clock):
    clock.shift(timedelta(days=30))
    answers = at_once([sweep, lambda: desk.act(transfer, "agree_to_release", by=wang, dues_until=NOVEMBER)])
    assert isinstance(answers[1], TransferCase)
    assert answers[1].state == "destination_review"
    verbs = [entry.verb for entry in transfer.entries.all() if entry.verb != "remind"]
    assert verbs in (["open", "submit", "agree_to_release"], ["open", "submit", "supervise", "agree_to_release"])
    sound(transfer)


def test_an_urge_and_an_act_at_once_keep_the_log_whole(transfer_at_destination, wang, lin):
    case = transfer_at_destination
    answers = at_once(
        [lambda: beside.urge(case, by=wang)] * 5 + [lambda: desk.opine(case, by=lin, agrees=True, text="同意")]
    )
    assert [a for a in answers if isinstance(a, Exception)] == []
    assert sum(answer is True for answer in answers) == 1
    sound(case)

"""Beginning a transfer: grey with its reason before anything is written, and one draft a person and starter (U9)."""

import re

import pytest
from django.urls import reverse

from approvals import desk
from approvals.rules import Refused
from members.models import Person
from tests.approvals.threads import at_once
from workflows.transfer import starting
from workflows.transfer.case import TransferCase


@pytest.fixture
def sign_in(client):
    def sit(hat):
        client.force_login(hat.account)
        return client

    return sit


def texts(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_u9_beside_an_open_transfer_the_button_is_grey_and_says_which(transfer, sign_in, wang, li):
    client = sign_in(wang)
    said = f"该同志已有办理中的接转 {transfer.number}，办结后才能再发起（R-T13）"
    for answer in (
        client.get(reverse("person", args=[li.pk])),
        client.post(reverse("transfer_start"), {"q": "李明"}),
    ):
        assert said in texts(answer)
        assert reverse("transfer_begin", args=[li.pk]) not in answer.content.decode()

    answer = client.post(reverse("transfer_begin", args=[li.pk]), follow=True)
    assert said in texts(answer)
    assert TransferCase.objects.count() == 1  # no number is used up


def test_u9_an_administrator_without_a_post_is_told_who_begins_one(clock, sign_in, li, orgs, appoint):
    fang = appoint("方敏", "fang", orgs.dongshan, "administrator")
    client = sign_in(fang)
    said = "您的岗位不能发起接转，请由本组织书记、组织员或经办人发起（R-O12）"
    assert said in texts(client.post(reverse("transfer_start"), {"q": "李明"}))
    assert said in texts(client.post(reverse("transfer_begin", args=[li.pk]), follow=True))
    assert TransferCase.objects.count() == 0
    assert reverse("transfer_start") not in client.get(reverse("started")).content.decode()


def test_u9_nobody_begins_their_own(clock, wang, li):
    wang.account.person = li
    wang.account.save()
    with pytest.raises(Refused) as refused:
        starting.begin(li, by=wang)
    assert [m.rule.number for m in refused.value.missing] == ["R-O13"]


def test_u9_ones_own_draft_is_gone_on_with(draft, wang, li, sign_in):
    assert starting.begin(li, by=wang) == draft
    answer = sign_in(wang).post(reverse("transfer_begin", args=[li.pk]))
    assert answer.url == reverse("transfer_draft", args=[draft.number])


def test_u9_after_the_end_another_may_begin(transfer, wang, li):
    desk.act(transfer, "withdraw", by=wang)
    assert starting.begin(li, by=wang).number != transfer.number


def test_u9_the_list_costs_the_same_for_one_and_for_many(clock, wang, orgs, li, enrol, django_assert_num_queries):
    for number in (None, "320724199001011233", "320724199001021239"):
        if number:
            enrol(f"周{number[-4:]}", number, orgs.dongshan)
        found = list(Person.objects.all())
        with django_assert_num_queries(2):
            assert set(starting.why_not(found, wang)) == {person.pk for person in found}


@pytest.mark.django_db(transaction=True)
@pytest.mark.giant("hands")
def test_u9_six_starts_at_once_leave_one_draft(clock, wang, li):
    answers = at_once([lambda: starting.begin(li, by=wang)] * 6)
    assert {answer.number for answer in answers} == {TransferCase.objects.get().number}

"""Recording the end of a membership in the browser, finding the record, and putting a mistake right."""

from datetime import date

import pytest
from django.urls import reverse

from members.access import AccessRecord
from members.endings import record
from members.models import Ending
from tests.conftest import PASSWORD

FRIDAY = date(2026, 11, 20)
DEATH = {"how": "died", "on": "2026-11-20", "ground": "家属报告并交来死亡证明", "secret": PASSWORD}

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ending(li, wang) -> Ending:
    return record(li, by=wang, how="died", on=FRIDAY, ground="家属报告并交来死亡证明")


def test_the_secretary_records_a_death_from_the_persons_page(li, wang, client):
    client.force_login(wang.account)
    address = reverse("person_end", args=[li.pk])
    assert f'href="{address}"' in client.get(reverse("person", args=[li.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "办理中的事项全部终止，已开出的介绍信作废，并通知双方" in page
    assert 'value="expelled"' not in page  # a branch does not decide that
    answer = client.post(address, DEATH)
    made = Ending.objects.get()
    assert answer.url == reverse("ending", args=[made.pk])
    page = client.get(answer.url).content.decode()
    for words in ("李明：去世", "11月20日", "家属报告并交来死亡证明", "东山村支部 王秀英（书记），11月23日 09:00"):
        assert words in page


def test_it_is_signed_and_what_was_typed_is_kept(li, wang, client):
    client.force_login(wang.account)
    answer = client.post(reverse("person_end", args=[li.pk]), DEATH | {"secret": "不对"})
    assert (answer.status_code, Ending.objects.count()) == (422, 0)
    assert "家属报告并交来死亡证明" in answer.content.decode()


def test_a_loss_of_membership_needs_its_document(li, zhao, client):
    client.force_login(zhao.account)
    loss = DEATH | {"how": "removed", "ground": "支部大会讨论，党委批准"}
    answer = client.post(reverse("person_end", args=[li.pk]), loss)
    assert (answer.status_code, "须填写决定文件的名称或文号" in answer.content.decode()) == (422, True)
    assert (
        client.post(reverse("person_end", args=[li.pk]), loss | {"document": "长镇组〔2026〕21号"}).status_code == 302
    )
    assert Ending.objects.get().document == "长镇组〔2026〕21号"


def test_a_broken_rule_stands_on_the_form(li, wang, client):
    client.force_login(wang.account)
    answer = client.post(reverse("person_end", args=[li.pk]), DEATH | {"on": "2030-01-01"})
    assert (answer.status_code, "日期不能晚于今天（R-O1）" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("post", ["clerk", "administrator"])
def test_whoever_may_not_reads_who_can(li, orgs, appoint, client, post):
    client.force_login(appoint("丁卫", "ding", orgs.dongshan, post).account)
    assert reverse("person_end", args=[li.pk]) not in client.get(reverse("person", args=[li.pk])).content.decode()
    answer = client.post(reverse("person_end", args=[li.pk]), DEATH)
    assert (answer.status_code, Ending.objects.count()) == (403, 0)
    assert "去世由东山村支部书记登记" in answer.content.decode()


def test_the_persons_page_stays_for_those_who_answered_for_them(ending, li, wang, lin, client):
    client.force_login(wang.account)
    page = client.get(reverse("person", args=[li.pk])).content.decode()
    assert f'href="{reverse("ending", args=[ending.pk])}">去世 11月20日</a>' in page
    assert "<b>组织关系终止</b>" in page
    assert "发起接转" not in page
    assert client.get(reverse("people")).context["rows"] == []
    client.force_login(lin.account)
    assert client.get(reverse("person", args=[li.pk])).status_code == 404


def test_the_record_is_found_again_and_foreign_ones_look_like_missing_ones(ending, wang, lin, client):
    client.force_login(wang.account)
    assert client.get(reverse("endings")).context["rows"] == [ending]
    client.force_login(lin.account)
    assert client.get(reverse("endings")).context["rows"] == []
    for name, send in (("ending", client.get), ("ending_undo", client.post)):
        assert [send(reverse(name, args=[pk])).status_code for pk in (ending.pk, 999_999)] == [404, 404]
    assert [r.subject for r in AccessRecord.objects.all()] == [f"ending:{ending.pk}"] * 2


def test_a_mistake_is_put_right_and_the_page_says_what_does_not_come_back(ending, li, wang, orgs, client):
    client.force_login(wang.account)
    page = client.get(reverse("ending", args=[ending.pk])).content.decode()
    assert "已终止的事项不恢复，需要的重新发起" in page
    address = reverse("ending_undo", args=[ending.pk])
    assert client.post(address, {"because": "与同名人员混淆", "secret": "不对"}).status_code == 422
    assert client.post(address, {"because": "与同名人员混淆", "secret": PASSWORD}).status_code == 302
    assert li.branch == orgs.dongshan
    page = client.get(reverse("ending", args=[ending.pk])).content.decode()
    assert ("误登记，已更正" in page, "h-undo" in page) == (True, False)


def test_who_could_not_record_it_cannot_undo_it(ending, sun, client):
    client.force_login(sun.account)
    assert "h-undo" not in client.get(reverse("ending", args=[ending.pk])).content.decode()
    assert (
        client.post(reverse("ending_undo", args=[ending.pk]), {"because": "登记有误", "secret": PASSWORD}).status_code
        == 403
    )


def test_the_page_says_which_posts_are_left_to_end(li, xu, wang, zhao, orgs, appoint, client):
    held = appoint("李明", "li", orgs.dongshan, "commissioner", "组织委员")
    held.account.person = li
    held.account.save()
    made = record(li, by=wang, how="died", on=FRIDAY, ground="家属报告并交来死亡证明")
    client.force_login(zhao.account)
    assert client.get(reverse("ending", args=[made.pk])).context["offices"] == [held]
    assert "该同志名下还有任职" in client.get(reverse("ending", args=[made.pk])).content.decode()

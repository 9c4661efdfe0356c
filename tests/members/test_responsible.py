"""The secretary of the branch stands on the member's page as first responsible person (R-O12)."""

import html

import pytest

from members.responsible import responsible_for

pytestmark = pytest.mark.usefixtures("clock")


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_secretary_can_be_called_from_the_page(client_of, zhao, wang, li):
    wang.account.phone = "0518-8827 5367"
    wang.account.save()
    page = said(client_of(zhao).get(f"/people/{li.pk}/"))
    for words in ("第一责任人", "<b>王秀英</b>", 'href="tel:051888275367"'):
        assert words in page


def test_without_a_number_of_their_own_the_branch_is_called(wang, orgs):
    assert responsible_for(orgs.dongshan).phone == "0518-88275367"


def test_a_vacant_post_says_who_appoints(client_of, zhao, li, appoint, orgs):
    appoint("何管", "keeper", orgs.town, "administrator")
    orgs.dongshan.secretary_name = "王秀英"
    orgs.dongshan.save()
    page = said(client_of(zhao).get(f"/people/{li.pk}/"))
    for words in ("书记空缺", "花名册上的书记是王秀英", "由系统管理员任命书记：长田镇党委 何管（R-O12）"):
        assert words in page


def test_outside_the_system_nobody_is(li):
    assert responsible_for(None) is None

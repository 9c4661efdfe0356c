"""One person has one account; a second is refused with the first's name, and a further appointment offered (R-O13)."""

import pytest
from django.urls import reverse

from members import accounts
from members.models import Account
from members.rulebook import RuleBroken

from .test_accounts import as_fang, fang, new_account  # noqa: F401  fixtures


@pytest.fixture
def holder(li, wang) -> Account:
    """The account 李明 has: wang's, tied to his record."""
    Account.objects.filter(pk=wang.account_id).update(person=li, name="李明", phone="139 0518 0001")
    return Account.objects.get(pk=wang.account_id)


@pytest.mark.parametrize("told_by", [{"tail": "833X"}, {"phone": "13905180001"}])
def test_a_second_account_names_the_first_and_offers_a_further_appointment(as_fang, holder, orgs, told_by):  # noqa: F811
    page = as_fang.post(reverse("account_new"), new_account(name="李明", org="西河村支部", **told_by))
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "本人已有账户 李明（wang，东山村支部 · 书记），不再开第二个；请为该账户增加任职（R-O13）"
    ]
    offered = f"{reverse('account_appoint', args=[holder.pk])}?at={orgs.xihe.pk}"
    assert offered in page.content.decode()
    assert as_fang.get(offered).context["form"].initial["org"] == orgs.xihe.name
    assert not Account.objects.filter(username="liu.wei").exists()


def test_an_equal_name_is_asked_about_and_may_be_another_person(as_fang, wang):  # noqa: F811
    page = as_fang.post(reverse("account_new"), new_account(name="王秀英"))
    assert "是另一个人，仍要开通" in page.content.decode()
    assert page.context["known"] == [wang.account]
    opened = as_fang.post(reverse("account_new"), new_account(name="王秀英", another="on"))
    assert opened.status_code == 200
    assert Account.objects.filter(name="王秀英").count() == 2


def test_two_members_of_one_name_are_two_people(as_fang, holder, enrol, orgs):  # noqa: F811
    enrol("李明", "320724199001011233", orgs.dongshan)
    page = as_fang.post(reverse("account_new"), new_account(name="李明", tail="1233"))
    assert page.status_code == 200


def test_an_account_elsewhere_is_not_described(as_fang, li, lin):  # noqa: F811
    Account.objects.filter(pk=lin.account_id).update(person=li, name="李明")
    page = as_fang.post(reverse("account_new"), new_account(name="李明", tail="833X"))
    assert "由您管理范围以外的单位开通" in page.content.decode()
    assert "lin" not in page.context["form"].non_field_errors()[0]


def test_an_account_is_tied_to_one_member_only(fang, wang, li, enrol, orgs):  # noqa: F811
    from members.administrators import Administrator

    by = Administrator(fang.account, fang)
    accounts.link(by, wang.account, li)
    assert wang.account.events.get().did == "linked"
    with pytest.raises(RuleBroken, match="已与名册中的另一人关联"):
        accounts.link(by, wang.account, enrol("周杰", "320724199001011233", orgs.dongshan))

"""What a letter would show as a blank is said to whoever signs it, with who can fill it in; it stops nothing."""

from django.test import Client

from members.models import PartyOrg
from tests.conftest import PASSWORD


def page_of(hat, case) -> str:
    browser = Client()
    browser.force_login(hat.account)
    return browser.get(f"{case.get_absolute_url()}?act=approve").content.decode()


def test_a_complete_record_says_nothing(transfer_awaiting_approval, zhao):
    assert "签署前请看" not in page_of(zhao, transfer_awaiting_approval)


def test_a_missing_address_is_named_with_who_fills_it_in_and_the_letter_can_be_signed(
    transfer_awaiting_approval, zhao, orgs
):
    case = transfer_awaiting_approval
    PartyOrg.objects.filter(pk=orgs.town.pk).update(address="", postcode="")
    page = page_of(zhao, case)
    assert "长田镇党委没有登记通讯地址、邮编，介绍信上会是空白" in page
    assert f'href="/orgs/{orgs.town.pk}/"' in page

    browser = Client()
    browser.force_login(zhao.account)
    said = {"valid_days": 30, "carrier": "member", "text": "同意", "secret": PASSWORD, "seen": case.log_length}
    assert browser.post(f"{case.get_absolute_url()}act/approve/", said).status_code == 302


def test_an_online_channel_prints_no_letter_and_says_nothing(transfer_awaiting_approval, zhao, orgs):
    case = transfer_awaiting_approval
    PartyOrg.objects.filter(pk=orgs.town.pk).update(address="")
    type(case).objects.filter(pk=case.pk).update(channel="online_province")
    assert "签署前请看" not in page_of(zhao, case)

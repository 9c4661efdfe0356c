"""Accounts: who may manage which, and what is written down (R-O12, R-O14)."""

import re

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from members import accounts, sign_in
from members.access import AccessRecord, AccountEvent
from members.administrators import Administrator
from members.models import Account, Appointment
from members.rulebook import RuleBroken
from tests.conftest import PASSWORD


@pytest.fixture
def fang(orgs, appoint) -> Appointment:
    """方敏, administrator of 长田镇党委."""
    return appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")


@pytest.fixture
def as_fang(client, fang):
    client.force_login(fang.account)
    return client


def new_account(**other) -> dict:
    return {
        "username": "liu.wei",
        "name": "刘伟",
        "org": "东山村支部",
        "post": "clerk",
        "since": timezone.localdate().isoformat(),
        **other,
    }


def test_a_new_account_comes_with_an_appointment_and_a_code_shown_once(as_fang, fang, orgs, client):
    page = as_fang.post(reverse("account_new"), new_account())
    liu = Account.objects.get(username="liu.wei")
    hat = liu.appointments.get()
    assert (hat.org, hat.post, hat.since, hat.until) == (orgs.dongshan, "clerk", timezone.localdate(), None)
    assert not liu.has_usable_password()
    assert sign_in.holder_of_code("liu.wei", page.context["code"]) == liu
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")

    events = AccountEvent.objects.filter(account=liu).order_by("pk")
    assert [(e.did, e.by, e.hat) for e in events] == [
        ("created", fang.account, fang),
        ("appointed", fang.account, fang),
        ("code", fang.account, fang),
    ]


def test_the_holder_is_tied_to_the_roster_by_name_and_last_four_digits(as_fang, li):
    as_fang.post(reverse("account_new"), new_account(username="li.ming", name="李明", tail="833x"))
    assert Account.objects.get(username="li.ming").person == li


def test_a_holder_who_is_not_in_the_roster_of_the_reach_is_refused(as_fang, orgs, enrol):
    enrol("李明", "32072419800815833X", orgs.first)
    page = as_fang.post(reverse("account_new"), new_account(username="li.ming", name="李明", tail="833X"))
    assert page.context["form"].errors["tail"] == ["管理范围内的名册中没有唯一的同名同号人员，请核对；不在名册的不填。"]
    assert not Account.objects.filter(username="li.ming").exists()


@pytest.mark.parametrize("username", ["32072419800815833X", "刘伟", "1liu", "l"])
def test_a_sign_in_name_is_never_an_id_number(as_fang, username):
    page = as_fang.post(reverse("account_new"), new_account(username=username))
    assert "username" in page.context["form"].errors
    assert page.status_code == 422


def test_a_sign_in_name_is_used_once_whatever_its_case(as_fang, wang):
    page = as_fang.post(reverse("account_new"), new_account(username="Wang"))
    assert page.context["form"].errors["username"] == ["这个登录名已有人用，请换一个，例如加单位简称。"]


def test_an_organisation_outside_the_reach_is_not_found(as_fang, orgs):
    page = as_fang.post(reverse("account_new"), new_account(org="一社区支部"))
    assert page.context["form"].errors["org"] == [
        "您的管理范围内没有这个组织，请核对名称，或由其上级的系统管理员任职。"
    ]


def test_an_ambiguous_name_lists_what_it_may_mean(as_fang, orgs):
    page = as_fang.post(reverse("account_new"), new_account(org="支部"))
    assert page.context["form"].errors["org"] == [
        "有多个组织符合：中共青石县长田镇东山村支部委员会、中共青石县长田镇西河村支部委员会。请填全称。"
    ]


@pytest.mark.parametrize("name", ["accounts", "account_new"])
def test_only_administrators_manage_accounts(client, wang, name):
    client.force_login(wang.account)
    assert client.get(reverse(name)).status_code == 403


def test_the_list_shows_the_reach_and_nothing_else(as_fang, wang, zhao, lin):
    page = as_fang.get(reverse("accounts"))
    assert [a.username for a in page.context["rows"]] == ["fang", "wang", "zhao"]
    found = as_fang.post(reverse("accounts"), {"q": "王"})
    assert [a.username for a in found.context["rows"]] == ["wang"]


def test_the_list_costs_the_same_at_one_and_three_accounts(as_fang, appoint, orgs, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            assert as_fang.get(reverse("accounts")).status_code == 200
        return len(captured)

    appoint("甲", "jia", orgs.dongshan, "clerk")
    at_one = queries()
    appoint("乙", "yi", orgs.dongshan, "clerk")
    appoint("丙", "bing", orgs.xihe, "clerk")
    assert queries() == at_one


def test_a_foreign_account_looks_like_a_missing_one_and_the_try_is_written_down(as_fang, fang, lin):
    foreign = as_fang.get(reverse("account_detail", args=[lin.account_id]))
    missing = as_fang.get(reverse("account_detail", args=[999_999]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    changing = re.compile(rb"[A-Za-z0-9]{64}|data-number>[0-9a-f-]+")  # the form's token, the number of the request
    assert changing.sub(b"", foreign.content) == changing.sub(b"", missing.content)
    record = AccessRecord.objects.get()
    assert (record.appointment, record.subject) == (fang, f"account:{lin.account_id}")


def test_a_foreign_account_is_refused_every_act(as_fang, lin):
    for act in ("code", "unlock", "suspend", "reinstate", "two-step"):
        answer = as_fang.post(reverse("account_act", args=[lin.account_id, act]), {"reason": "试一试"})
        assert answer.status_code == 404
    assert not AccountEvent.objects.exists()


def test_no_code_for_an_account_that_also_acts_outside_the_reach(fang, wang, orgs, appoint):
    appoint("王秀英", "wang", orgs.county, "organiser", "挂职")
    with pytest.raises(RuleBroken) as refused:
        accounts.issue_code(Administrator(fang.account, fang), wang.account, "忘记密码")
    assert str(refused.value) == "该账户还在您管理范围以外任职，请由更上一级的系统管理员办理（R-O12）"
    wang.account.refresh_from_db()
    assert wang.account.reset_code == ""


def test_an_administrator_does_nothing_to_their_own_account(as_fang, fang):
    page = as_fang.post(reverse("account_act", args=[fang.account_id, "suspend"]), {"reason": "试一试"})
    assert page.context["form"].non_field_errors() == ["不能为本人办理，请由上级或本单位另一位系统管理员办理（R-O12）"]
    fang.account.refresh_from_db()
    assert fang.account.is_active


def test_a_code_is_shown_once_and_the_old_password_stays_good_until_it_is_used(as_fang, wang):
    page = as_fang.post(reverse("account_act", args=[wang.account_id, "code"]), {"reason": "忘记密码，当面核实"})
    wang.account.refresh_from_db()
    assert sign_in.holder_of_code("wang", page.context["code"]) == wang.account
    assert wang.account.check_password(PASSWORD)
    detail = as_fang.get(reverse("account_detail", args=[wang.account_id])).content.decode()
    assert page.context["code"] not in detail
    assert "忘记密码，当面核实" in detail


def test_an_act_without_a_reason_does_nothing(as_fang, wang):
    assert as_fang.post(reverse("account_act", args=[wang.account_id, "suspend"]), {"reason": ""}).status_code == 422
    wang.account.refresh_from_db()
    assert wang.account.is_active


def test_suspending_ends_the_session_and_reinstating_opens_the_door(as_fang, wang, client_of):
    theirs = client_of(wang)
    assert theirs.get(reverse("account")).status_code == 200
    as_fang.post(reverse("account_act", args=[wang.account_id, "suspend"]), {"reason": "调离"})
    assert theirs.get(reverse("account")).status_code == 302
    assert not Appointment.objects.current().filter(account=wang.account).exists()

    as_fang.post(reverse("account_act", args=[wang.account_id, "reinstate"]), {"reason": "回任"})
    assert client_of(wang).get(reverse("account")).status_code == 200


def test_unlocking_lets_a_locked_out_account_try_again(as_fang, wang, client_of, clock):
    theirs = client_of()
    for _ in range(5):
        theirs.post(reverse("sign_in"), {"username": "wang", "password": "不是这个"})
    assert as_fang.get(reverse("account_detail", args=[wang.account_id])).context["locked"] is True
    as_fang.post(reverse("account_act", args=[wang.account_id, "unlock"]), {"reason": "本人到场"})
    assert not AccessAttempt.objects.exists()
    assert theirs.post(reverse("sign_in"), {"username": "wang", "password": PASSWORD}).status_code == 302


def test_removing_a_lost_device_is_written_down_with_its_reason(as_fang, fang, wang):
    TOTPDevice.objects.create(user=wang.account, name="totp", confirmed=True)
    as_fang.post(reverse("account_act", args=[wang.account_id, "two-step"]), {"reason": "手机丢失，当面核实"})
    assert not sign_in.has_device(wang.account)
    event = AccountEvent.objects.get()
    assert (event.did, event.by, event.reason) == ("totp_removed", fang.account, "手机丢失，当面核实")


def test_createsuperuser_works_without_mail(db):
    call_command("createsuperuser", "--noinput", "--username", "root", "--name", "安装员", verbosity=0)
    root = Account.objects.get(username="root")
    assert (root.is_superuser, root.is_staff, root.name) == (True, True, "安装员")

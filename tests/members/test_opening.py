"""Accounts for many: opened row by row, codes printed once, never used ones withdrawn (R-O12, R-O13)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from members import accounts, sign_in
from members.access import AccountEvent
from members.administrators import Administrator
from members.models import Account, Appointment, Opening, OpeningRow
from members.opening import proposing, reading, running
from members.opening.judging import judge
from members.rulebook import RuleBroken

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def fang(orgs, appoint) -> Administrator:
    """方敏, administrator of 长田镇党委."""
    hat = appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")
    return Administrator(hat.account, hat)


@pytest.fixture
def listed(fang):
    """A list as it stands after it was read: `listed("张伟 东山村支部 书记")`."""

    def begin(text: str, by: Administrator = fang) -> Opening:
        opening = Opening.objects.create(by=by.account, hat=by.hat)
        rows = reading.from_text(text)
        for row in rows:
            row.opening = opening
        OpeningRow.objects.bulk_create(rows)
        judge(opening, by, first=True)
        return opening

    return begin


def test_ticked_rows_become_accounts_with_appointments_and_events(listed, fang, orgs):
    opening = listed("张伟 东山村支部 书记 13905180001\n刘洋 西河村支部 第一书记")
    assert running.run(opening, fang) == running.Result(opened=2, appointed=0, failed=0)
    zhang, liu = (row.account for row in opening.rows.all())
    assert (zhang.username, zhang.name, zhang.phone) == ("zhangwei", "张伟", "13905180001")
    assert not zhang.has_usable_password()
    hat = liu.appointments.get()
    assert (hat.org, hat.post, hat.title, hat.since) == (orgs.xihe, "secretary", "第一书记", localdate())
    events = AccountEvent.objects.filter(account=zhang).order_by("pk")
    assert [(e.did, e.by, e.hat) for e in events] == [
        ("created", fang.account, fang.hat),
        ("appointed", fang.account, fang.hat),
    ]


def test_a_row_that_fails_is_named_and_the_others_stay_done(listed, fang, orgs):
    opening = listed("张伟 东山村支部 书记\n刘洋 西河村支部 书记")
    Account.objects.create(username="liuyang", name="别人")
    assert running.run(opening, fang) == running.Result(opened=1, appointed=0, failed=1)
    done, failed = opening.rows.all()
    assert (done.state, failed.state) == ("opened", "listed")
    assert [o["what"] for o in failed.objections] == [
        "登录名 liuyang 已有人用，请换一个",
        "刚才没有办成：登录名 liuyang 已有人用，请换一个（R-O12）",
    ]
    assert running.run(opening, fang) == running.Result(opened=0, appointed=0, failed=1)


def test_a_second_click_opens_nothing_twice(listed, fang):
    opening = listed("张伟 东山村支部 书记")
    running.run(opening, fang)
    assert running.run(opening, fang) == running.Result()
    assert Account.objects.filter(name="张伟").count() == 1


def test_nobody_opens_accounts_outside_their_reach(listed, fang, orgs):
    opening = listed("张伟 一社区支部 书记")
    row = opening.rows.get()
    assert not row.ticked
    OpeningRow.objects.update(org=orgs.first, ticked=True, objections=[])
    assert running.run(opening, fang).failed == 1
    assert not Account.objects.filter(name="张伟").exists()


def test_the_holder_of_an_account_gets_a_further_appointment_instead(listed, fang, wang, orgs):
    Account.objects.filter(pk=wang.account_id).update(phone="13905180009")
    opening = listed("王秀英 西河村支部 书记 13905180009")
    row = opening.rows.get()
    assert (row.ticked, row.open_questions, row.account_choices) == (False, ["who"], [wang.account_id])

    row.answers, row.ticked = {"who": str(wang.account_id)}, True
    row.save()
    assert running.run(opening, fang) == running.Result(opened=0, appointed=1, failed=0)
    held = wang.account.appointments.order_by("pk").last()
    assert (held.org, held.post) == (orgs.xihe, "secretary")
    assert Account.objects.filter(name="王秀英").count() == 1


def test_one_person_twice_on_the_list_gets_one_account(listed, fang):
    opening = listed("张伟 东山村支部 书记 13905180001\n张伟 西河村支部 组织员 13905180001")
    OpeningRow.objects.filter(number=2).update(ticked=True, answers={"who": "another"})
    assert running.run(opening, fang) == running.Result(opened=1, appointed=0, failed=1)
    second = opening.rows.get(number=2)
    assert second.account_choices == [opening.rows.get(number=1).account_id]
    assert second.open_questions == ["who"]


def test_codes_are_given_once_for_each_form_and_last_a_week(listed, fang, clock):
    opening = listed("张伟 东山村支部 书记\n刘洋 西河村支部 书记")
    running.run(opening, fang)
    slips = running.print_codes(opening, fang, printed=0)
    assert [slip.account.name for slip in slips] == ["张伟", "刘洋"]
    assert running.print_codes(opening, fang, printed=0) is None

    zhang = slips[0]
    zhang.account.refresh_from_db()
    assert zhang.code not in zhang.account.reset_code
    assert zhang.account.reset_code_until == timezone.now() + timedelta(days=7)
    assert AccountEvent.objects.filter(did="code").count() == 2
    clock.shift(timedelta(days=6, hours=23))
    assert sign_in.holder_of_code("zhangwei", zhang.code) == zhang.account
    clock.shift(timedelta(hours=2))
    assert sign_in.holder_of_code("zhangwei", zhang.code) is None


def test_new_codes_are_for_those_who_have_not_chosen_a_password(listed, fang):
    opening = listed("张伟 东山村支部 书记\n刘洋 西河村支部 书记")
    running.run(opening, fang)
    first = running.print_codes(opening, fang, printed=0)
    sign_in.set_password(first[0].account, "东山-2026-密码")
    again = running.print_codes(opening, fang, printed=1)
    assert [slip.account.name for slip in again] == ["刘洋"]
    assert sign_in.holder_of_code("liuyang", first[1].code) is None
    assert sign_in.holder_of_code("liuyang", again[0].code) == again[0].account


def test_the_code_of_one_account_opens_no_other(listed, fang):
    opening = listed("张伟 东山村支部 书记\n刘洋 西河村支部 书记")
    running.run(opening, fang)
    zhang, _liu = running.print_codes(opening, fang, printed=0)
    assert sign_in.holder_of_code("liuyang", zhang.code) is None
    assert sign_in.holder_of_code("nobody", zhang.code) is None


def test_accounts_nobody_used_are_withdrawn_and_the_used_stay(listed, fang, orgs):
    opening = listed("张伟 东山村支部 书记\n刘洋 西河村支部 书记")
    running.run(opening, fang)
    slips = running.print_codes(opening, fang, printed=0)
    sign_in.set_password(slips[0].account, "东山-2026-密码")
    assert running.withdraw(opening, fang, "名单弄错") == (1, [])

    used, back = opening.rows.all()
    assert (used.state, back.state, back.account, back.ticked) == ("opened", "listed", None, False)
    gone = Account.objects.get(pk=slips[1].account.pk)
    assert (gone.is_active, gone.username, gone.reset_code) == (False, f"withdrawn-{gone.pk}", "")
    assert sign_in.holder_of_code("liuyang", slips[1].code) is None
    assert not Appointment.objects.current().filter(org=orgs.xihe).exists()
    events = [(e.did, e.reason) for e in AccountEvent.objects.filter(account=gone).order_by("pk")]
    assert events == [
        ("created", ""),
        ("appointed", ""),
        ("code", ""),
        ("withdrawn", "liuyang：名单弄错"),
        ("ended", "名单弄错"),
    ]


def test_what_was_withdrawn_can_be_opened_again_the_same_day(listed, fang):
    opening = listed("刘洋 西河村支部 书记")
    running.run(opening, fang)
    running.withdraw(opening, fang, "名字写错")
    OpeningRow.objects.update(name="刘扬", username="liuyang", ticked=True)
    assert running.run(opening, fang).opened == 1
    assert Account.objects.get(username="liuyang").name == "刘扬"


def test_a_withdrawn_account_is_not_opened_again_and_a_used_one_not_withdrawn(listed, fang, wang):
    with pytest.raises(RuleBroken, match="已经设过密码或登录过"):
        accounts.withdraw(fang, wang.account, "弄错")
    opening = listed("刘洋 西河村支部 书记")
    running.run(opening, fang)
    holder = opening.rows.get().account
    running.withdraw(opening, fang, "弄错")
    holder.refresh_from_db()
    with pytest.raises(RuleBroken, match="已撤回"):
        accounts.reinstate(fang, holder, "")


def test_organisations_without_a_secretary_are_proposed_with_the_rosters_name(fang, wang, orgs):
    orgs.xihe.secretary_name, orgs.xihe.phone = "严红", "13905180007"
    orgs.xihe.save()
    rows = proposing.rows_for(proposing.vacant(fang))
    assert [(r.org, r.name, r.unsure, r.post, r.phone) for r in rows] == [
        (orgs.town, "赵建国", "赵建国", "secretary", ""),  # only a contact: asked about
        (orgs.xihe, "严红", "", "secretary", "13905180007"),
    ]


def test_what_is_left_is_dropped_and_what_is_done_kept(listed, fang):
    opening = listed("张伟 东山村支部 书记\n刘洋 没有的支部 书记")
    running.run(opening, fang)
    assert running.discard(opening) is False
    assert [row.name for row in opening.rows.all()] == ["张伟"]
    other = listed("刘洋 没有的支部 书记")
    assert running.discard(other) is True
    assert not Opening.objects.filter(pk=other.pk).exists()

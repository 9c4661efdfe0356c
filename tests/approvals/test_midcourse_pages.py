"""补录 in the browser's own requests: who is asked what, and what a form that was refused keeps (R-D38)."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.midcourse.records import EntryOfPast
from tests.conftest import PASSWORD
from workflows.transfer.case import TransferCase

TYPED = {
    "letter_number": "37",
    "issued_on": "2026-11-10",
    "valid_days": "30",
    "carrier": "member",
    "happened": "on_the_way",
    "destination": "一社区支部",
    "reason": "residence_changed",
    "away_since": "2026-03-02",
    "dues_until": "2026-11",
    "contact": "13586399530",
    "agree_to_release-on": "2026-11-02",
    "agree_to_release-org_name": "东山村支部",
    "agree_to_release-who": "王秀英（书记）",
    "agree_to_release-text": "同意转出",
    "agree_to_release-without": "原件存镇党委档案柜",
    "accept-on": "2026-11-06",
    "accept-org_name": "一社区支部",
    "accept-who": "林晓东（书记）",
    "accept-without": "对方电话答复，没有来函",
    "approve-on": "2026-11-09",
    "approve-org_name": "长田镇党委",
    "approve-who": "赵建国（副书记）",
}


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("存根.pdf", b"%PDF-1.7 the stub")


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def as_(client):
    def sign_in(appointment):
        client.force_login(appointment.account)
        return client

    return sign_in


@pytest.fixture
def address(clock, li, zhao, chen, lin):
    return f"/transfers/history/{li.pk}/"


@pytest.fixture
def entered(as_, wang, address) -> EntryOfPast:
    as_(wang).post(address, TYPED | {"approve-scan": scan()})
    return EntryOfPast.objects.get()


def test_a_secretary_enters_it_and_the_committee_signs(as_, wang, zhao, address):
    client = as_(wang)
    assert "没有扫描件的原因" in text_of(client.get(address))
    answer = client.post(address, TYPED | {"approve-scan": scan()})
    entry = EntryOfPast.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/midcourse/{entry.pk}/")
    shown = text_of(client.get(answer["Location"]))
    assert "第000037号" in shown
    assert "没有扫描件：对方电话答复，没有来函" in shown
    assert "核对无误，确认" not in shown  # not for who entered it

    client = as_(zhao)
    assert "补录 1 件待确认" in text_of(client.get("/"))
    assert "等您办理" in text_of(client.get("/midcourse/"))
    answer = client.post(f"/midcourse/{entry.pk}/confirm/", {"text": "属实", "secret": "不对"})
    assert (answer.status_code, TransferCase.objects.count()) == (422, 0)
    answer = client.post(f"/midcourse/{entry.pk}/confirm/", {"text": "属实", "secret": PASSWORD})
    case = TransferCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/")
    shown = text_of(client.get(answer["Location"]))
    assert '<span class="tag">补录</span>' in shown
    assert "系统上线前" in shown
    assert "补录 1 件待确认" not in text_of(client.get("/"))


def test_what_was_typed_stays_and_every_fault_is_named(as_, wang, address):
    wrong = {
        "letter_number": "0",
        "valid_days": "91",
        "destination": "没有这个支部",
        "accept-on": "2026-12-01",
        "accept-without": "无",
        "agree_to_release-who": "",
    }
    answer = as_(wang).post(address, TYPED | wrong | {"approve-scan": scan()})
    shown = text_of(answer)
    assert (answer.status_code, EntryOfPast.objects.count()) == (422, 0)
    for said in ("本系统里没有这个党支部", "日期在将来", "请附扫描件，或在下面写明没有的原因", "有 6 处需要改正"):
        assert said in shown
    assert 'value="王秀英' not in shown
    assert 'value="林晓东（书记）"' in shown


def test_a_refusal_of_the_rules_names_rule_and_reason(as_, wang, address):
    answer = as_(wang).post(address, TYPED | {"valid_days": "12", "approve-scan": scan()})
    assert answer.status_code == 422
    assert "介绍信已于2026年11月22日到期" in text_of(answer)


def test_one_destination_is_named_in_the_system_or_outside(as_, wang, address):
    both = {"outside_name": "中共海东市白沙社区支部委员会", "outside_committee": "中共海东市委组织部"}
    for typed in (TYPED | both, TYPED | {"destination": ""}):
        assert "只填一种" in text_of(as_(wang).post(address, typed | {"approve-scan": scan()}))


def test_the_scan_is_shown_to_who_may_see_the_entry(as_, entered, wang, zhao, lin):
    step = entered.steps.get(key="approve")
    address = f"/midcourse/{entered.pk}/scans/{step.pk}/"
    answer = as_(zhao).get(address)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 the stub", "application/pdf")
    assert as_(lin).get(address).status_code == 404
    assert as_(lin).get(f"/midcourse/{entered.pk}/").status_code == 404


def test_sent_back_with_words_it_is_corrected_without_the_scan_again(as_, entered, wang, zhao):
    client = as_(zhao)
    answer = client.post(f"/midcourse/{entered.pk}/send-back/", {"text": "不对"})
    assert (answer.status_code, "不少于10个字" in text_of(answer)) == (422, True)
    client.post(f"/midcourse/{entered.pk}/send-back/", {"text": "编号与存根不符，应为38号"})

    client = as_(wang)
    inbox = text_of(client.get("/"))
    assert "补录 1 件退回修改" in inbox
    assert f'<a class="link" href="/midcourse/{entered.pk}/">退回修改：{entered.title}</a>' in inbox
    assert "编号与存根不符，应为38号" in text_of(client.get(f"/midcourse/{entered.pk}/"))
    edit = f"/midcourse/{entered.pk}/edit/"
    shown = text_of(client.get(edit))
    assert 'value="37"' in shown
    assert "已附：存根.pdf" in shown
    assert client.post(edit, TYPED | {"letter_number": "38"}).status_code == 302
    again = EntryOfPast.objects.get()
    assert (again.status, again.facts["letter_number"]) == ("waiting", 38)
    assert again.steps.get(key="approve").sha256 != ""
    assert "退回修改：" not in text_of(client.get("/"))  # the notice is read


def test_withdrawn_it_leaves_the_committees_desk(as_, entered, wang, zhao):
    as_(wang).post(f"/midcourse/{entered.pk}/withdraw/")
    entered.refresh_from_db()
    assert (entered.status, entered.claim) == ("withdrawn", None)
    assert "件待确认" not in text_of(as_(zhao).get("/"))


def test_an_answer_to_what_is_done_says_so(as_, entered, zhao):
    client = as_(zhao)
    signed = {"secret": PASSWORD}
    client.post(f"/midcourse/{entered.pk}/confirm/", signed)
    answer = client.post(f"/midcourse/{entered.pk}/confirm/", signed, follow=True)
    assert "可能已经办过" in text_of(answer)
    assert TransferCase.objects.count() == 1


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_costs_the_same_for_one_and_three(
    as_, entered, wang, enrol, orgs, others, django_assert_max_num_queries
):
    client = as_(wang)
    for number in ("320724199001011233", "320724199001011276")[:others]:
        person = enrol("周杰", number, orgs.dongshan)
        typed = TYPED | {"letter_number": number[-3:], "approve-scan": scan()}
        assert client.post(f"/transfers/history/{person.pk}/", typed).status_code == 302
    with django_assert_max_num_queries(14):
        answer = client.get("/midcourse/")
    assert text_of(answer).count("/midcourse/") >= others + 1

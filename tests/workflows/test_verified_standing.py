"""D2: what a verified paper was for, until when, and enough of the name to notice a swap (R-P8)."""

from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from approvals import desk
from documents import verification
from documents.models import Paper
from tests.conftest import sweep_confirmed

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def verified(client):
    """What anybody reads who types the check code of a paper: verdict, what became of it, until when."""

    def asked(paper: Paper) -> tuple[str, str, date | None]:
        Paper._base_manager.filter(pk=paper.pk).exclude(state="filed").update(state="filed")
        answer = verification.by_code(paper.check_code)
        page = unescape(client.post(reverse("verify"), {"code": paper.check_code}).content.decode())
        assert str(answer.verdict.label) in page
        assert "李明" not in page
        standing = answer.standing
        if standing:
            assert standing.words in page
        return str(answer.verdict), standing.words if standing else "", standing.last_day if standing else None

    return asked


def letter(case) -> Paper:
    return case.papers.filter(form="F-01").last()


def test_d2_a_letter_is_good_to_its_last_day_and_says_whose(letter_out, verified, client):
    paper = letter(letter_out)
    assert verified(paper) == ("genuine", "尚未使用", date(2026, 12, 23))
    page = unescape(client.post(reverse("verify"), {"code": paper.check_code}).content.decode())
    assert "李*" in page


def test_d2_a_letter_that_was_used_is_not_good_any_more(letter_out, verified, chen, zhao, orgs):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    assert verified(letter(case))[:2] == ("spent", "本人已凭此信报到，正在办理接收")
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    assert verified(letter(case))[:2] == ("spent", "已凭此信接收（2026年11月23日），回执尚未寄出")
    case = desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    assert verified(letter(case))[1].endswith("，回执已寄出")
    case = desk.act(case, "attach_receipt", by=zhao, letter_number=1)
    assert verified(letter(case))[:2] == ("spent", "已凭此信接收（2026年11月23日），回执已归档")


def test_d2_a_letter_that_was_refused_is_not_good(letter_out, verified, chen):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "refuse", by=chen, reason="identity_unverified", text="证件信息与介绍信不一致")
    assert verified(letter(case))[:2] == ("spent", "本人已凭此信报到，尚未接收")


def test_d2_a_lost_letter_says_under_which_number_it_was_issued_again(letter_out, verified, zhao):
    first = letter(letter_out)
    case = desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    assert verified(first)[:2] == ("voided", "")
    case = desk.act(case, "reissue", by=zhao, valid_days=30, text="经审查属实，予以补开")
    assert verified(first)[:2] == ("voided", "已于2026年11月23日另开第000002号")
    assert verified(letter(case))[:2] == ("genuine", "尚未使用")


def test_d2_an_agreement_holds_to_its_last_day_and_not_after_it_ended(effective, verified, wang):
    paper = effective.papers.get(form="F-03")
    assert verified(paper) == ("genuine", "协议在有效期内", date(2027, 11, 22))
    desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="多次联系不上")
    assert verified(paper)[1] == "协议在有效期内，现中止履行"
    desk.act(effective, "resume", by=wang, text="已经找到，恢复履行")
    with at(2027, 11, 23):
        assert verified(paper) == ("spent", "协议已经期满", date(2027, 11, 22))
        sweep_confirmed()
        assert verified(paper) == ("spent", "协议已经结束：期满", date(2027, 11, 22))


def test_d2_a_signed_agreement_that_is_not_filed_does_not_hold_yet(proposed, verified, wang, lin):
    desk.act(proposed, "accept_text", by=lin, text="同意文本")
    desk.act(proposed, "sign_first", by=wang, text="同意签署")
    case = desk.act(proposed, "sign_second", by=lin, text="同意签署")
    assert verified(case.papers.get(form="F-03"))[:2] == ("spent", "协议尚未生效")


def test_d2_a_paper_that_claims_nothing_is_genuine(letter_out, verified):
    assert verified(letter_out.papers.get(form="F-14")) == ("genuine", "", None)


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳锋", "欧*"), ("", "")])
def test_d2_of_a_name_the_first_character_is_shown(name, shown):
    assert verification.masked(name) == shown

"""P12: a letter issued anew over New Year may bear the void one's number: they are told apart (R-T12, R-T17)."""

from datetime import date, datetime

import pytest

from approvals import desk
from approvals.rules import Refused
from documents import pdf
from tests.conftest import SHANGHAI

DUES = {"R-T5": "党费已补交"}


@pytest.fixture
def anew(letter_out, clock, zhao):
    """Letter 1 of 23 November 2026 was lost; letter 1 of 4 January 2027 takes its place."""
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    clock.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI))
    return desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="经审查属实，予以补开", overrides=DUES)


def test_p12_the_letter_says_of_which_year_the_one_it_replaces_is(anew):
    old, new = anew.papers.filter(form="F-01")
    assert (old.number, new.number) == ("000001", "000001")
    assert (new.snapshot["replaces"], new.snapshot["replaces_year"]) == ("000001", "2026")
    for paper in anew.papers.filter(form__startswith="F-01", voided_at=None):
        assert "补办，原2026年第000001号作废" in pdf.markup(paper.template, paper.snapshot, paper.marks)


def test_p12_within_one_year_the_number_is_enough(letter_out, zhao):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    case = desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="经审查属实，予以补开")
    new = case.papers.filter(form="F-01").last()
    assert (new.snapshot["replaces"], new.snapshot["replaces_year"], case.shares_its_number) == ("000001", "", False)


@pytest.mark.parametrize("day", [None, date(2026, 11, 23)], ids=["not said", "of the void letter"])
def test_p12_nobody_reports_in_with_the_void_letter_of_the_same_number(anew, chen, day):
    with pytest.raises(Refused) as answer:
        desk.act(anew, "report_in", by=chen, letter_number=1, letter_date=day)
    said = "有同号的介绍信已作废，请照介绍信填写开具日期；日期不符的，不能凭它报到（R-T12）。"
    assert str(answer.value) == said


def test_p12_with_the_new_letter_they_do(anew, chen):
    case = desk.act(anew, "report_in", by=chen, letter_number=1, letter_date=date(2027, 1, 4))
    assert case.state == "arrived"


def test_p12_the_day_is_asked_for_only_then(anew, letter_out, chen, client):
    client.force_login(chen.account)
    page = f"/cases/{anew.number}/"
    assert 'name="letter_date"' in client.get(f"{page}?act=report_in").content.decode()
    typed = {"seen": anew.log_length, "letter_number": "000001", "letter_date": "2026-11-23"}
    assert client.post(f"{page}act/report_in/", typed).status_code == 422
    assert client.post(f"{page}act/report_in/", typed | {"letter_date": "2027-01-04"}).status_code == 302


def test_p12_of_one_letter_no_day_is_asked(letter_out, chen, client):
    client.force_login(chen.account)
    shown = client.get(f"/cases/{letter_out.number}/?act=report_in").content.decode()
    assert ('name="letter_number"' in shown, 'name="letter_date"' in shown) == (True, False)


def test_p3_the_letter_after_a_new_opinion_names_the_lost_one(letter_out, clock, zhao, wang, lin, xu, chen, orgs):
    """Asked again after six months, the next letter is a second one all the same (R-T16, R-T17)."""
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    clock.move_to(datetime(2027, 5, 24, 9, 0, tzinfo=SHANGHAI))
    case = desk.act(letter_out, "re_examine", by=zhao)
    case = desk.act(case, "resubmit", by=wang)
    case = desk.act(case, "agree_to_release", by=wang, dues_until=date(2027, 4, 1), text="同意转出")
    desk.opine(case, by=lin, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.first)
    case = desk.act(case, "approve", by=zhao, valid_days=30)
    new = case.papers.filter(form="F-01").last()
    assert (new.snapshot["replaces"], new.snapshot["replaces_year"]) == ("000001", "2026")

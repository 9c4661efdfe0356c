"""Every paper the W1 table names: who issues it, to whom, what it says, and that nothing in it was never said.

F-02 the application, F-15 the notices (R-T7, R-T8, R-T17, R-T20), F-01 its stub and expiry (R-T11, R-T16, R-P7).
"""

from datetime import date, datetime

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import desk, sweep
from approvals.beside import attach
from approvals.models import Notice
from documents import archive, tasks
from documents.models import Paper, PrintSettings
from documents.numbers import TakenNumber
from tests.conftest import SHANGHAI
from workflows.transfer import application, drafting
from workflows.transfer.forms import RefusalForm

WHY = "该同志不在本辖区工作和居住。"
NUMBER = "32072419800815833X"
TOWN, STREET = "中共青石县长田镇委员会", "中共临港区朝晖街道工作委员会"
BRANCH, THERE = "中共青石县长田镇东山村支部委员会", "中共临港区朝晖街道一社区支部委员会"
COUNTY, DISTRICT = "中共青石县委组织部", "中共临港区委组织部"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def notice(case, title: str) -> Paper:
    return case.papers.get(form="F-15", title=title)


def said(paper: Paper, *names: str) -> list:
    return [paper.snapshot[name] for name in names]


def told(case, state: str) -> set[str]:
    found = Notice.objects.filter(case=case.pk, state=state).values_list("org__short_name", flat=True)
    return set(found)


def text_of(paper: Paper) -> str:
    """The paper as the worker files it, without line ends."""
    tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    assert paper.state == "filed", paper.error
    pages = pypdfium2.PdfDocument(archive.fetch(paper.sha256))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    return desk.act(
        transfer_at_destination,
        "refuse",
        by=chen,
        reason="wrong_branch",
        demanded="二社区支部",
        text="经核实，该同志住在二社区。",
    )


@pytest.fixture
def arrived(letter_out, chen):
    return desk.act(letter_out, "report_in", by=chen, letter_number=1)


@pytest.fixture
def receipt_sent(arrived, chen, orgs):
    desk.act(arrived, "receive", by=chen, branch=orgs.first)
    return desk.act(arrived, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")


# F-02 -------------------------------------------------------------------------------------------------------------


def test_sending_draws_up_the_application_for_the_branch(draft, wang):
    attach(draft, SimpleUploadedFile("本人申请.pdf", b"%PDF-1.7 signed"), by=wang)
    case = desk.act(draft, "submit", by=wang)
    paper = case.papers.get(form="F-02")
    assert (paper.title, paper.org_name, paper.number, paper.version) == (
        "组织关系转接申请表",
        BRANCH,
        "DSCZB-SQ-202611-001",
        1,
    )
    assert said(paper, "person_name", "id_number", "branch_name", "to_org_name", "away_since", "enclosures") == [
        "李明",
        NUMBER,
        BRANCH,
        THERE,
        "2026-03-02",
        ["本人申请.pdf"],
    ]
    assert [o["label"] for o in paper.snapshot["reasons"] if o["ticked"]] == ["经常居住地变动"]
    text = text_of(paper)
    assert NUMBER in text
    assert text.count("（盖章）") == 2
    assert "申请人（签名）：" in text


def test_a_corrected_application_takes_the_place_of_the_first(transfer, wang):
    desk.act(transfer, "send_back", by=wang, text="请写明新的工作单位和住址")
    drafting.rewrite(transfer, by=wang, reason_text="在临港区宏大建筑有限公司工作")
    case = desk.act(transfer, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    first, second = case.papers.filter(form="F-02")
    assert (first.void_reason, first.version, first.snapshot["reason_text"]) == ("replaced", 1, "")
    assert (second.is_void, second.version) == (False, 2)
    assert second.snapshot["reason_text"] == "在临港区宏大建筑有限公司工作"


def test_the_application_cites_the_agreement_in_force_and_names_the_region_in_words(effective, draft, orgs, wang):
    """D8: both were empty or a code."""
    orgs.first.region = "320724"
    orgs.first.save(update_fields=["region"])
    case = desk.act(draft, "submit", by=wang)
    paper = case.papers.get(form="F-02")
    assert said(paper, "agreement_number", "to_region") == ["东山村支部共管〔2026〕1号", "江苏省连云港市"]
    assert "东山村支部共管〔2026〕1号" in text_of(paper)


def test_a_blank_application_has_no_name_no_number_and_no_code():
    sheet = application.blank()
    assert set(sheet.says) == set(application.ApplicationSnapshot.__annotations__)
    assert {value for value in sheet.says.values() if isinstance(value, str)} == {""}


# F-15 -------------------------------------------------------------------------------------------------------------


def test_a_refusal_goes_to_the_other_side_and_to_both_superiors(refused):
    """R-T8; its number is the refusing committee's."""
    paper = notice(refused, "不予办理通知")
    assert (paper.org_name, paper.number, paper.issued_by) == (STREET, "朝晖工委〔2026〕1号", "陈志强")
    assert said(paper, "addressees", "copies") == [[TOWN], [BRANCH, COUNTY, DISTRICT]]
    assert {"长田镇党委", "东山村支部", "青石县委组织部", "临港区委组织部"} == told(refused, "refused")


def test_a_refusal_says_reason_demand_and_what_may_be_done_until_when(refused):
    """R-T7; fifteen working days to answer, sixty days until the case lapses."""
    paper = notice(refused, "不予办理通知")
    assert said(paper, "reason", "demands", "demanded", "answer_until", "lapses_on", "letter_number") == [
        "去向支部有误",
        "正确的党支部",
        "二社区支部",
        "2026-12-14",
        "2027-01-22",
        "",
    ]
    text = text_of(paper)
    assert "关于不予办理李明同志组织关系接转的通知" in text
    assert "理由：去向支部有误。具体情况：经核实，该同志住在二社区。正确的党支部：二社区支部。" in text
    assert "于2026年12月14日前选择：按上述理由补正后重新报送，或者改送其他组织的党支部" in text
    assert "至2027年1月22日仍未选择的，视为不再办理" in text
    assert (NUMBER in text, text.count("。。")) == (False, 0)


def test_a_refusal_with_the_letter_out_asks_for_it_back(arrived, chen):
    case = desk.act(arrived, "refuse", by=chen, reason="identity_unverified", text="身份证件与介绍信所载不符")
    text = text_of(notice(case, "不予办理通知"))
    assert "补正时须收回第000001号介绍信" in text
    assert "改送其他组织的党支部" not in text


def test_the_origins_own_refusal_goes_to_the_destination(transfer, wang):
    case = desk.act(transfer, "refuse", by=wang, reason="dossier_under_check", text="该同志档案正在核查，暂不能转出")
    paper = notice(case, "不予办理通知")
    assert (paper.org_name, paper.number) == (BRANCH, "东山村支部〔2026〕1号")
    assert said(paper, "addressees", "copies") == [[STREET], [TOWN, DISTRICT]]


def test_inside_one_committee_a_refusal_goes_to_the_other_branch(clock, li, orgs, wang, appoint):
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    case = desk.act(case, "refuse", by=jiang, reason="not_working_or_living_here", text=WHY)
    assert said(notice(case, "不予办理通知"), "addressees", "copies") == [[BRANCH], [TOWN]]


def test_a_character_without_a_glyph_is_refused_while_the_refusal_is_typed(transfer, wang):
    said = {"reason": "identity_unverified", "text": "姓名中的😀字与证件不符，请核实", "demanded": ""}
    form = RefusalForm(said, case=transfer, by=wang)
    assert "😀" in str(form.errors["text"])


def test_a_void_letter_is_made_known_to_the_destination(letter_out, zhao):
    """R-T17."""
    case = desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失。")
    paper = notice(case, "介绍信作废通知")
    assert (paper.org_name, paper.number) == (TOWN, "长镇组〔2026〕1号")
    assert said(paper, "addressees", "copies", "reason", "on_paper") == [[STREET], [BRANCH], "遗失", True]
    assert told(case, "letter_void") == {"朝晖街道党工委", "东山村支部"}
    assert "开具的第000001号介绍信因遗失，自2026年11月23日起作废。情况说明：本人报告介绍信在途中遗失。" in text_of(
        paper
    )


def test_a_recalled_letter_is_made_known_to_the_destination(letter_out, zhao):
    """R-T20."""
    case = desk.act(letter_out, "recall", by=zhao, text="本人放弃转移，介绍信已收回")
    paper = notice(case, "介绍信收回通知")
    assert said(paper, "addressees", "text") == [[STREET], "本人放弃转移，介绍信已收回"]
    assert f"该同志的组织关系仍在{BRANCH}" in text_of(paper)


def test_whoever_was_asked_is_told_of_a_withdrawal(transfer_at_destination, wang):
    case = desk.act(transfer_at_destination, "withdraw", by=wang, text="本人决定不转")
    paper = notice(case, "撤回接转通知")
    assert (paper.org_name, *said(paper, "addressees", "copies", "text")) == (BRANCH, [STREET], [TOWN], "本人决定不转")
    assert "朝晖街道党工委" in told(case, "withdrawn")


def test_nobody_is_written_to_who_was_not_asked(transfer, wang):
    case = desk.act(transfer, "withdraw", by=wang)
    assert [p.form for p in case.papers] == ["F-02"]


def test_the_clock_writes_no_official_paper(transfer_at_destination, lin, xu, chen, clock, wang):
    """Silence for thirty days ends a returned case: notices within the product tell it, nobody is made to speak."""
    desk.opine(transfer_at_destination, by=lin, agrees=True)
    desk.opine(transfer_at_destination, by=xu, agrees=True)
    case = desk.act(transfer_at_destination, "ask_material", by=chen, text="请补送工作单位证明和住址证明")
    clock.move_to(at(date(2027, 1, 4)))
    sweep.sweep()
    case = case.flow.whole(case.pk)
    assert case.state == "withdrawn"
    assert not case.papers.filter(form="F-15").exists()
    assert {"东山村支部", "朝晖街道党工委"} <= told(case, "withdrawn")


def test_an_adjustment_is_a_document_of_the_common_committee(clock, li, orgs, wang, zhao, appoint):
    """R-T14."""
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    case = desk.act(case, "approve_internal", by=zhao)
    paper = notice(case, "关于调整党员组织关系的通知")
    assert (paper.number, paper.template) == ("长镇组〔2026〕1号", "transfer/adjustment.html")
    assert said(paper, "addressees", "copies") == [[BRANCH, orgs.xihe.name], []]
    assert f"同意李明同志（正式党员）的组织关系由{BRANCH}调整到{orgs.xihe.name}" in text_of(paper)


def test_both_sides_and_their_superiors_find_the_notice_and_nobody_else_does(
    refused, client, wang, zhao, sun, zhou, lin, appoint, orgs
):
    paper = notice(refused, "不予办理通知")
    address = reverse("paper_status", args=[refused.number, paper.pk])
    stranger = appoint("何静", "he", orgs.second, "secretary")

    def seen(by) -> int:
        client.force_login(by.account)
        return client.get(address).status_code

    assert [seen(by) for by in (wang, zhao, sun, zhou, lin)] == [200] * 5
    assert seen(stranger) == 404


# F-01: stub, expiry, printing -------------------------------------------------------------------------------------


def test_an_expired_letter_is_told_to_the_branch_on_a_slip_that_speaks_for_nobody(letter_out, clock):
    """R-T16: no number is taken, no seal has a place."""
    taken = TakenNumber.objects.count()
    clock.move_to(at(date(2026, 12, 24), 0))
    sweep.sweep()
    case = letter_out.flow.whole(letter_out.pk)
    paper = notice(case, "介绍信超期告知单")
    assert (paper.number, TakenNumber.objects.count()) == ("", taken)
    assert said(paper, "branch_name", "letter_number", "valid_until", "answer_until") == [
        BRANCH,
        "000001",
        "2026-12-23",
        "2027-01-14",
    ]
    text = text_of(paper)
    assert "自2026年12月23日24时起超过有效期" in text
    assert "（盖章）" not in text
    assert "东山村支部" in told(case, "letter_expired")


def test_the_stub_is_filed_with_the_receipt(receipt_sent, zhao):
    case = desk.act(receipt_sent, "attach_receipt", by=zhao, letter_number=1)
    paper = case.papers.get(form="F-01a")
    assert (paper.org_name, *said(paper, "note", "receipt_handler")) == (TOWN, "", "陈志强")
    text = text_of(paper)
    assert "党员介绍信存根" in text
    assert "李明同志的党员组织关系已转达我处" in text
    assert "附注" not in text


def test_a_receipt_nobody_confirmed_is_noted_on_the_stub(receipt_sent, clock):
    clock.move_to(at(date(2026, 12, 24)))
    sweep.sweep()
    stub = receipt_sent.papers.get(form="F-01a")
    assert "附注：回执寄出后三十天未登记收到，2026年12月24日由系统办结。" in text_of(stub)


def test_a_receipt_that_never_came_is_noted_on_the_stub(arrived, clock, chen, zhao, orgs):
    received = desk.act(arrived, "receive", by=chen, branch=orgs.first)
    clock.move_to(at(date(2027, 2, 24)))
    case = desk.act(received, "close_without_receipt", by=zhao, text="经请示上级同意，凭系统接收记录办结")
    text = text_of(case.papers.get(form="F-01a"))
    assert "附注：接收后三个月未收到回执，2027年2月24日凭系统中的接收记录办结。" in text
    assert "已转达我处" not in text


def test_an_online_transfer_has_neither_receipt_nor_stub_on_paper(transfer_awaiting_approval, zhao, chen, orgs):
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(channel="online_province")
    desk.act(case, "approve", by=zhao, valid_days=30)
    desk.act(case, "report_in", by=chen, letter_number=1)
    desk.act(case, "receive", by=chen, branch=orgs.first)
    desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    case = desk.act(case, "attach_receipt", by=zhao, letter_number=1)
    assert {p.form for p in case.papers} == {"F-02", "F-14"}


def test_a_letter_is_printed_where_the_offices_printer_needs_it(transfer_awaiting_approval, zhao, orgs):
    """R-P7; the letter that was printed before keeps what it said."""
    PrintSettings.objects.create(org=orgs.town, right_mm="1.5", down_mm="-2")
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    assert case.papers.get(form="F-01P").snapshot["shift_mm"] == [1.5, -2.0]
    assert "shift_mm" not in case.papers.get(form="F-01").snapshot


@pytest.mark.parametrize(("unmarked", "marks"), [(False, 3), (True, 0)])
def test_only_who_has_the_right_prints_letters_without_the_mark(
    transfer_awaiting_approval, zhao, orgs, unmarked, marks
):
    PrintSettings.objects.create(org=orgs.town, unmarked=unmarked, basis="江组发〔2026〕3号")
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    assert text_of(case.papers.get(form="F-01")).count("内部备查，非正式凭证") == marks

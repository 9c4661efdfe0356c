"""The page 完整性: a superior sees that log and archive hold, up to where, and what differs (R13, S3)."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.checkpoints import sheet as sheets
from approvals.checkpoints.codes import code_of, grouped
from approvals.integrity import running
from approvals.integrity.records import Proof
from approvals.models import Checkpoint, Entry
from documents.models import Paper
from documents.sheets import draw
from members.orgs import Kind as OrgKind
from tests.approvals.test_integrity import filed, held, through  # noqa: F401  fixtures
from tests.conftest import _org as make_org
from tests.documents.conftest import storage  # noqa: F401  a fixture

QUERIES = 9


@pytest.fixture
def administrator(orgs, appoint):
    return appoint("管理员", "guan", orgs.town, "administrator")


def test_an_office_without_log_or_proof_is_told_what_comes(client_of, administrator):
    page = client_of(administrator).get(reverse("integrity")).content.decode()
    assert "还没有核对过。" in page
    assert "还没有检查点。有了日志，时钟每小时做一个。" in page
    assert "现在核对" in page


def test_an_approver_has_it_proved_and_reads_up_to_where(filed, client_of, zhao):  # noqa: F811
    browser = client_of(zhao)
    proof = browser.post(reverse("integrity_start"), follow=True)
    assert "第 1 步，共 6 步：事项日志、名册变动、检查点" in proof.content.decode()
    assert "又一次核对正在进行。" in browser.get(reverse("integrity")).content.decode()

    through(Proof.objects.get())
    for page in (proof.redirect_chain[0][0], reverse("integrity")):
        text = browser.get(page).content.decode()
        assert "日志和存档完整" in text
        assert f"核对于 2026-11-23 09:00，到检查点 {filed.pk}（2026-11-23 09:00）" in text
    assert "核对了 4 份存档文书。" in browser.get(proof.redirect_chain[0][0]).content.decode()


def test_what_differs_is_read_by_whom_it_concerns(held, letter_out, client_of, zhao, chen, keeper, orgs, appoint):  # noqa: F811
    Entry.objects.filter(case=letter_out, seq=3).update(verb="refuse")
    lost = letter_out.papers.first()
    Paper.objects.filter(pk=lost.pk).update(state="filed", sha256="0" * 64)
    proof = through(running.begin(None))
    said = f"事项 {letter_out.number}：第 3 条日志（refuse）被改动"
    elsewhere = make_org("中共青石县白水镇委员会", "白水镇党委", OrgKind.PARTY_COMMITTEE, orgs.county, region="320724")
    stranger = appoint("刘洋", "liu", elsewhere, "approver")
    for hat, reads in ((zhao, True), (keeper, True), (stranger, False)):
        text = client_of(hat).get(proof.get_absolute_url()).content.decode()
        assert "先不要改动服务器和数据库，保留现场" in text
        assert (said in text, lost.check_code in text) == (reads, reads)
        assert ("涉及您无权查看的事项或人员" in text) is not reads


def test_what_the_night_found_is_told_on_the_first_page(held, letter_out, client_of, zhao, wang, administrator):  # noqa: F811
    said = "2026-11-23 09:00 核对日志和存档，有 1 处不符。"
    through(running.begin(None))
    assert said not in client_of(zhao).get("/").content.decode()
    Entry.objects.filter(case=letter_out, seq=7).delete()
    proof = through(running.begin(None))
    told = said.replace("1 处", f"{proof.fault_count} 处")
    for hat, reads in ((zhao, True), (administrator, True), (wang, False)):
        text = client_of(hat).get("/").content.decode()
        assert (told in text, proof.get_absolute_url() in text) == (reads, reads)
    assert told in client_of(administrator).get("/system/").content.decode()


def test_a_proof_that_stopped_is_begun_anew_from_its_page(held, client_of, zhao):  # noqa: F811
    proof = running.begin(zhao)
    running.give_up(proof.pk, "ValueError")
    text = client_of(zhao).get(proof.get_absolute_url()).content.decode()
    assert ("核对没有做完就停了。" in text, "（ValueError）" in text, "再核对一次" in text) == (True, True, True)


# The sheet ----------------------------------------------------------------------------------------------------------


def test_a_sheet_is_checked_and_proved(held, client_of, zhao):  # noqa: F811
    browser = client_of(zhao)
    begun = browser.post(reverse("integrity_check"), {"code": f"{held.pk}-{grouped(held.hash[:24])}"})
    through(Proof.objects.get())
    text = browser.get(begun["Location"]).content.decode()
    assert "与检查单相符" in text
    assert f"检查点 {held.pk}（2026-11-23 09:00）时的内容都还在，没有改动。" in text


def test_a_sheet_whose_state_is_gone_is_told_so_at_once(held, client_of, zhao):  # noqa: F811
    code = f"{held.pk + 1}-{'a' * 24}"
    answer = client_of(zhao).post(reverse("integrity_check"), {"code": code})
    text = answer.content.decode()
    assert "与检查单不符" in text
    assert f"日志里没有检查点 {held.pk + 1}，最后一个是：检查点 {held.pk}（2026-11-23 09:00）。" in text
    assert f'value="{code}"' in text
    assert not Proof.objects.exists()


def test_what_is_no_code_is_kept_and_said_to_be_none(held, client_of, zhao):  # noqa: F811
    answer = client_of(zhao).post(reverse("integrity_check"), {"code": "12-9f86"})
    assert answer.status_code == 422
    assert "这不是检查单的代码。" in answer.content.decode()
    assert 'value="12-9f86"' in answer.content.decode()


def test_a_scanned_sheet_leads_to_the_filled_form(held, client_of, zhao, settings):  # noqa: F811
    settings.PUBLIC_URL = "https://office.example.cn/"
    square = sheets.of(held, "中共长田镇委员会").says["square"]
    assert square == f"https://office.example.cn/integrity/?code={code_of(held)}"
    path = square.removeprefix("https://office.example.cn")
    assert f'value="{code_of(held)}"' in client_of(zhao).get(path).content.decode()
    assert not Proof.objects.exists()


def test_the_sheet_is_one_page_that_says_the_code_and_the_counts(held, storage, client_of, zhao):  # noqa: F811
    browser, address = client_of(zhao), reverse("checkpoint_sheet", args=[held.pk])
    assert browser.get(address).status_code == 202
    wanted = sheets.of(held, zhao.org.name)
    draw.call(wanted.template, wanted.title, dict(wanted.says))
    answer = browser.get(address)
    assert answer["Content-Disposition"] == f'inline; filename="checkpoint-{held.pk}.pdf"'
    pages = list(pypdfium2.PdfDocument(BytesIO(answer.content)))
    text = "".join(pages[0].get_textpage().get_text_range().split())
    assert len(pages) == 1
    assert f"检查点{held.pk}2026年11月23日09:00" in text
    assert f"{held.pk}-{held.hash}" in text
    assert "事项日志7" in text
    assert zhao.org.name in text
    assert f"上次打印：检查点 {held.pk}，2026-11-23" in browser.get(reverse("integrity")).content.decode()


def test_a_sheet_is_asked_for_once_a_month(held, client_of, zhao, clock):  # noqa: F811
    late = "已超过一个月没有打印检查单。"

    def is_asked_for() -> bool:
        return late in client_of(zhao).get(reverse("integrity")).content.decode()

    assert not is_asked_for()
    clock.shift(timedelta(days=31))
    assert is_asked_for()
    sheets.note_printed(held)
    assert not is_asked_for()
    clock.shift(timedelta(days=31))
    assert is_asked_for()


def test_a_checkpoint_of_old_is_printed_too(storage, client_of, zhao):  # noqa: F811
    old = Checkpoint.objects.create(made_at=timezone.now(), entries=7, previous="", hash="a" * 64)
    assert sheets.of(old, "").says["totals"] == [["事项日志", 7], ["名册变动", 0]]
    assert client_of(zhao).get(reverse("checkpoint_sheet", args=[old.pk])).status_code == 202


# Who may ------------------------------------------------------------------------------------------------------------


def test_it_is_for_approvers_and_administrators_above_the_branches(held, client_of, wang, chen, zhao, administrator):  # noqa: F811
    for hat, status in ((wang, 403), (chen, 403), (zhao, 200), (administrator, 200)):
        browser = client_of(hat)
        assert browser.get(reverse("integrity")).status_code == status
        in_menu = reverse("integrity") in browser.get("/").content.decode()
        assert in_menu == (status == 200)
    assert client_of(wang).post(reverse("integrity_start")).status_code == 403
    assert not Proof.objects.exists()


def test_the_page_needs_as_many_queries_for_three_proofs_as_for_one(
    held,  # noqa: F811
    client_of,
    zhao,
    django_assert_num_queries,
):
    browser = client_of(zhao)
    browser.get(reverse("integrity"))
    for n in (1, 2):
        for _proof in range(n):
            through(running.begin(zhao))
        with django_assert_num_queries(QUERIES):
            browser.get(reverse("integrity"))

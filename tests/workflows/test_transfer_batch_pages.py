"""Batches in the browser: both ways to begin, ticks that are never lost, confirm, result, and every closed door."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from approvals.journal import Entry
from members.models import AccessRecord
from tests.workflows.batch_lists import FIRST, id_number, line, listed, work, workbook
from workflows.models import TransferBatch, TransferCase
from workflows.transfer.batch import choosing, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office(client, wang):
    client.force_login(wang.account)
    return client


@pytest.fixture
def class_of_60(enrol, orgs):
    return [enrol(f"同志{n:02d}", id_number(n), orgs.dongshan) for n in range(60)]


def send(client, content: bytes, name: str = "毕业班 李明.xlsx", channel: str = "paper"):
    return client.post(reverse("batch_upload"), {"file": SimpleUploadedFile(name, content), "channel": channel})


def text_of(answer) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def only_batch() -> TransferBatch:
    return TransferBatch.objects.get()


# A workbook -----------------------------------------------------------------------------------------------------------


def test_a_list_goes_from_upload_over_verdicts_to_cases_and_a_result(office, wang, li, enrol, orgs):
    kong = enrol("孔国", id_number(1), orgs.dongshan)
    answer = send(
        office,
        workbook(line(li), line(kong, reason="外出学习", since="2026-09-01"), line(li)),
        channel="online_province",
    )
    batch = only_batch()
    assert (answer.status_code, answer["Location"]) == (302, f"/transfers/batches/{batch.pk}/")
    assert 'http-equiv="refresh"' in office.get(batch.get_absolute_url()).content.decode()

    work()
    page = text_of(office.get(batch.get_absolute_url()))
    assert "有 1 人可以发起，每人一件，分别送转出支部提意见。" in page
    assert "另有 1 人有提示，写明理由后一并发起" in page
    assert "外出不满六个月，一般开具党员证明信；确需转移组织关系的请写明理由（ R-T2 ）：1 人" in page
    assert "与第2行是同一人，一人只能办一件（ R-T13 ）" in page
    assert "320724********833X" in page
    assert "32072419800815833X" not in page

    answer = office.post(reverse("batch_confirm", args=[batch.pk]), {"override-R-T2": "录取通知书载明学制四年"})
    assert answer["Location"] == batch.get_absolute_url()
    work()
    page = text_of(office.get(batch.get_absolute_url()))
    assert "办完：已发起 2 件，已分别送转出支部提意见。" in page
    assert "还有 1 人没有发起" in page
    cases = TransferCase.objects.order_by("pk")
    assert [(c.person, c.channel) for c in cases] == [(li, "online_province"), (kong, "online_province")]
    assert all(case.number in page for case in cases)
    assert Entry.objects.get(case=cases[1], verb="submit").data == {"overrides": {"R-T2": "录取通知书载明学制四年"}}

    result = office.post(reverse("batch_sheet", args=[batch.pk]))
    assert result["Content-Disposition"] == 'attachment; filename="batch-20261123.xlsx"'
    rows = CalamineWorkbook.from_filelike(BytesIO(result.content)).get_sheet_by_name("结果").to_python()
    assert rows == [
        ["行号", "姓名", "身份号码", "转入党支部全称", "结论", "原因", "事项编号"],
        ["2", "李明", "320724********833X", FIRST, "已发起", "", cases[0].number],
        [
            "3",
            "孔国",
            f"320724********{kong.id_number[-4:]}",
            FIRST,
            "已发起",
            "外出不满六个月，一般开具党员证明信；确需转移组织关系的请写明理由（R-T2）",
            cases[1].number,
        ],
        ["4", "李明", "320724********833X", FIRST, "不能发起", "与第2行是同一人，一人只能办一件（R-T13）", ""],
    ]
    assert list(AccessRecord.objects.values_list("kind", "subject")) == [("export", f"transferbatch:{batch.pk}")]


def test_a_refused_file_says_why_on_the_same_page_and_nothing_is_kept(office):
    answer = send(office, b"name,number")
    assert answer.status_code == 415
    assert "这不是 Excel 工作簿（.xlsx）" in text_of(answer)
    answer = office.post(reverse("batch_upload"), {"channel": "paper"})
    assert (answer.status_code, "请选择名单的 .xlsx 文件。" in text_of(answer)) == (422, True)
    assert not TransferBatch.objects.exists()


def test_a_reason_that_cannot_be_printed_is_refused_and_kept(office, wang, li):
    batch = listed(wang, line(li, reason="外出学习", since="2026-09-01"))
    answer = office.post(reverse("batch_confirm", args=[batch.pk]), {"override-R-T2": "学制四年𪚥"})
    assert answer.status_code == 422
    assert "字库没有“𪚥”" in text_of(answer)
    assert "学制四年𪚥" in answer.content.decode()
    assert only_batch().state == "checked"


def test_without_a_row_to_open_nothing_starts(office, wang, li):
    batch = listed(wang, line(li, reason="外出学习", since="2026-09-01"))
    answer = office.post(reverse("batch_confirm", args=[batch.pk]), {"override-R-T2": " "}, follow=True)
    assert "没有可以发起的行：请先写明理由，或改正后重新上传。" in text_of(answer)
    assert only_batch().state == "checked"


def test_a_second_click_is_told_and_starts_nothing(office, wang, li):
    batch = listed(wang, line(li))
    for _click in range(2):
        answer = office.post(reverse("batch_confirm", args=[batch.pk]), follow=True)
    assert "这一批已经在办理或已办完，没有重复执行。" in text_of(answer)
    work()
    assert TransferCase.objects.count() == 1


def test_a_running_batch_is_stopped_and_gone_on_with_from_its_page(office, wang, li):
    batch = listed(wang, line(li))
    office.post(reverse("batch_confirm", args=[batch.pk]))
    assert "先停下" in text_of(office.get(batch.get_absolute_url()))
    office.post(reverse("batch_stop", args=[batch.pk]))
    work()
    assert TransferCase.objects.count() == 0
    assert "继续发起" in text_of(office.get(batch.get_absolute_url()))
    office.post(reverse("batch_go_on", args=[batch.pk]))
    work()
    assert TransferCase.objects.count() == 1


def test_a_list_that_is_not_wanted_goes_with_all_its_rows(office, wang, li):
    batch = listed(wang, line(li))
    answer = office.post(reverse("batch_discard", args=[batch.pk]), follow=True)
    assert "已放弃，名单已删除，没有发起任何接转。" in text_of(answer)
    assert (only_batch().state, batch.rows.count()) == ("discarded", 0)


def test_the_rest_of_a_batch_is_given_up_and_what_is_open_goes_on(office, wang, li):
    batch = listed(wang, line(li), line(li))
    office.post(reverse("batch_confirm", args=[batch.pk]))
    work()
    office.post(reverse("batch_check_again", args=[batch.pk]))
    work()
    page = text_of(office.get(batch.get_absolute_url()))
    assert "其余的不办了" in page
    assert "没有可以发起的行，请看下面的原因。" in page
    answer = office.post(reverse("batch_discard", args=[batch.pk]), follow=True)
    assert "没有发起的人已从名单删去，已发起的各件照常办理。" in text_of(answer)
    assert (only_batch().state, batch.rows.count(), TransferCase.objects.count()) == ("done", 1, 1)


@pytest.mark.giant("batches")
def test_rows_are_shown_by_verdict_and_a_hundred_at_a_time(office, wang, class_of_60, orgs):
    rows = [line(person) for person in class_of_60]
    batch = listed(wang, *rows, *rows)
    page = text_of(office.get(batch.get_absolute_url()))
    assert "全部 120" in page
    assert "可以发起 60" in page
    assert page.count("同志59") == 1
    assert "下一页" in page
    assert text_of(office.get(f"{batch.get_absolute_url()}?after=101")).count("与第") == 20
    barred = text_of(office.get(f"{batch.get_absolute_url()}?state=barred"))
    assert (barred.count("与第"), barred.count("同志")) == (60, 60)
    assert office.get(f"{batch.get_absolute_url()}?state=x&after=y").status_code == 200


def test_the_sample_has_our_headers_and_text_cells(office):
    sample = office.get(reverse("batch_sample"))
    assert sample["Content-Type"] == XLSX
    book = CalamineWorkbook.from_filelike(BytesIO(sample.content))
    assert book.sheet_names == ["名单", "填写说明"]
    assert book.get_sheet_by_name("名单").to_python() == [
        ["姓名", "身份号码", "转入党支部全称", "转移原因", "何时起", "联系方式", "党费交至", "说明"]
    ]


def test_the_list_of_batches_says_who_when_and_how_many(office, wang, li):
    batch = listed(wang, line(li), line(li))
    running.confirm(batch, by=wang, reasons={})
    work()
    page = text_of(office.get(reverse("batches")))
    assert "11月23日 09:00 王秀英 名单工作簿 名单 2 人 已发起 1 件 已办完" in page


# Ticks ----------------------------------------------------------------------------------------------------------------


def ticks(batch) -> list[str]:
    return sorted(batch.rows.values_list("person__name", flat=True))


def page_keys(answer) -> list[str]:
    return re.findall(r'name="shown" value="(\d+)"', answer.content.decode())


def test_ticks_are_kept_over_pages_and_searches(office, orgs, class_of_60):
    answer = office.post(reverse("batch_begin", args=[orgs.dongshan.pk]))
    batch = only_batch()
    there = reverse("batch_members", args=[batch.pk])
    assert answer["Location"] == there

    first = office.get(there)
    shown = page_keys(first)
    assert len(shown) == 50
    answer = office.post(there, {"shown": shown, "person": shown[:2], "last": shown[-1], "go": "next"})
    assert ticks(batch) == ["同志00", "同志01"]
    second = office.get(answer["Location"])
    assert len(page_keys(second)) == 10
    assert "已选 2 人" in text_of(second)

    keys = page_keys(second)
    found = office.post(answer["Location"], {"shown": keys, "person": keys[:1], "q": "同志07", "go": "find"})
    assert ticks(batch) == ["同志00", "同志01", "同志50"]
    (seventh,) = page_keys(found)
    again = office.post(there, {"shown": seventh, "person": seventh, "q": "同志07", "go": "stay"})
    assert f'value="{seventh}" checked' in again.content.decode()

    office.post(there, {"shown": shown, "person": [shown[1], seventh], "go": "stay"})
    assert ticks(batch) == ["同志01", "同志07", "同志50"]


def test_a_whole_page_is_chosen_with_one_button(office, wang, orgs, class_of_60):
    batch = choosing.begin(orgs.dongshan, by=wang)
    there = reverse("batch_members", args=[batch.pk])
    shown = page_keys(office.get(there))
    office.post(there, {"shown": shown, "go": "all"})
    assert len(ticks(batch)) == 50
    office.post(there, {"shown": shown, "person": shown, "go": "none"})
    assert ticks(batch) == []


def test_the_chosen_go_to_one_branch_for_one_reason(office, wang, orgs, class_of_60):
    batch = choosing.begin(orgs.dongshan, by=wang)
    there = reverse("batch_members", args=[batch.pk])
    shown = page_keys(office.get(there))
    answer = office.post(there, {"shown": shown, "person": shown[:3], "go": "on"})
    assert answer["Location"] == reverse("batch_destination", args=[batch.pk])

    found = office.post(answer["Location"], {"q": "朝晖 一社区"})
    assert FIRST in text_of(found)
    answer = office.post(reverse("batch_set_destination", args=[batch.pk, orgs.first.pk]))
    facts = answer["Location"]
    assert facts == reverse("batch_facts", args=[batch.pk])
    assert "3 人转到一社区支部" in text_of(office.get(facts))
    faulty = office.post(facts, {"reason": "", "channel": "paper", "reason_text": "去港口工作"})
    assert faulty.status_code == 422
    assert "去港口工作" in faulty.content.decode()

    typed = {"reason": "unit_changed", "away_since": "2026-07-01", "reason_text": "2026届毕业", "channel": "paper"}
    office.post(facts, typed)
    work()
    page = text_of(office.get(batch.get_absolute_url()))
    assert "有 3 人可以发起" in page
    office.post(reverse("batch_confirm", args=[batch.pk]))
    work()
    cases = TransferCase.objects.order_by("pk")
    assert [(c.person.name, c.destination, c.reason_text, c.contact) for c in cases] == [
        (f"同志0{n}", orgs.first, "2026届毕业", "13586399530") for n in range(3)
    ]


def test_the_ticks_may_be_changed_after_the_check_and_what_was_typed_is_still_there(office, wang, orgs, li):
    batch = choosing.begin(orgs.dongshan, by=wang)
    choosing.tick(batch, {li.pk}, {li.pk})
    choosing.settle(batch, orgs.first)
    batch.refresh_from_db()
    choosing.check(batch, {"reason": "retirement", "away_since": "", "reason_text": "回乡", "channel": "paper"})
    work()
    office.post(reverse("batch_choose_again", args=[batch.pk]))
    answer = office.get(batch.get_absolute_url())
    assert answer["Location"] == reverse("batch_members", args=[batch.pk])
    assert "回乡" in office.get(reverse("batch_facts", args=[batch.pk])).content.decode()


def test_steps_out_of_order_lead_to_the_step_that_is_missing(office, wang, orgs, li):
    batch = choosing.begin(orgs.dongshan, by=wang)
    facts = reverse("batch_facts", args=[batch.pk])
    assert office.get(facts)["Location"] == reverse("batch_members", args=[batch.pk])
    choosing.tick(batch, {li.pk}, {li.pk})
    assert office.get(facts)["Location"] == reverse("batch_destination", args=[batch.pk])
    done = listed(wang, line(li))
    for name in ("batch_members", "batch_destination", "batch_facts"):
        assert office.get(reverse(name, args=[done.pk]))["Location"] == done.get_absolute_url()


def test_nobody_else_may_be_ticked_and_the_try_is_on_record(office, wang, orgs, enrol):
    """R-O14: as if they were not there."""
    stranger = enrol("林芳", id_number(9), orgs.first)
    batch = choosing.begin(orgs.dongshan, by=wang)
    there = reverse("batch_members", args=[batch.pk])
    assert office.post(there, {"shown": stranger.pk, "person": stranger.pk, "go": "stay"}).status_code == 404
    assert office.post(there, {"shown": 999_999, "person": 999_999, "go": "stay"}).status_code == 404
    assert ticks(batch) == []
    assert list(AccessRecord.objects.values_list("kind", "subject")) == [("foreign", f"person:{stranger.pk}")]


def test_more_than_a_batch_takes_are_not_ticked(office, wang, orgs, class_of_60, monkeypatch):
    monkeypatch.setattr(choosing, "LARGEST", 3)
    batch = choosing.begin(orgs.dongshan, by=wang)
    there = reverse("batch_members", args=[batch.pk])
    shown = page_keys(office.get(there))
    answer = office.post(there, {"shown": shown, "person": shown[:4], "go": "on"})
    assert "一批最多3人，请分成几批。" in text_of(answer)
    assert ticks(batch) == []


# Doors ----------------------------------------------------------------------------------------------------------------


def test_who_may_not_start_a_transfer_starts_no_batch(client, appoint, orgs, li):
    keeper = appoint("管理员", "keeper", orgs.dongshan, "administrator")
    client.force_login(keeper.account)
    assert "您的岗位不能发起接转" in text_of(client.get(reverse("batches")))
    assert send(client, workbook(line(li))).status_code == 403
    assert client.post(reverse("batch_begin", args=[orgs.dongshan.pk])).status_code == 403
    assert not TransferBatch.objects.exists()


def test_another_organisations_batch_is_missing(client, wang, lin, li):
    batch = listed(wang, line(li))
    client.force_login(lin.account)
    assert client.get(batch.get_absolute_url()).status_code == 404
    assert client.post(reverse("batch_confirm", args=[batch.pk])).status_code == 404
    assert AccessRecord.objects.filter(kind="foreign", subject=f"transferbatch:{batch.pk}").count() == 2


def test_the_entries_are_where_one_looks_for_them(client, zhao, orgs, li):
    client.force_login(zhao.account)
    assert reverse("batches") in client.get(reverse("transfer_start")).content.decode()
    page = client.get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()
    assert reverse("batch_begin", args=[orgs.dongshan.pk]) in page
    found = client.post(reverse("batches"), {"q": "东山"})
    assert reverse("batch_begin", args=[orgs.dongshan.pk]) in found.content.decode()


@pytest.mark.giant("batches")
def test_no_page_costs_more_for_a_longer_list(office, wang, orgs, class_of_60, django_assert_max_num_queries):
    batch = listed(wang, *[line(person) for person in class_of_60])
    with django_assert_max_num_queries(14):
        office.get(batch.get_absolute_url())
    with django_assert_max_num_queries(14):
        office.get(reverse("batches"))

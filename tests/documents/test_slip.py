"""F-14 over pages: rows stay whole, the head repeats, the last page is never the end alone."""

import re

import pypdfium2
import pytest

from bench.sample_letter import MARKS
from documents import pdf

SAID = {
    "org": "中共临港区朝晖街道工作委员会",
    "by": "陈志强（组织员）",
    "at": "2026-11-20T09:33",
    "verdict": "同意",
    "text": "同意接收。",
}
SLIP = {
    "case_number": "ZJ2026-000001",
    "kind": "组织关系接转",
    "subject": "李明：东山村支部 → 一社区支部",
    "person_name": "李明",
    "from_org_name": "中共青石县长田镇东山村支部委员会",
    "to_org_name": "中共临港区朝晖街道一社区支部委员会",
    "opened_on": "2026-11-01",
    "origin_opinion": SAID,
    "destination_opinion": SAID,
    "result": "办结",
    "documents": [{"title": "审批流转单", "number": "CT-ZJ-202611-001"}],
    "overrides": [],
}


def entry(number: int) -> dict:
    return {
        "at": f"2026-11-{number:02d}T09:{number:02d}",
        "side": "流入地",
        "org": "中共临港区朝晖街道综合党总支",
        "by": "许梅（书记）",
        "step": "转入方意见",
        "verdict": "同意",
        "text": f"第{number}轮：" + "经核实，该同志长期在本辖区工作和居住，同意接收。" * (1 + number % 3),
        "due": "2026-12-15",
        "overdue": "是（12个工作日）",
        "superseded": number < 4,
    }


@pytest.mark.giant("papers")
@pytest.mark.parametrize("rounds", range(5, 21))
def test_the_last_page_holds_two_rows_with_the_end(rounds):
    snapshot = {**SLIP, "entries": [entry(n) for n in range(1, rounds + 1)]}
    pages = [
        re.sub(r"\s", "", page.get_textpage().get_text_range())
        for page in pypdfium2.PdfDocument(pdf.render("approvals/slip.html", snapshot, MARKS))
    ]
    said = [re.findall(r"第(\d+)轮：", page) for page in pages]
    assert [number for page in said for number in page] == [str(n) for n in range(1, rounds + 1)]
    assert "办理结果办结" in pages[-1]
    assert len(said[-1]) >= 2
    assert all("经办人及职务" in page for page in pages)
    for page, rows in zip(pages, said, strict=True):  # a row is whole: its head, and all of what was said
        assert [page.count(f"09:{int(number):02d}流入地") for number in rows] == [1] * len(rows)
        assert page.count("同意接收。") >= sum(1 + int(number) % 3 for number in rows)

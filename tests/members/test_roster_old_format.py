"""An .xls is measured before it is opened; one that claims a vast area, is encrypted or damaged is refused."""

import struct
from pathlib import Path

import pytest

from members.roster import old_format, parts
from members.roster.unreadable import Unreadable
from members.roster.workbook import Workbook

CONTENT = (Path(__file__).parent / "rosters" / "10_old_format.xls").read_bytes()


def moved(row, column):
    """The workbook with its last text cell at another place."""
    head = struct.pack("<HHHH", old_format.LABELSST, 10, 2, 9)
    assert CONTENT.count(head) == 1
    return CONTENT.replace(head, struct.pack("<HHHH", old_format.LABELSST, 10, row, column))


def test_the_area_of_the_values_is_measured():
    assert old_format.largest_area(CONTENT) == (3 * 10, 3, 10)
    assert old_format.largest_area(moved(65535, 255)) == (65536 * 256, 65536, 256)


def test_a_cell_far_away_is_refused_before_memory_is_reserved():
    with pytest.raises(Unreadable, match="数据区过大（65536行×256列）") as refused:
        Workbook(moved(65535, 255), only_xlsx=False)
    assert refused.value.status == 413


def test_the_sheet_is_read():
    book = Workbook(CONTENT, only_xlsx=False)
    [sheet] = book.sheets
    assert (sheet.name, sheet.height, sheet.width, sheet.hidden) == ("花名册", 3, 10, False)
    assert [number for number, _values in book.rows(sheet)] == [1, 2, 3]


def test_a_limit_for_all_sheets_together(monkeypatch):
    monkeypatch.setattr(parts, "CELLS_LIMIT", 29)
    with pytest.raises(Unreadable, match="各表合计"):
        Workbook(CONTENT, only_xlsx=False)


def test_a_password_is_named():
    head = struct.pack("<HHHH", old_format.LABELSST, 10, 2, 9)
    with pytest.raises(Unreadable, match="设有打开密码"):
        Workbook(CONTENT.replace(head, struct.pack("<HHHH", old_format.FILEPASS, 10, 2, 9)), only_xlsx=False)


@pytest.mark.parametrize("content", [CONTENT[:1000], CONTENT[:4] + bytes(600), CONTENT[:512] + bytes(5000)])
def test_a_damaged_one_is_damaged_in_words(content):
    with pytest.raises(Unreadable, match="文件已损坏"):
        Workbook(content, only_xlsx=False)

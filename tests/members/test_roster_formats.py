"""Text files as Excel and WPS write them; what cannot be read says how to save it."""

import pytest

from members.roster import formats
from members.roster.formats import Format
from members.roster.unreadable import Unreadable
from members.roster.workbook import Workbook

TABLE = "姓名,性别\r\n李明,男\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("gb18030"),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace(",", ";").encode(),
    ],
)
def test_a_text_file_is_read_in_each_encoding(content):
    book = Workbook(content, only_xlsx=False)
    assert list(book.rows(book.sheets[0])) == [(1, ["姓名", "性别"]), (2, ["李明", "男"])]
    assert (book.format, book.sees_marks, book.upright_merges(book.sheets[0])) == (Format.TEXT, False, {})


def test_a_comma_in_quotes_and_a_short_line_are_understood():
    assert formats.table('姓名,备注\n李明,"甲,乙"\n王秀英\n'.encode()) == [
        ["姓名", "备注"],
        ["李明", "甲,乙"],
        ["王秀英", ""],
    ]


def test_a_character_beyond_two_bytes_of_the_national_encoding_is_kept():
    assert formats.table("姓名,备注\n李𠮷,\n".encode("gb18030"))[1] == ["李𠮷", ""]


@pytest.mark.parametrize(
    "content", [b"<?xml version='1.0'?><Workbook/>", b"\xef\xbb\xbf<html><table>", b"  <table><tr>"]
)
def test_a_spreadsheet_in_xml_or_of_a_web_page_says_how_to_save_it(content):
    with pytest.raises(Unreadable, match=r"另存为 \.xlsx 再上传") as refused:
        formats.format_of(content, only_xlsx=False)
    assert refused.value.status == 415


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7,\x00\xff", "一句话".encode(), b"\x00,\x00"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Unreadable, match="这不是能读的表格"):
        formats.format_of(content, only_xlsx=False)


@pytest.mark.parametrize("content", [TABLE.encode(), formats.OLE + b"\0" * 600])
def test_other_readers_take_an_xlsx_only(content):
    with pytest.raises(Unreadable):
        Workbook(content)


def test_a_text_file_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(formats, "ROWS_LIMIT", 1)
    with pytest.raises(Unreadable, match="行数过多"):
        formats.table(TABLE.encode())

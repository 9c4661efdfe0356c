"""A workbook is not trusted: formats, sizes, lying zips, huge areas, formulas, damaged XML."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from members.roster import parts
from members.roster.parts import column_letters, column_number
from members.roster.workbook import Unreadable, Workbook


def made(fill, **options):
    target = BytesIO()
    with xlsxwriter.Workbook(target, options) as book:
        fill(book)
    return target.getvalue()


def simple(book):
    book.add_worksheet("党员花名册").write_row(0, 0, ["姓名", "性别"])


def rezipped(content, change):
    """The workbook with its parts passed through `change(name, bytes)`."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def refused(content):
    with pytest.raises(Unreadable) as unreadable:
        Workbook(content)
    return unreadable.value.status, str(unreadable.value)


def test_rows_come_with_their_excel_numbers_and_columns_from_a():
    def fill(book):
        page = book.add_worksheet("甲")
        page.write_row(2, 1, ["姓名", "性别"])
        page.write_row(4, 1, ["李明", "男"])
        book.add_worksheet("乙")

    book = Workbook(made(fill))
    assert [sheet.name for sheet in book.sheets] == ["甲", "乙"]
    assert list(book.rows(book.sheets[0])) == [
        (1, ["", "", ""]),
        (2, ["", "", ""]),
        (3, ["", "姓名", "性别"]),
        (4, ["", "", ""]),
        (5, ["", "李明", "男"]),
    ]
    assert list(book.rows(book.sheets[1])) == []
    book.close()


def test_formulas_are_found_by_row():
    def fill(book):
        page = book.add_worksheet("甲")
        page.write_row(0, 0, ["姓名", "日期", "备注"])
        page.write(1, 0, "李明")
        page.write_formula(1, 1, "=TODAY()", value=45000)
        page.write_formula(1, 2, "=1+1", value=2)
        page.write_formula(3, 2, '=HYPERLINK("http://example.org","x")', value="x")

    assert Workbook(made(fill)).sheets[0].formulas == {2: 0b110, 4: 0b100}


def test_hidden_and_struck_parts_are_found():
    def fill(book):
        through, plain = book.add_format({"font_strikeout": True}), book.add_format()
        page = book.add_worksheet("甲")
        page.write_row(0, 0, ["姓名", "性别", "备注"])
        page.write_row(1, 0, ["李明", "男"])
        page.write(2, 0, "王秀英", through)
        page.write_rich_string(3, 0, through, "孔", through, "国")
        page.write_rich_string(4, 0, through, "赵", plain, "兰海")
        page.write(5, 1, "男")
        page.set_row(5, None, None, {"hidden": True})
        page.set_column(2, 3, None, None, {"hidden": True})
        book.add_worksheet("乙").hide()

    first, second = Workbook(made(fill)).sheets
    assert first.struck == {3: 0b1, 4: 0b1}
    assert (first.hidden_rows, first.hidden_columns) == ({6}, {2, 3})
    assert (first.hidden, second.hidden) == (False, True)


def test_a_merge_over_rows_is_remembered_but_one_over_columns_is_not():
    def fill(book):
        page = book.add_worksheet("甲")
        page.merge_range(0, 0, 0, 2, "花名册")
        page.merge_range(2, 1, 4, 1, "东山村支部")
        page.write(4, 2, "x")

    book = Workbook(made(fill))
    assert book.upright_merges(book.sheets[0]) == {(4, 1): 3, (5, 1): 3}


def test_a_zip_that_unpacks_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(parts, "UNPACKED_LIMIT", 1000)
    assert refused(made(simple))[0] == 413


def test_a_zip_that_lies_about_its_size_is_refused():
    content = rezipped(made(simple), lambda name, data: data + b" " * 5_000_000 if "theme" in name else data)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = next(part.file_size for part in archive.infolist() if "theme" in part.filename)
    lied = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lied != content
    assert refused(lied)[0] == 422


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(parts, "PARTS_LIMIT", 3)
    assert refused(made(simple))[0] == 413


def test_a_sheet_that_claims_a_huge_area_is_refused_before_it_is_reserved():
    def fill(book):
        page = book.add_worksheet("甲")
        page.write(0, 0, "姓名")
        page.write(1_048_575, 150, "x")

    assert refused(made(fill)) == (
        413,
        "工作表「甲」的数据区过大（1048576行×151列）。请删去表外的空行、空列后再上传。",
    )


def test_a_zip_that_is_no_workbook_is_refused():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(target.getvalue()) == (415, "这是压缩文件，不是 Excel 工作簿（.xlsx）。")


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: data[: len(data) // 2] if name.endswith("sheet1.xml") else data,
        lambda name, data: (
            data.replace(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet")
            if name.endswith("sheet1.xml")
            else data
        ),
        lambda name, data: b"" if name.endswith("workbook.xml.rels") else data,
    ],
)
def test_a_damaged_workbook_is_refused_with_a_way_out(change):
    content = made(lambda book: [simple(book), book.worksheets()[0].write_row(1, 0, ["李明", "男"])])
    assert refused(rezipped(content, change)) == (
        422,
        "文件已损坏，不能读取。请在 Excel 中打开后另存为 .xlsx 再上传。",
    )


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AB", 28), ("XFD", 16384)])
def test_columns_are_counted_as_excel_does(letters, number):
    assert (column_number(f"{letters}7"), column_letters(number)) == (number, letters)

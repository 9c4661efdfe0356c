"""A roster for the picture of the import: members the demo does not know, as a branch would send them in."""

import io

import xlsxwriter

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NAMES = ("姚远", "邵华", "孟凡", "秦岚", "江涛", "顾青", "夏雨", "钟山")
BRANCH, JOINED = "西河村支部", "2004.07.01"


def id_number(born: str, order: int) -> str:
    """An invented number with its right check digit (R-I1); an odd `order` is a man's."""
    digits = f"320724{born}{order:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def row(number: int, name: str, id_digits: str, *, branch: str = BRANCH, joined: str = JOINED) -> list:
    gender = "女男"[int(id_digits[16]) % 2]
    return [number, name, id_digits, gender, "正式党员", branch, joined, "2005.07.01", "2026年11月"]


def rows() -> list[list]:
    """A title above the headings, eight good rows, three faulty ones."""
    good = [row(n + 1, name, id_number(f"{1970 + 2 * n}0{n + 1}1{n}", 11 + n)) for n, name in enumerate(NAMES)]
    return [
        ["长田镇西河村支部党员花名册"],
        ["序号", "姓名", "公民身份号码", "性别", "人员类别", "所在党支部", "入党时间", "转正时间", "党费交至"],
        *good,
        row(9, "方圆", id_number("19811212", 35)[:-1] + "*"),
        row(10, "陆地", id_number("19830303", 37), joined="2031.07.01"),
        row(11, "白云", id_number("19850505", 38), branch="西山村支部"),
    ]


def new_members() -> bytes:
    """The workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("党员花名册")
        for at, cells in enumerate(rows()):
            sheet.write_row(at, 0, cells)
    return file.getvalue()

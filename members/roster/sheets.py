"""What a sheet's name and the lines above its heading tell: which kind of sheet it is, and whose.

Tests: tests/members/test_roster_sheets.py.
"""

import re

from .words import Holds

# The first that is found decides; what a sheet is called comes before its title.
_KINDS = [
    (
        Holds.FORMER,
        r"已?转出(党员|人员|名单|名册|$)|去世|死亡|除名|(?<![流外])出党(?!员)|停止党籍|脱党|退党|历史党员|失联",
    ),
    (Holds.OUTINGS, r"(流动|流出|流入|外出)党员(?!党?总?支部|党委)"),
    (Holds.TARGETS, r"发展对象|发展党员"),
    (Holds.ACTIVISTS, r"积极分子|申请人|申请入党"),
    (Holds.MEMBERS, r"党员(基本)?(信息|情况|花名册|名册|名单|登记|汇总)"),
    (Holds.ORGS, r"党组织|组织情况|组织(名册|信息)|支部(名册|信息|一览|情况)"),
    (Holds.MEMBERS, r"党员|花名册"),
]
_LIST = re.compile(
    r"(中共)?党员(基本)?(信息|情况)?(花名册|名册|名单|登记表|汇总表|统计表|表)?|花名册|名册|名单|台账|\d{4}年度?|\d{1,2}月份?"
)
_FILLED_BY = re.compile(r"^(填报|填表|报送)?(单位|党组织|支部)(名称)?(盖章)?")


def told_kind(sheet_name: str, titles: list[str]) -> Holds | None:
    """The kind that the sheet's name says, else the first of its `titles`; None where neither says one."""
    for said in (sheet_name, *titles):
        for holds, pattern in _KINDS:
            if re.search(pattern, said):
                return holds
    return None


def branch_words(sheet_name: str, titles: list[str]) -> list[tuple[str, str]]:
    """Where a branch may be named: what is said, and "sheet" or "title"; most telling first.

    `"东山村党支部党员花名册"` → `"东山村党支部"`, `"填报单位：东山村支部"` → `"东山村支部"`."""
    said = [(sheet_name, "sheet"), *((title, "title") for title in titles)]
    tidied = [(_LIST.sub("", _FILLED_BY.sub("", words)).strip("：:（）()·-—_ "), where) for words, where in said]
    return [(words, where) for words, where in dict.fromkeys(tidied) if len(words) > 1]

"""Recognise what a sheet holds and which column is which, whatever the office called them.

Title rows above, headers over two rows, other orders and other words are accepted; the user may correct the result.
Tests: tests/members/test_roster_columns.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from typing import Any
from unicodedata import normalize

from . import cells

LOOK_AT = 15  # rows from the top in which a header may stand


class Holds(StrEnum):
    """What a sheet holds."""

    ORGS = "orgs"
    MEMBERS = "members"
    ACTIVISTS = "activists"


_PERSON = {
    "name": "姓名 党员姓名 名字",
    "gender": "性别",
    "nationality": "民族",
    "id_number": "公民身份号码 身份证号 身份证号码 公民身份证号码 居民身份证号码 身份号码 证件号码 身份证",
    "education": "学历 文化程度 学历学位 最高学历",
    "branch": "所在党支部 所属党支部 党支部 所在支部 支部 支部名称 所在党组织 所属党组织 组织关系所在党支部 党支部名称",
    "phone": "手机号 手机 手机号码 联系电话 联系方式 电话 移动电话",
    "remark": "备注 说明",
}
# Field: the words offices use for it. The first is ours and stands on the mapping page.
COLUMNS: dict[Holds, dict[str, list[str]]] = {
    holds: {field_name: words.split() for field_name, words in fields.items()}
    for holds, fields in {
        Holds.ORGS: {
            "name": "组织全称 党组织全称 党组织名称 组织名称 全称",
            "kind": "组织类别 党组织类别 类别 组织类型",
            "parent": "上级党组织 上级党组织名称 上级组织 隶属党组织",
            "power": "审批预备党员权限 具有审批预备党员权限 审批权限 是否有审批权限",
            "secretary_name": "书记 党组织书记 支部书记 党支部书记 党委书记 书记姓名 负责人 党组织负责人",
            "contact_name": "联系人 联系人姓名",
            "phone": "联系电话 电话 办公电话",
            "address": "通讯地址 地址 办公地址",
            "postcode": "邮编 邮政编码",
            "fax": "传真 传真号码",
            "short_name": "简称 组织简称",
            "document_code": "机关代字 发文代字",
            "code": "组织代码 党组织代码",
            "region": "行政区划代码 区划代码",
            "founded_on": "成立日期 成立时间",
            "remark": "备注 说明",
        },
        Holds.MEMBERS: {
            **_PERSON,
            "joined_on": "入党日期 入党时间 加入党组织日期 加入中国共产党日期 加入党组织时间",
            "converted_on": "转正日期 转正时间 转为正式党员日期",
            "stage": "党员类别 人员类别 党员类型 类别",
            "occupation": "工作岗位 岗位 职业 工作单位及职务 职务",
            "dues_until": "党费交至 党费缴至 党费交纳至 党费缴纳至",
            "away_since": "外出日期 外出时间 流出日期 流出时间",
            "away_place": "外出地点 流出地点 外出流向 流向 现居住地",
            "away_unit": "外出单位 流入地单位 务工单位",
            "away_branch": "流入地党支部 流入地党组织 流入党支部 流入党组织",
            "graduated_on": "毕业日期 毕业时间",
            "abroad_since": "出国日期 出国境日期 出境日期",
            "certificate_number": "活动证编号 流动党员活动证编号 流动党员活动证号 活动证号",
        },
        Holds.ACTIVISTS: {
            **_PERSON,
            "applied_on": "申请入党日期 申请入党时间 递交入党申请书日期 递交入党申请书时间 申请日期",
            "activist_on": "确定积极分子日期 确定积极分子时间 确定为入党积极分子时间 列为积极分子时间",
            "cultivation_contact": "培养联系人 培养联系人姓名",
            "away_branch": "居住地党支部 现居住地党支部 居住地党组织",
            "occupation": "工作岗位 岗位 职业",
        },
    }.items()
}
REQUIRED = {
    Holds.ORGS: ("name", "kind"),
    Holds.MEMBERS: ("name", "id_number", "joined_on", "branch"),
    Holds.ACTIVISTS: ("name", "id_number", "applied_on", "branch"),
}
OWN = {"行号", "原因", "序号", "编号"}  # columns we or the office add, which hold no facts
WORDS = {
    holds: {word: field_name for field_name, words in fields.items() for word in words}
    for holds, fields in COLUMNS.items()
}


def label(holds: Holds, field_name: str) -> str:
    """Our own word for a field: `"公民身份号码"`."""
    return COLUMNS[holds][field_name][0]


@dataclass
class Header:
    """Where a sheet's header stands (`bottom`: its last row) and which column index holds which field."""

    top: int
    bottom: int
    headers: list[str]
    fields: dict[int, str] = field(default_factory=dict)


@dataclass
class Layout(Header):
    """A header of which it is known what its sheet holds."""

    holds: Holds = field(kw_only=True)

    @property
    def missing(self) -> list[str]:
        """Labels of required fields that no column holds."""
        return [label(self.holds, name) for name in REQUIRED[self.holds] if name not in self.fields.values()]

    def as_json(self) -> dict[str, Any]:
        fields = {str(index): name for index, name in self.fields.items()}
        return {
            "holds": self.holds.value,
            "top": self.top,
            "bottom": self.bottom,
            "headers": self.headers,
            "fields": fields,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Layout:
        fields = {int(index): name for index, name in kept["fields"].items()}
        return cls(kept["top"], kept["bottom"], kept["headers"], fields, holds=Holds(kept["holds"]))


def plain(header: Any) -> str:
    """A header without spaces, brackets and marks: `"公民 身份号码（必填）*"` → `"公民身份号码"`."""
    said = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", normalize("NFKC", cells.text(header)))
    return re.sub(r"[\s*:：、,，/]+", "", said)


def recognise(sheet_name: str, rows: Iterable[tuple[int, list[Any]]]) -> Layout | None:
    """The layout of a sheet from its first rows, or None when it holds nothing we know."""
    first = tops(rows)
    best, best_score = None, (0, 0, 0)
    for holds in Holds:
        for header in possible_headers(WORDS[holds], first):
            layout = Layout(**vars(header), holds=holds)
            if layout.missing and len(layout.fields) < 3:
                continue
            score = (-len(layout.missing), _hint(sheet_name, holds), len(layout.fields))
            if best is None or score > best_score:
                best, best_score = layout, score
    return best


def tops(rows: Iterable[tuple[int, list[Any]]]) -> list[tuple[int, list[str]]]:
    """The rows in which a header may stand, their cells as plain words."""
    near = takewhile(lambda row: row[0] <= LOOK_AT, rows)
    return [(number, [plain(value) for value in values]) for number, values in near]


def _hint(sheet_name: str, holds: Holds) -> int:
    if "积极分子" in sheet_name or "申请人" in sheet_name:
        return int(holds == Holds.ACTIVISTS)
    if "党组织" in sheet_name or "组织情况" in sheet_name:
        return int(holds == Holds.ORGS)
    return int(holds == Holds.MEMBERS)


def possible_headers(words: Mapping[str, str], first: list[tuple[int, list[str]]]) -> Iterator[Header]:
    """Every row as a header, and every row with the next one as its second line where that tells more.

    `words`: each word an office uses for a column, with the field it means; `first`: what `tops` gives."""
    for index, (number, headers) in enumerate(first):
        one = Header(number, number, headers, _matched(words, [[header] for header in headers]))
        if len(one.fields) < 2:
            continue
        yield one
        if index + 1 < len(first):
            below = first[index + 1][1]
            choices, names = _stacked(headers, below)
            two = Header(number, number + 1, names, _matched(words, choices))
            if len(two.fields) > len(one.fields):
                yield two


def _stacked(above: list[str], below: list[str]) -> tuple[list[list[str]], list[str]]:
    """For each column the words to try, and what to call it, when a merged header spans the columns below it."""
    choices, names, spanning = [], [], ""
    for upper, lower in zip(above, below, strict=True):
        spanning = upper or (spanning if lower else "")
        choices.append([spanning + lower, lower, upper] if lower else [upper])
        names.append(spanning + lower if lower else upper)
    return choices, names


def _matched(words: Mapping[str, str], choices: list[list[str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, said in enumerate(choices):
        known = next((words[word] for word in said if word in words), None)
        if known and known not in found.values():
            found[index] = known
    return found

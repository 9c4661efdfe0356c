"""What sheets may hold, and the words offices use for their columns.

The first word of a field is ours: it stands on the mapping page and in messages. Codes of values: `codes.py`.
Tests: tests/members/test_roster_columns.py.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holds(models.TextChoices):
    """What a sheet holds."""

    ORGS = "orgs", _("组织名册")
    MEMBERS = "members", _("党员花名册")
    OUTINGS = "outings", _("流动党员台账")
    ACTIVISTS = "activists", _("入党积极分子、申请人名册")
    TARGETS = "targets", _("发展党员名册")
    FORMER = "former", _("已转出、去世、出党等人员")
    NOTHING = "nothing", _("不读这张表")


# Kinds whose procedure does not stand yet: named and kept as a file, no person is written (development of members).
KEPT = frozenset({Holds.ACTIVISTS, Holds.TARGETS})

_PERSON = {
    "name": "姓名 党员姓名 名字 党员名称",
    "gender": "性别",
    "nationality": "民族 族别",
    "id_number": "公民身份号码 身份证号 身份证号码 公民身份证号码 公民身份证号 居民身份证号码 居民身份证号 身份号码 "
    "证件号码 身份证件号码 身份证 身份证明号码",
    "education": "学历 文化程度 学历学位 最高学历 教育程度",
    "branch": "所在党支部 所属党支部 党支部 所在支部 所属支部 支部 支部名称 所在党组织 所属党组织 组织关系所在党支部 "
    "党支部名称 组织关系所在支部 党员所在党支部",
    "phone": "手机号 手机 手机号码 联系电话 联系方式 电话 移动电话 本人电话 联系手机 与党组织联系方式",
    "remark": "备注 说明",
}
_APPLIED = "申请入党日期 申请入党时间 递交入党申请书日期 递交入党申请书时间 申请日期 提交书面申请书时间"
_ACTIVIST = "确定积极分子日期 确定积极分子时间 确定为入党积极分子时间 列为积极分子时间 确定为入党积极分子日期"
_MEMBER = {
    **_PERSON,
    "joined_on": "入党日期 入党时间 加入党组织日期 加入中国共产党日期 加入党组织时间 何时入党 入党年月 入党年月日",
    "converted_on": "转正日期 转正时间 转为正式党员日期 转为正式党员时间 转正年月",
    "stage": "党员类别 人员类别 党员类型 类别 党员身份 预正 正预 正式预备 是否正式党员 党员性质",
    "status": "党籍状态 党员状态 在册情况 在册状态",
    "lost": "是否为失联党员 是否失联党员 是否失联 失联党员",
    "occupation": "工作岗位 岗位 职业 工作单位及职务 职务",
    "dues_until": "党费交至 党费缴至 党费交纳至 党费缴纳至 历史党费缴至 党费交至年月",
    "moved_in_on": "组织关系转入日期 组织关系转入时间 组织关系转入本支部时间 转入日期 转入时间 转入本支部时间",
    "floating": "是否为流动党员 是否流动党员",
    "away_since": "外出日期 外出时间 流出日期 流出时间 何时外出",
    "away_place": "外出地点 流出地点 外出流向 流向 现居住地 流入地 外出地址 地点",
    "away_unit": "外出单位 流入地单位 务工单位",
    "away_branch": "流入地党支部 流入地党组织 流入党支部 流入党组织",
    "graduated_on": "毕业日期 毕业时间",
    "abroad_since": "出国日期 出国境日期 出境日期",
    "certificate_number": "活动证编号 流动党员活动证编号 流动党员活动证号 活动证号",
    "applied_on": _APPLIED,
    "activist_on": _ACTIVIST,
}
_APPLICANT = {
    **_PERSON,
    "applied_on": _APPLIED,
    "activist_on": _ACTIVIST,
    "cultivation_contact": "培养联系人 培养联系人姓名",
    "away_branch": "居住地党支部 现居住地党支部 居住地党组织",
    "occupation": "工作岗位 岗位 职业",
}
_ORG = {
    "name": "组织全称 党组织全称 党组织名称 组织名称 全称 党支部名称 党支部全称 支部名称 党委名称",
    "kind": "组织类别 党组织类别 类别 组织类型 党组织类型",
    "parent": "上级党组织 上级党组织名称 上级组织 隶属党组织 所属党组织 所属分党委 所属党委 所属党总支 上级党委 "
    "所属上级党组织",
    "power": "审批预备党员权限 具有审批预备党员权限 审批权限 是否有审批权限",
    "secretary_name": "书记 党组织书记 支部书记 党支部书记 党委书记 书记姓名 负责人 党组织负责人",
    "contact_name": "联系人 联系人姓名",
    "phone": "联系电话 电话 办公电话",
    "address": "通讯地址 地址 办公地址",
    "postcode": "邮编 邮政编码",
    "fax": "传真 传真号码",
    "short_name": "简称 组织简称 党组织简称 支部简称",
    "document_code": "机关代字 发文代字",
    "code": "组织代码 党组织代码",
    "region": "行政区划代码 区划代码",
    "founded_on": "成立日期 成立时间 建立时间 建立日期",
    "remark": "备注 说明",
}
_OUTING = {
    **_MEMBER,
    "occupation": "工作岗位 岗位 职业 从事行业 从事职业及年收入",
    "ended_on": "返回日期 返回时间 返乡时间 返乡日期 外出结束日期",
}
_TARGET = {**_APPLICANT, **{name: _MEMBER[name] for name in ("joined_on", "converted_on", "stage")}}

# Field: the words offices use for it.
COLUMNS: dict[Holds, dict[str, list[str]]] = {
    holds: {field_name: words.split() for field_name, words in fields.items()}
    for holds, fields in {
        Holds.ORGS: _ORG,
        Holds.MEMBERS: _MEMBER,
        Holds.OUTINGS: _OUTING,
        Holds.ACTIVISTS: _APPLICANT,
        Holds.TARGETS: _TARGET,
        Holds.FORMER: _MEMBER,
        Holds.NOTHING: dict[str, str](),
    }.items()
}
REQUIRED: dict[Holds, tuple[str, ...]] = {
    Holds.ORGS: ("name",),
    Holds.MEMBERS: ("name", "id_number", "joined_on", "branch"),
    Holds.OUTINGS: ("name", "id_number"),
    Holds.ACTIVISTS: ("name", "id_number", "applied_on", "branch"),
    Holds.TARGETS: ("name",),
    Holds.FORMER: ("name",),
    Holds.NOTHING: (),
}
# What the page may ask one value for, when no column says it: an empty answer leaves it open.
ASKABLE: dict[Holds, tuple[str, ...]] = {Holds.MEMBERS: ("stage", "dues_until", "nationality")}
OWN = {"行号", "原因", "序号", "编号"}  # columns we or the office add, which hold no facts
# Months and days that stand in columns of their own below one heading, beside the year.
PARTS = {"月": ":month", "日": ":day"}
WORDS = {
    holds: {word: field_name for field_name, words in fields.items() for word in words}
    for holds, fields in COLUMNS.items()
}


def label(holds: Holds, field_name: str) -> str:
    """Our own word for a field: `"公民身份号码"`; of a part of a date `"入党日期（月）"`."""
    name, _colon, part = field_name.partition(":")
    word = COLUMNS[holds][name][0]
    return f"{word}（{'月' if part == 'month' else '日'}）" if part else word

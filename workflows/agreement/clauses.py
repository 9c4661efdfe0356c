"""The clause library 条款库 of F-03: thirteen clauses, by version and kind of agreement (R-C4).

A clause has a lead, which says the terms and cannot be edited apart from them, and a body that both sides may change.
A new wording is a new version of the library: agreements keep the one they were written with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from approvals.sides import Side

from .states import Every, Mode, Scope

if TYPE_CHECKING:
    from .case import AgreementCase
    from .texts import AgreementText

CURRENT = "2026-11"
PROMISES = "promises"  # the clause whose words the members sign, as an annex of F-03

Lead = Callable[["AgreementText", "AgreementCase"], str]


def _nothing(text: "AgreementText", case: "AgreementCase") -> str:
    return ""


@dataclass(frozen=True)
class Clause:
    """`key` names it in every version; `required`: cannot be left out (R-C4); `scope` None: in both kinds."""

    key: str
    title: str
    body: str
    lead: Lead = _nothing
    required: bool = True
    scope: Scope | None = None


def library(version: str, scope: str) -> list[Clause]:
    """The clauses of a version for one kind, in the order in which they are printed. KeyError for no such version."""
    return [clause for clause in LIBRARIES[version] if clause.scope in (None, scope)]


def on_paper(day: date) -> str:
    """`2026年3月8日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def _parties(text: "AgreementText", case: "AgreementCase") -> str:
    there = case.destination.name if case.destination else ""
    return f"甲方（流出地党组织）：{case.origin.name}；乙方（流入地党组织）：{there}。"


def _members(text: "AgreementText", case: "AgreementCase") -> str:
    count = text.standing.count()
    if case.scope == Scope.ORGANISATION:
        about = case.floating_org.name if case.floating_org else ""
        return f"本协议适用于{about}及其党员，共{count}名，名册附后。"
    if count == 1:
        return f"本协议适用于{text.standing.get().name}同志，基本情况见附件。"
    return f"本协议适用于附件名册所列{count}名流动党员。"


MODES = {
    Mode.DESTINATION_LED: "以流入地党组织（乙方）管理为主，流出地党组织（甲方）配合。",
    Mode.ORIGIN_LED: "以流出地党组织（甲方）管理为主，流入地党组织（乙方）配合。",
    Mode.JOINT: "由甲乙双方共同管理，各负其责。",
}


# Chinese whatever language the interface speaks: it is what both sign.
EVERY = {Every.MONTH: "每月", Every.QUARTER: "每季度", Every.HALF_YEAR: "每半年"}


def _mode(text: "AgreementText", case: "AgreementCase") -> str:
    return MODES[Mode(text.mode)]


def _dues(text: "AgreementText", case: "AgreementCase") -> str:
    return "党费向甲方交纳。" if text.dues_paid_to == Side.ORIGIN else "党费由乙方代收，按季转交甲方。"


def _contacts(text: "AgreementText", case: "AgreementCase") -> str:
    sides = [("甲方", case.origin), ("乙方", case.destination)]
    named = [
        f"{word}联系人：{org.contact_name or '＿＿＿＿'}，电话：{org.phone or '＿＿＿＿'}" for word, org in sides if org
    ]
    return "；".join(named) + f"。双方{EVERY[Every(text.exchange_months)]}互通一次联系情况。"


def _promises(text: "AgreementText", case: "AgreementCase") -> str:
    return "承诺书由党员本人签名，见附件二。"


def _term(text: "AgreementText", case: "AgreementCase") -> str:
    term = f"自{on_paper(text.starts_on)}起至{on_paper(text.ends_on)}止"
    return f"本协议期限{term}，经双方签署并报双方上级党组织备案后生效。"


LIBRARIES: dict[str, tuple[Clause, ...]] = {
    "2026-11": (
        Clause(
            "purpose",
            "目的",
            "为落实流动党员双向管理责任，使流动党员离乡不离党、流动不流失，双方经协商一致，订立本协议。",
            lead=_parties,
        ),
        Clause(
            "members",
            "协议对象",
            "名册有增减的，由一方于变动当月书面通知对方，对方十个工作日内可提出异议。",
            lead=_members,
        ),
        Clause("mode", "管理模式", "一方不得以由对方管理为由推卸本方责任。", lead=_mode),
        Clause(
            "origin_duties",
            "甲方责任",
            "甲方保留党员的正式组织关系和党员档案；外出前与党员谈话，发放流动党员活动证；每月与党员联系一次；"
            "及时寄送学习资料和党内文件精神；换届选举等重要事项提前通知党员。",
            lead=_dues,
        ),
        Clause(
            "destination_duties",
            "乙方责任",
            "乙方登记并把党员编入就近的支部或党小组，安排参加组织生活和活动，做好考勤；关心党员的就业、生活和权益，"
            "提供力所能及的服务和帮助；每半年对党员的现实表现作出评价性意见，反馈甲方。",
        ),
        Clause(
            PROMISES,
            "党员承诺",
            "党员自觉接受双方管理，按期交纳党费，联系方式或去向变动时及时报告双方。",
            lead=_promises,
            required=False,
        ),
        Clause(
            "exchange",
            "情况通报",
            "重要情况随时通报；每半年由乙方书面反馈评价，甲方十个工作日内确认。",
            lead=_contacts,
        ),
        Clause(
            "development",
            "发展党员",
            "入党申请人、入党积极分子由乙方负责日常培养教育和考察，由甲方按规定讨论决定并报批；甲方在列为发展对象、"
            "接收预备党员和转正前，须书面征求乙方意见。",
        ),
        Clause(
            "five_together",
            "五共事项",
            "双方坚持组织共建、党员共管、工作共商、经费共担、活动共抓，每项每半年至少安排一次并留有记录；"
            "各方承担的经费和物资支持逐笔登记。",
            scope=Scope.ORGANISATION,
        ),
        Clause(
            "relation_stays",
            "组织关系",
            "本协议不转移党员的正式组织关系；党员在乙方没有表决权、选举权和被选举权。符合转移条件的，应当及时转移组织关系。",
        ),
        Clause(
            "term",
            "期限、变更和终止",
            "变更内容须签订补充协议。任何一方提前解除的，须书面说明理由并提前三十天通知对方，通知期内双方继续履行。"
            "党员的组织关系转移、返乡或失去党籍的，对该党员的约定自行终止；失联的中止。",
            lead=_term,
        ),
        Clause("differences", "分歧处理", "双方意见不一致的，先行协商；协商不成的，提请共同的上级党组织协调。"),
        Clause("other", "其他约定", "", required=False),
        Clause("copies", "文本", "本协议一式四份，双方各执一份，报双方上级党组织备案各一份。", required=False),
    ),
}

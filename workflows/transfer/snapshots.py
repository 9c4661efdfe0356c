"""What each paper of a transfer is told (F-01, F-01c, F-14): plain JSON, dates as ISO text, names as on that day.

The desk fills these, `documents.papers.issue` freezes them, the templates of the same name print them.
"""

from typing import Literal, NotRequired, TypedDict


class ReceiptPart(TypedDict):
    """The third part 回执联, blank until the destination has received."""

    number: str  # six digits as on the paper, "000123": the same on all three parts (R-T12)
    replaces: str  # the number this letter replaces, "" for a first letter (R-T16, R-T17)
    marked: bool  # print 内部备查，非正式凭证; False only for an organisation with the right (R-P7)
    person_name: str
    receipt_addressee_org_name: str  # the origin's base committee, full name
    receipt_handler: str  # "" while unknown, like the next three
    receipt_phone: str
    receipt_received_on: str  # "2025-03-20"
    receipt_date: str


class LetterSnapshot(ReceiptPart):
    """F-01, template `transfer/letter.html`: three parts on one A4 sheet."""

    mode: Literal["overlay", "reference"]  # overlay: the variables alone, for the pre-printed form (R-P7)
    shift_mm: NotRequired[list[float]]  # overlay: [right, down], as the office's printer needs it
    addressee_org_name: str
    gender: str  # "male" or "female"
    age_on_issue: int | None  # years completed (R-I4); None: no date of birth on record
    nationality: str  # in full: 汉族, 蒙古族 (R-P10)
    party_status: str  # "full_member" or "probationary_member"
    id_number: str
    from_org_name: str
    to_org_name: str
    dues_until: str  # "2025-03" (R-T5)
    valid_days: int  # 1 to 90 (R-T4)
    issued_on: str  # "2025-03-08"
    contact: str
    committee_address: str
    committee_phone: str
    fax: str
    postcode: str


class ReceiptSnapshot(ReceiptPart):
    """F-01c alone, template `transfer/receipt.html`: under the letter's number, all four receipt fields filled."""


class SlipOpinion(TypedDict):
    """One side's latest opinion, for the two boxes at the top of the slip."""

    org: str
    by: str  # 经办人及职务
    at: str  # "2025-03-08T09:33"
    verdict: str  # 同意, 退回, 不同意 …; 未答复（逾期） where silence is recorded (R-T24)
    text: str


class SlipEntry(TypedDict):
    """One line of the slip, in order of time."""

    at: str
    side: str  # 流出地, 流入地, 上级, 系统
    org: str
    by: str
    step: str
    verdict: str
    text: str
    due: str  # "2025-03-15" or ""
    overdue: str  # 否, 是（3天), "" where nothing was due
    superseded: bool  # a newer version of the same opinion stands (R-O15)


class SlipDocument(TypedDict):
    title: str
    number: str


class SlipOverride(TypedDict):
    """A WARN rule an authorised user went past, with the written reason."""

    rule: str  # "R-T5"
    sentence: str
    reason: str
    by: str
    at: str


class SlipSnapshot(TypedDict):
    """F-14 审批流转单, template `approvals/slip.html`."""

    case_number: str
    kind: str  # 组织关系接转
    subject: str
    person_name: str
    from_org_name: str
    to_org_name: str
    opened_on: str  # "2025-03-01"
    origin_opinion: SlipOpinion | None
    destination_opinion: SlipOpinion | None
    entries: list[SlipEntry]
    result: str  # 办结, or where it stands now
    documents: list[SlipDocument]
    overrides: list[SlipOverride]


# Field names as an office reads them, for messages (`issue(labels=LABELS)`).
LABELS = {
    "person_name": "姓名",
    "nationality": "民族",
    "addressee_org_name": "介绍信抬头",
    "receipt_addressee_org_name": "回执抬头",
    "from_org_name": "转出党组织",
    "to_org_name": "转入党组织",
    "contact": "党员联系方式",
    "committee_address": "基层党委通讯地址",
    "committee_phone": "基层党委联系电话",
    "receipt_handler": "经办人",
    "receipt_phone": "经办人电话",
    "subject": "事由",
    "entries": "办理过程",
    "origin_opinion": "流出地意见",
    "destination_opinion": "流入地意见",
    "overrides": "越过提醒的理由",
    "documents": "文书",
}


class AdjustmentSnapshot(TypedDict):
    """F-15 通知 of an internal adjustment (R-T14), template `transfer/adjustment.html`."""

    number: str  # 长镇组〔2026〕12号
    issuer_org_name: str
    person_name: str
    party_status: str
    from_org_name: str
    to_org_name: str
    decided_on: str

"""What the letter of a transfer and its parts are told (F-01): plain JSON, dates as ISO text, names as on that day.

The desk fills these, `documents.papers.issue` freezes them, the templates of the same name print them.
"""

from typing import Literal, NotRequired, TypedDict


class ReceiptPart(TypedDict):
    """The third part 回执联, blank until the destination has received."""

    number: str  # six digits as on the paper, "000123": the same on all three parts (R-T12)
    replaces: str  # the number this letter replaces, "" for a first letter (R-T16, R-T17)
    replaces_year: NotRequired[str]  # its year, where that is not the year of this letter; papers of before have none
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


class StubSnapshot(ReceiptPart):
    """F-01a, template `transfer/stub.html`: the first part, with the receipt or a note in its place."""

    party_status: str
    from_org_name: str
    to_org_name: str
    issued_on: str
    receipt_from_org_name: str
    note: str  # "" where the receipt came and was confirmed


class ExpirySnapshot(TypedDict):
    """介绍信超期告知单, template `transfer/expired.html`."""

    case_number: str
    person_name: str
    branch_name: str
    committee_name: str
    letter_number: str
    addressee_org_name: str
    to_org_name: str
    issued_on: str
    valid_until: str
    answer_until: str  # the last day for the committee to settle it


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
}

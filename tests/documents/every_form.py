"""A snapshot for the template of every paper, its fields filled by a `Typist` as long as the forms accept.

Who adds a paper adds its template here: tests/documents/test_every_text.py compares with the registered papers.
"""

from collections.abc import Callable
from typing import Any

from approvals.forms import LONGEST_TEXT
from bench.sample_letter import LETTER

ORG, NAME, TITLE, PHONE, ADDRESS, NUMBER, CASE_TITLE = 120, 60, 40, 40, 200, 60, 240
DAY, MINUTE = "2026-11-23", "2026-11-23T09:33"


class Typist:
    """Types one kind of text; `typed` keeps all of it. `many`: how many rows a list gets."""

    def __init__(self, style: Callable[[int], str], many: int = 2):
        self.style, self.many, self.typed = style, many, ""

    def __call__(self, longest: int) -> str:
        """For a field of one line."""
        return self._kept(self.style(longest).replace("\n", " ")[:longest])

    def text(self, longest: int = LONGEST_TEXT) -> str:
        """For a field of several lines."""
        return self._kept(self.style(longest)[:longest])

    def some(self, row: Callable[[], Any], at_most: int = 500) -> list:
        return [row() for _ in range(min(self.many, at_most))]

    def _kept(self, text: str) -> str:
        self.typed += text
        return text


def official(t: Typist) -> dict:
    return {
        "number": f"{t(20)}〔2026〕12号",
        "issuers": [t(ORG)],
        "heading": f"关于不予办理{t(NAME)}同志组织关系接转的通知",
        "addressees": t.some(lambda: t(ORG), 2),
        "copies": t.some(lambda: t(ORG), 5),
        "contact": f"{t(TITLE)}，电话：{t(PHONE)}",
        "signed_on": DAY,
    }


def notice(t: Typist) -> dict:
    return {
        **official(t),
        "case_number": "ZJ2026-000001",
        "person_name": t(NAME),
        "party_status": "full_member",
        "from_org_name": t(ORG),
        "to_org_name": t(ORG),
        "letter_number": "000123",
        "issued_on": DAY,
        "on_paper": True,
        "reason": "遗失",
        "text": t.text(),
        "answered_by": t(ORG),
        "answer_until": DAY,
        "lapses_on": DAY,
        "from_outside": False,
        "demands": "正确的党支部",
        "demanded": "",
    }


def plain_notice(t: Typist) -> dict:
    """One that prints nothing said."""
    return {**notice(Typist(t.style, t.many)), **official(t), "person_name": t(NAME), "to_org_name": t(ORG)}


def refusal(t: Typist) -> dict:
    return {**notice(t), "demanded": t.text(300)}


def matter(t: Typist) -> dict:
    return {
        **official(t),
        "case_number": "ZJ2026-000001",
        "kind": "组织关系接转",
        "person_name": t(NAME),
        "origin_name": t(ORG),
        "destination_name": t(ORG),
        "ground": "一方拒绝",
        "until": DAY,
        "statements_until": DAY,
        "decision_until": DAY,
        "decision": "由流入地接收",
        "text": "",
    }


def explained(t: Typist) -> dict:
    return {**matter(t), "text": t.text()}


def accepted(t: Typist) -> dict:
    return {**matter(t), "officer": t(NAME), "requester": t(ORG)}


def decision(t: Typist) -> dict:
    def said() -> dict:
        return {"side": "流出地", "org": t(ORG), "by": "", "at": DAY, "text": t.text()}

    return {
        **matter(t),
        "alone": False,
        "facts": t.some(said, 40),
        "statements": t.some(said, 4),
        "decision_org": t(ORG),
        "reasons": t.text(),
        "officer": t(NAME),
        "execute_by": DAY,
    }


def party(t: Typist) -> dict:
    return {"name": t(ORG), "address": t(ADDRESS), "secretary": t(NAME), "contact": "", "phone": t(PHONE)}


def signed(t: Typist) -> list[dict]:
    return [{"org": t(ORG), "by": f"{t(NAME)}（{t(TITLE)}）", "at": DAY} for _ in range(2)]


def agreement(t: Typist) -> dict:
    def member() -> dict:
        return {
            "name": t(NAME),
            "gender": "女",
            "masked_id": "110105********002X",
            "branch": t(ORG),
            "certificate": t(30),
            "phone": t(PHONE),
            "work_place": t(120),
            "since": DAY,
        }

    said = Typist(t.style, 14)
    clauses = [{"number": "一", "title": "管理模式", "text": said.text()} for _ in range(14)]
    t.typed += said.typed
    return {
        "number": f"{t(20)}共管〔2026〕3号",
        "title": "流动党员共管协议",
        "origin": party(t),
        "destination": party(t),
        "clauses": clauses,
        "members": t.some(member),
        "floating_org": t(ORG),
        "promise": t.text(),
        "signed": signed(t),
        "superiors": [t(ORG), t(ORG)],
        "starts_on": DAY,
        "ends_on": DAY,
    }


def supplement(t: Typist) -> dict:
    there = Typist(t.style)  # of the parties only the names are printed
    return {
        "number": f"{t(NUMBER)}-补1",
        "agreement_number": t(NUMBER),
        "title": "流动党员共管协议",
        "origin": {**party(there), "name": t(ORG)},
        "destination": {**party(there), "name": t(ORG)},
        "words": t.text(),
        "mode": "以流入地为主",
        "ends_on": DAY,
        "agreed_on": DAY,
        "signed": signed(t),
    }


def ending(t: Typist) -> dict:
    return {
        "number": f"{t(20)}-ZZ-202612-001",
        "issuer": t(ORG),
        "issued_on": DAY,
        "agreement_number": t(NUMBER),
        "title": "流动党员共管协议",
        "origin": t(ORG),
        "destination": t(ORG),
        "members": t.some(lambda: t(NAME)),
        "effective_on": DAY,
        "ended_on": DAY,
        "how": "期满",
    }


def termination(t: Typist) -> dict:
    return {
        **official(t),
        "agreement_number": t(NUMBER),
        "agreement_title": "流动党员共管协议",
        "reason": t.text(),
        "ends_on": DAY,
    }


def slip(t: Typist) -> dict:
    def said() -> dict:
        return {"org": t(ORG), "by": f"{t(130)}（{t(90)}）", "at": MINUTE, "verdict": "同意", "text": t.text()}

    def entry() -> dict:
        what = {"side": "流入地", "step": "转入方意见", "due": DAY, "overdue": "是（12个工作日）", "superseded": False}
        return {**what, **said()}

    def override() -> dict:
        return {"rule": "R-T5", "sentence": "党费交至当月", "reason": t(300), "by": f"{t(ORG)} {t(NAME)}", "at": MINUTE}

    return {
        "case_number": "ZJ2026-000001",
        "kind": "组织关系接转",
        "subject": t(CASE_TITLE),
        "person_name": t(NAME),
        "from_org_name": t(ORG),
        "to_org_name": t(ORG),
        "side_labels": ["转出党组织", "转入党组织"],
        "opened_on": DAY,
        "origin_opinion": said(),
        "destination_opinion": said(),
        "origin_decided": "由流入地接收",
        "destination_decided": "",
        "entries": t.some(entry, 40),
        "result": "办结",
        "documents": t.some(lambda: {"title": "审批流转单", "number": t(NUMBER)}, 10),
        "overrides": t.some(override, 8),
    }


def order(t: Typist) -> dict:
    return {
        "number": f"{t(20)}-DB-202612-001",
        "issuer": t(ORG),
        "org": t(ORG),
        "post": "书记",
        "contact": f"{t(TITLE)}，{t(PHONE)}",
        "case_number": "ZJ2026-000001",
        "kind": "组织关系接转",
        "subject": t(CASE_TITLE),
        "step": "转入方意见",
        **dict.fromkeys(
            ("since", "due", "listed_on", "answer_by", "demanded_on", "answered_on", "excused_until", "closed_on"), DAY
        ),
        "days_over": 12,
        "demand": t.text(),
        "demanded_by": f"{t(130)}（{t(90)}）",
        "answer": t.text(),
        "answered_by": f"{t(130)}（{t(90)}）",
    }


def evaluation(t: Typist) -> dict:
    return {
        "number": f"{t(20)}-PJ-202611-001",
        "period": "2026年下半年",
        "person_name": t(NAME),
        "party_status": "正式党员",
        "from_org_name": t(ORG),
        "to_org_name": t(ORG),
        "agreement_number": t(NUMBER),
        "certificate_number": t(30),
        "activities_held": 12,
        "activities_attended": 11,
        "dues_until": "2026年11月",
        "work_and_life": t.text(600),
        "contribution": t.text(600),
        "problems": t.text(600),
        "grade": "合格",
        "opinion": t.text(1000),
        "proposal": "",
        "late": True,
        "written_by": "",
        "written_on": DAY,
        "read_by": f"{t(130)}（{t(90)}）",
        "read_on": DAY,
        "comment": t.text(),
    }


def application(t: Typist) -> dict:
    options = [{"label": "工作调动", "ticked": True}, {"label": "其他", "ticked": False}]
    return {
        "case_number": "ZJ2026-000001",
        **dict.fromkeys(("filled_on", "born_on", "joined_on", "converted_on", "away_since"), DAY),
        "person_name": t(NAME),
        "gender": "女",
        "nationality": t(20),
        "id_number": "11010519491231002X",
        "phone": t(60),
        "party_status": "正式党员",
        "branch_name": t(ORG),
        "committee_name": "",
        "dues_until": "2026-11",
        "reasons": options,
        "reason_text": t.text(300),
        "channels": options,
        "to_org_name": t(ORG),
        "to_region": t(60),
        "to_contact": t(NAME),
        "to_phone": t(PHONE),
        "certificate_number": t(30),
        "agreement_number": t(NUMBER),
        "enclosures": t.some(lambda: t(120), 20),
    }


def letter(t: Typist, **more: Any) -> dict:
    return {
        **LETTER,
        "replaces": "000122",
        "person_name": t(NAME),
        "receipt_addressee_org_name": t(ORG),
        "addressee_org_name": t(ORG),
        "nationality": t(20),
        "from_org_name": t(ORG),
        "to_org_name": t(ORG),
        "contact": t(60),
        "committee_address": t(ADDRESS),
        "committee_phone": t(PHONE),
        "fax": t(PHONE),
        **more,
    }


def overlay(t: Typist) -> dict:
    return letter(t, mode="overlay", shift_mm=[3.5, -2])


def receipt(t: Typist) -> dict:
    return {
        **{name: LETTER[name] for name in ("number", "marked")},
        "replaces": "000122",
        "person_name": t(NAME),
        "receipt_addressee_org_name": t(ORG),
        "receipt_handler": t(NAME),
        "receipt_phone": t(PHONE),
        "receipt_received_on": DAY,
        "receipt_date": DAY,
    }


def stub(t: Typist) -> dict:
    return {
        **receipt(t),
        "party_status": "full_member",
        "from_org_name": t(ORG),
        "to_org_name": t(ORG),
        "issued_on": DAY,
        "receipt_from_org_name": "",
        "note": "回执寄出后三十天未登记收到，2026年11月23日由系统办结。",
    }


def expired(t: Typist) -> dict:
    return {
        "case_number": "ZJ2026-000001",
        "person_name": t(NAME),
        "branch_name": t(ORG),
        "committee_name": t(ORG),
        "letter_number": "000123",
        "addressee_org_name": t(ORG),
        "to_org_name": t(ORG),
        **dict.fromkeys(("issued_on", "valid_until", "answer_until"), DAY),
    }


FORMS: dict[str, tuple[str, Callable[[Typist], dict]]] = {
    "F-01": ("transfer/letter.html", letter),
    "F-01P": ("transfer/letter.html", overlay),
    "F-01a": ("transfer/stub.html", stub),
    "F-01c": ("transfer/receipt.html", receipt),
    "F-02": ("transfer/application.html", application),
    "F-03": ("agreement/agreement.html", agreement),
    "F-03S": ("agreement/supplement.html", supplement),
    "F-03E": ("agreement/ending.html", ending),
    "F-13": ("evaluation/sheet.html", evaluation),
    "F-14": ("approvals/slip.html", slip),
    "F-15 expired": ("transfer/expired.html", expired),
    "F-15T": ("agreement/notice.html", termination),
    "F-15 adjustment": ("transfer/adjustment.html", plain_notice),
    "F-15 refusal": ("transfer/refusal.html", refusal),
    **{f"F-15 {what}": (f"transfer/{what}.html", notice) for what in ("voided", "recalled", "withdrawn")},
    **{f"F-15 {what}": (f"coordination/{what}.html", explained) for what in ("refused", "settled", "executed")},
    "F-15 joint": ("coordination/joint.html", matter),
    "F-15 accepted": ("coordination/accepted.html", accepted),
    "F-16": ("coordination/decision.html", decision),
    "F-20": ("approvals/supervision_order.html", order),
}

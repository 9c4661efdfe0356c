"""What the form of a verb would hand over to the desk: right, or wrong in every field."""

import inspect
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from approvals.attachments import Scan

SCAN = Scan("来函.pdf", "application/pdf", b"%PDF-1.7")
WORDS = {"text": "情况已经核实，同意办理", "overrides": {"R-T2": "情况属实", "R-T5": "下月补交", "R-T16": "本人住院"}}
DAYS = ("reported_on", "received_on", "receipt_on")


def typed(case, verb, world: dict, *, well: bool) -> dict[str, Any]:
    """The cleaned data of `verb` for `case`; `world` as the machines have it."""
    said = right(case, verb, world)
    if not well:
        wrong_place = world["orgs"].street
        said |= {"dues_until": None, "branch": wrong_place, "valid_days": 91, "letter_number": 999_999, "officer": ""}
    asked = inspect.signature(getattr(type(case), verb.name)).parameters.keys() - {"self", "by", "text"}
    proof = {"proof": SCAN} if case.recorded_in(case.state) and not verb.seat else {}
    return {name: said[name] for name in asked} | WORDS | ({} if well else {"overrides": {}}) | proof


def right(case, verb, world: dict) -> dict[str, Any]:
    """Every field any verb asks for."""
    recorded = case.recorded_in(case.state)
    said = {
        "dues_until": date(2026, 11, 1),
        "contact": "13586399530",
        "account": "培养考察情况良好",
        "conversion_view": "convertible",
        "letter_date": getattr(case, "issued_on", None),
        "branch": None if recorded else case.destination or world["orgs"].first,
        "branch_name": getattr(case, "outside_name", ""),
        "valid_days": 30,
        "carrier": "member",
        "group": "",
        "letter_number": getattr(case, "letter_number", None) or 1,
        "handler": "陈志强",
        "phone": "0518-87066345",
        "reason": "lost" if verb.name == "void" else "material_missing",
        "demanded": "现居住地证明",
        "outside": None,
        "officer": "高文军",
        "asked_by": "organisation",
        **dict.fromkeys(DAYS, localdate() if recorded else None),
    }
    if verb.name in ("redirect", "new_destination"):
        said["branch"] = next(place for place in world["places"] if place != case.destination)
    if verb.name in ("decide", "agree"):
        decision = case.proposed or next(iter(case.possible_decisions()), "")
        said |= {"decision": decision, "branch": None}
    return said

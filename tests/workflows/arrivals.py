"""A paper letter from outside and whoever brings it, as a clerk types them (R-T15)."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.attachments import Scan
from members import identity
from workflows.transfer import arrival
from workflows.transfer.case import TransferCase

NUMBER = "320724199001011233"
BRANCH = "中共海东市明州区白沙社区第二支部委员会"
COMMITTEE = "中共海东市明州区白沙街道工作委员会"
ISSUER = "中共海东市明州区委组织部"
MEMBER = {
    "name": "周杰",
    "nationality": "汉族",
    "phone": "13700001111",
    "stage": "full_member",
    "joined_on": date(2011, 7, 1),
    "converted_on": date(2012, 7, 1),
    "dues_until": date(2026, 11, 1),
}
LETTER = {
    "outside_number": "0000417",
    "outside_issuer": ISSUER,
    "issued_on": date(2026, 11, 16),
    "valid_days": 30,
    "carrier": "member",
    "outside_name": BRANCH,
    "outside_committee": COMMITTEE,
    "outside_place": "海东省海东市明州区白沙路1号，315000",
    "outside_contact": "周洁",
    "outside_phone": "0574-87654321",
    "reason": "unit_changed",
    "probation_account": "",
    "contact": "13700001111",
}


def scan(body: bytes = b"%PDF-1.7 the letter from outside") -> Scan:
    return Scan.of(SimpleUploadedFile("介绍信.pdf", body))


def arrives(*, by, at, number: str = NUMBER, on: date = date(2026, 11, 23), **other: Any) -> TransferCase:
    """Enter the letter for `at`, the branch it names; `other` replaces facts of MEMBER and LETTER."""
    overrides = other.pop("overrides", None)
    member = {name: other.get(name, value) for name, value in MEMBER.items()}
    letter = {name: other.get(name, value) for name, value in LETTER.items()} | {"destination": at}
    assert not set(other) - set(member) - set(letter)
    return arrival.enter(
        by=by,
        number=identity.parse(number),
        member=member,
        letter=letter,
        reported_on=on,
        proof=scan(),
        overrides=overrides,
    )

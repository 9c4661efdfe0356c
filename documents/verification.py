"""Verify a print by its check code or a file by its bytes: one of five answers (R-P8).

What a paper was for, the room that issued it says (`STANDINGS`): this one files papers and never asks why. A file
that is handed in is never parsed: its hash is compared, and our marks are looked for in the raw bytes.
Tests: tests/documents/test_verification.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import check_codes
from .papers import Paper

GROUPS = r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}"
MARK = re.compile(rb"LIANGDI-(%s)" % GROUPS.encode())
# The file's identifier as other programs write it when they save a copy: in hexadecimal.
HEX_MARK = re.compile(rb"<4c49414e4744492d((?:[0-9a-f]{2}){14})>", re.IGNORECASE)


class Verdict(models.TextChoices):
    GENUINE = "genuine", _("真实有效")
    SPENT = "spent", _("真实，但现在不具效力")
    VOIDED = "voided", _("真实，但已作废")
    ALTERED = "altered", _("内容被改动")
    UNKNOWN = "unknown", _("不是本系统出具")


@dataclass(frozen=True)
class Standing:
    """What became of what a paper is about. `holds`: it still does what it says; `words`: used, over, ended, replaced;
    `last_day`: until when it holds or held; `who`: enough of a name to notice a swap."""

    holds: bool
    words: str
    last_day: date | None = None
    who: str = ""


# Asked in turn about a paper; the first that knows its form answers. Upper rooms add theirs at start.
STANDINGS: list[Callable[[Paper], Standing | None]] = []


@dataclass(frozen=True)
class Answer:
    """`paper` is the one on file, None when unknown. `by_file` tells whether the content itself was compared."""

    verdict: Verdict
    paper: Paper | None = None
    by_file: bool = False
    standing: Standing | None = None

    @property
    def who(self) -> str:
        """`张*`: of whom the paper speaks, where it speaks of one person or the room that issued it says so."""
        if self.standing and self.standing.who:
            return self.standing.who
        return masked(str(self.paper.snapshot.get("person_name", ""))) if self.paper else ""


def masked(name: str) -> str:
    """The first character and a star."""
    return f"{name[0]}*" if name else ""


def by_code(code: str) -> Answer:
    """What stands behind a check code as typed. It proves that such a paper was issued, not what a print says."""
    plain = check_codes.normalised(code)
    paper = Paper.objects.filed().filter(check_code=plain).first() if plain else None
    return _standing(paper, by_file=False) if paper else Answer(Verdict.UNKNOWN)


def by_file(data: bytes) -> Answer:
    """Whether these bytes are a filed paper; if not, whether they were made from one."""
    if paper := Paper.objects.filed().filter(sha256=sha256(data).hexdigest()).order_by("-pk").first():
        return _standing(paper, by_file=True)
    for code in _marks(data):
        if paper := Paper.objects.filed().filter(check_code=code).first():
            return Answer(Verdict.ALTERED, paper, by_file=True)
    return Answer(Verdict.UNKNOWN, by_file=True)


def _standing(paper: Paper, *, by_file: bool) -> Answer:
    found = next((standing for ask in STANDINGS if (standing := ask(paper))), None)
    verdict = Verdict.VOIDED if paper.is_void else Verdict.SPENT if found and not found.holds else Verdict.GENUINE
    return Answer(verdict, paper, by_file, found)


def _marks(data: bytes) -> list[str]:
    """Our check codes in the bytes, each once; a handful at most, whatever someone hands in."""
    plain = [found.decode() for found in MARK.findall(data)]
    sixteen = [bytes.fromhex(found.decode()).decode("latin-1") for found in HEX_MARK.findall(data)]
    codes = dict.fromkeys(code for text in plain + sixteen if (code := check_codes.normalised(text)))
    return list(codes)[:5]

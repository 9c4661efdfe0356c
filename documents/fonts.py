"""The fonts papers are set in: only those in `fonts/`, so that one snapshot gives the same bytes everywhere (R-P10).

`PDF_EXTRA_FONT_DIR` may add the office's own fonts: as a fallback for rarer characters, and where `PDF_TYPEFACES` names
one for a role, as that role's typeface. Tests: tests/documents/test_fonts.py.
"""

import os
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from members import characters
from members.rulebook import declare

declare(
    "R-P10", "文件上的组织名称用全称，姓名与身份证一致；任何字库都没有的字不印成空白，先行说明", "地方做法；本系统规定"
)

# What stylesheets name for a role; `PDF_TYPEFACES` puts a family of the office before it (R-P1).
ROLES = {"title": "Liangdi Title", "body": "Liangdi Fang", "heading1": "Liangdi Hei", "heading2": "Liangdi Kai"}
SUFFIXES = {".ttf", ".otf", ".ttc"}
SHIPPED = ("fang.ttf", "hei.ttf", "kai.ttf", "song.ttf", "song-bold.ttf", "song-wide.ttf", "song-rare.ttf")
# Asked in this order, character by character, once the families of a stylesheet have nothing.
FALLBACK = ("Liangdi Song", "Liangdi Kai", "Liangdi Song Wide", "Liangdi Song Rare")
FAMILY_NAMES = (1, 16)  # in a font's table of names
LAYOUT = "\n\r\t"  # they have no glyph and need none


def directories() -> list[Path]:
    extra = settings.PDF_EXTRA_FONT_DIR
    return [Path(settings.FONT_DIR), *([Path(extra)] if extra else [])]


def files() -> list[Path]:
    """Font files in a fixed order: the project's own first."""
    return [
        path
        for folder in directories()
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES
    ]


def missing() -> list[str]:
    """Names of the shipped font files that are not there or cannot be read: without one of them no paper is drawn."""
    paths = [Path(settings.FONT_DIR) / name for name in SHIPPED]
    return [path.name for path in paths if not (path.is_file() and os.access(path, os.R_OK))]


def typefaces() -> dict[str, str]:
    """The office's family for each role it has one for. Raises ValueError in words for what cannot be read so."""
    chosen = {}
    for said in filter(None, (part.strip() for part in settings.PDF_TYPEFACES.split(";"))):
        role, _equals, family = (piece.strip() for piece in said.partition("="))
        if role not in ROLES or not family:
            raise ValueError(f"PDF_TYPEFACES：“{said}”不是“用途=字体名”，用途为 {'、'.join(ROLES)}。")
        chosen[role] = family
    return chosen


def families() -> set[str]:
    """The names by which the office's own fonts are known."""
    extra = settings.PDF_EXTRA_FONT_DIR
    found = (path for path in files() if extra and path.parent == Path(extra))
    return set().union(*map(_families, found))


def _families(path: Path) -> set[str]:
    from fontTools.ttLib import TTCollection, TTFont  # deferred as above

    opened = TTCollection(path, lazy=True) if path.suffix.lower() == ".ttc" else TTFont(path, lazy=True)
    with opened:
        each = opened if isinstance(opened, TTCollection) else [opened]
        return {record.toUnicode() for font in each for record in font["name"].names if record.nameID in FAMILY_NAMES}


def _characters(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTCollection, TTFont  # deferred: 60 ms that most commands need not pay

    if path.suffix.lower() == ".ttc":
        return frozenset().union(*(font.getBestCmap() for font in TTCollection(path, lazy=True)))
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def covered() -> frozenset[int]:
    """Every code point that some configured font can print. Reads the fonts: half a second."""
    return frozenset().union(*map(_characters, files()))


def uncovered(text: str) -> str:
    """The characters of `text` that cannot be printed, each once, in order; "" when all can.

    Control and invisible format characters count as unprintable even where a font has an empty glyph for them;
    so do private ones and the mark of a lost one, which mean nothing to whoever reads the paper.
    """
    known = _printed()
    if known.issuperset(text):
        return ""
    return "".join(char for char in dict.fromkeys(text) if char not in known)


@cache
def _printed() -> frozenset[str]:
    """Every character a paper can show, and those that lay a text out."""
    characters_there = map(chr, covered())
    return frozenset(LAYOUT).union(char for char in characters_there if not _is_no_character(char))


def _is_no_character(char: str) -> bool:
    return char == characters.LOST or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}


@lru_cache(maxsize=4096)
def lacking(family: str, text: str) -> str:
    """The characters of `text` that one file of fonts/ (`"kai"`) does not have; what lays a text out needs no glyph."""
    known = _characters_of(family)
    return "".join(char for char in dict.fromkeys(text) if ord(char) not in known and char not in LAYOUT)


@cache
def _characters_of(family: str) -> frozenset[int]:
    return _characters(Path(settings.FONT_DIR) / f"{family}.ttf")


def configure() -> Path:
    """Write fonts.conf and point fontconfig at it. Must run before Pango is loaded in this process.

    With no font at all Pango ends the process, so this raises RuntimeError instead.
    """
    if not files():
        raise RuntimeError(f"no font files in {settings.FONT_DIR}")
    folder = Path(settings.DATA_DIR) / "fontconfig"
    folder.mkdir(parents=True, exist_ok=True)
    dirs = "".join(f"<dir>{escape(str(path.resolve()))}</dir>" for path in directories())
    after = "".join(f"<string>{family}</string>" for family in FALLBACK)
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{dirs}<cachedir>{escape(str(folder / 'cache'))}</cachedir>{_by_role()}"
        f'<match target="pattern"><edit name="family" mode="append_last" binding="strong">{after}</edit></match>'
        "</fontconfig>"
    )
    target = folder / "fonts.conf"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        draft = folder / f"fonts.conf.{os.getpid()}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    os.environ["FONTCONFIG_FILE"] = str(target)
    return target


def _by_role() -> str:
    """Rules for fontconfig. A typeface made for titles is heavy as it is: it is not asked for in bold."""
    rules = []
    for role, family in typefaces().items():
        plain = '<edit name="weight" mode="assign"><const>regular</const></edit>' if role == "title" else ""
        rules.append(
            f'<match target="pattern"><test name="family"><string>{ROLES[role]}</string></test>{plain}'
            f'<edit name="family" mode="prepend" binding="strong"><string>{escape(family)}</string></edit></match>'
        )
    return "".join(rules)

"""Pinyin for searching: stored columns, so that both databases search alike. Tests: tests/members/test_people.py."""

from functools import lru_cache
from typing import Any

from pypinyin.converter import DefaultConverter
from pypinyin.core import Pinyin

from .characters import without_dots

# Characters that are read otherwise when they are a surname: 曾 is zēng, not céng.
SURNAMES = {
    "万俟": "mo qi",
    "单于": "chan yu",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "任": "ren",
    "华": "hua",
    "朴": "piao",
    "盖": "ge",
    "缪": "miao",
    "员": "yun",
    "乐": "yue",
    "翟": "zhai",
    "覃": "qin",
    "冼": "xian",
    "种": "chong",
    "召": "shao",
    "折": "she",
    "祭": "zhai",
    "宿": "su",
    "牟": "mu",
    "逄": "pang",
    "沈": "shen",
    "燕": "yan",
    "重": "chong",
    "卜": "bu",
    "乜": "nie",
    "秘": "bi",
    "繁": "po",
    "黑": "he",
}


class _Remembering(DefaultConverter):
    """Reads each character or phrase once: names share few thousand of them, and to read one takes 20 µs."""

    @lru_cache(maxsize=8192)  # noqa: B019  there is one, for ever
    def convert(self, *asked: Any, **how: Any) -> list[list[str]]:
        return super().convert(*asked, **how)


_READER = Pinyin(_Remembering())


def syllables(text: str) -> tuple[str, ...]:
    """How each character is read in this text; what is no character stays as it is: `"张三A座"` → zhang san A zuo."""
    return tuple(_READER.lazy_pinyin(text))


def spelled(text: str) -> str:
    """`"东山村支部"` → `"dongshancunzhibu"`."""
    return "".join(syllables(text)).lower()


def initials(text: str) -> str:
    """`"东山村支部"` → `"dsczb"`."""
    found, place = [], 0
    for syllable in syllables(text):
        as_written = text.startswith(syllable, place)
        found.append(syllable if as_written else syllable[:1])
        place += len(syllable) if as_written else 1
    return "".join(found).lower()


def place_spelled(text: str) -> str:
    """An organisation's name; 长 at the start of a place is read cháng: `"长田镇党委"` → `"changtianzhendangwei"`."""
    return "chang" + spelled(text[1:]) if text.startswith("长") else spelled(text)


def place_initials(text: str) -> str:
    """`"长田镇党委"` → `"ctzdw"`."""
    return "c" + initials(text[1:]) if text.startswith("长") else initials(text)


def name_spelled(name: str) -> str:
    """A person's name, the surname in its own reading and without a dot: `"曾国"` → `"zengguo"`."""
    surname, given = split_name(without_dots(name))
    return SURNAMES.get(surname, "").replace(" ", "") + spelled(given)


def name_initials(name: str) -> str:
    """`"李明"` → `"lm"`, `"单晓"` → `"sx"`, `"阿卜杜拉·买买提"` → `"abdlmmt"`."""
    surname, given = split_name(without_dots(name))
    return "".join(part[0] for part in SURNAMES.get(surname, "").split()) + initials(given)


def split_name(name: str) -> tuple[str, str]:
    """The surname when its reading is special, else an empty string, and what follows it."""
    for length in (2, 1):
        if name[:length] in SURNAMES and len(name) > length:
            return name[:length], name[length:]
    return "", name

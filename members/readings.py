"""All the ways a name may be read: a surname's own reading and the ordinary one, characters with two readings.

What is stored of them: `name_keys.py`. Tests: tests/members/test_name_keys.py.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from math import prod

from pypinyin import Style, pinyin

from .pinyin import SURNAMES, split_name, syllables

TOGETHER = 16  # as many spellings as are stored with several characters read otherwise; beyond, one at a time
PLACE = 4  # the first characters of a place's name; what follows is its kind, read in one way
OTHERWISE = 2  # the third reading of the dictionary is archaic

# Surnames people read in more ways than the dictionary's first, besides those of SURNAMES.
ALSO = {
    "柏": "bo",
    "隗": "kui",
    "谌": "shen",
    "尉": "yu",
    "纪": "ji",
    "葛": "ge",
    "费": "bi",
    "郇": "huan",
    "郗": "chi",
}

Spelling = tuple[str, ...]


@lru_cache(maxsize=8192)
def _all_of(char: str) -> Spelling:
    return tuple(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=8192)
def _alone(char: str) -> str:
    return "".join(syllables(char))


def person_spellings(name: str) -> list[Spelling]:
    """The syllables of a name without dots in each way it may be read: `"单于明"` as chan yu ming, dan yu ming …"""
    surname, given = split_name(name)
    if surname:
        own = tuple(SURNAMES[surname].split())
        first = [_ways([reading, *_all_of(char)]) for char, reading in zip(surname, own, strict=True)]
    else:
        first = [_ways([_alone(char), *ALSO.get(char, "").split()]) for char in given[:1]]
        given = given[1:]
    return _spellings([*first, *_read(given)])


def place_spellings(name: str) -> list[Spelling]:
    """The same of an organisation's name, of which only the first characters name the place."""
    return _spellings(_read(name, PLACE))


def joined(spellings: Iterable[Spelling]) -> set[str]:
    return {"".join(syllables) for syllables in spellings}


def initials(spellings: Iterable[Spelling]) -> set[str]:
    return {"".join(syllable[0] for syllable in syllables if syllable) for syllables in spellings}


def _read(text: str, ambiguous: int | None = None) -> list[Spelling]:
    """The readings of each character, the one it has in this text first; only the first `ambiguous` have several."""
    here = syllables(text)
    if len(here) != len(text):  # letters stay together
        return [(syllables.lower(),) for syllables in here]
    last = len(text) if ambiguous is None else ambiguous
    return [
        _ways([said, *_all_of(char)[:OTHERWISE]]) if place < last else (said,)
        for place, (char, said) in enumerate(zip(text, here, strict=True))
    ]


def _ways(readings: Iterable[str]) -> Spelling:
    """Each reading once; 吕 is typed lv, lu and, as in a passport, lyu."""
    found = [reading.lower() for reading in readings]
    found += [reading.replace("v", u) for reading in found if reading in {"lv", "nv"} for u in ("u", "yu")]
    return tuple(dict.fromkeys(found))


def _spellings(ways: list[Spelling]) -> list[Spelling]:
    if prod(map(len, ways)) <= TOGETHER:
        return list(product(*ways))
    usual = [readings[0] for readings in ways]
    return [tuple(usual), *(
        (*usual[:place], other, *usual[place + 1 :])
        for place, readings in enumerate(ways)
        for other in readings[1:]
    )]  # fmt: skip

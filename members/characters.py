"""Characters of names and texts: none is lost, old private ones become the standard ones, what cannot stay is named.

Forms, searches and the roster import all ask here (R-P10). What no font of the papers has is known one room above:
`documents` says so by `unprintable_asks`. Tests: tests/members/test_characters.py.
"""

import re
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Nobody sees them: control characters but for tab and line ends, zero-width and direction marks, soft hyphens.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # chooses a shape of the character before it
LOST = "\ufffd"  # what a program puts in place of a character it could not read
PLACEHOLDER = re.compile("[?？□■〓*＊\ufffd]")  # what programs put where a character was missing from their tables
DOTS = "·•‧∙⋅・･●．."  # between the parts of a name; the identity card has the first
_ANY_DOT = re.compile(f"[{DOTS[:-2]}]|(?<=[㐀-鿿])[．.](?=[㐀-鿿])")

# Private characters of GBK and GB 18030-2000 and -2005 that have a place of their own now. GBK 1.0 numbered the 80
# places FE50 to FEA0 from U+E815, those of A989 to A995 from U+E7E7; what stands there today the codec knows. The
# codec stops at the edition of 2000, which left 24 characters and A8BC private: those are listed in Unicode document
# L2/06-394 (K. Lunde, "Update on GB 18030:2005"), and GB 18030-2022 makes its standard ones the only right ones.
_STILL_PRIVATE_IN_2000 = {
    "\ue78d": "\ufe10", "\ue78e": "\ufe12", "\ue78f": "\ufe11", "\ue790": "\ufe13", "\ue791": "\ufe14",
    "\ue792": "\ufe15", "\ue793": "\ufe16", "\ue794": "\ufe17", "\ue795": "\ufe18", "\ue796": "\ufe19",
    "\ue7c7": "\u1e3f",
    "\ue816": "\U00020087", "\ue817": "\U00020089", "\ue818": "\U000200cc", "\ue81e": "\u9fb4", "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6", "\ue82c": "\u9fb7", "\ue831": "\U000215d7", "\ue832": "\u9fb8", "\ue83b": "\U0002298f",
    "\ue843": "\u9fb9", "\ue854": "\u9fba", "\ue855": "\U000241fe", "\ue864": "\u9fbb",
}  # fmt: skip
_PLACES = [
    (0xE76C, [0xA2E3]),
    (0xE7C8, [0xA8BF]),
    (0xE7E7, range(0xA989, 0xA996)),
    (0xE815, [place for place in range(0xFE50, 0xFEA1) if place != 0xFE7F]),
]


def _standard_ones() -> dict[str, str]:
    of_gbk = {
        chr(first + n): place.to_bytes(2, "big").decode("gb18030")
        for first, places in _PLACES
        for n, place in enumerate(places)
    }
    return of_gbk | _STILL_PRIVATE_IN_2000


STANDARD = _standard_ones()
_TABLE = str.maketrans(STANDARD)


def standard(text: str) -> str:
    """The text with the private characters of GBK and GB 18030 replaced by the standard ones; all others stay."""
    return text.translate(_TABLE) if private_in(text) else text


def seen(text: str) -> str:
    """`standard(text)` without what nobody can see. No assigned character is dropped, whatever Unicode Python knows."""
    if text.isprintable():  # neither private nor unseen characters are
        return text
    return UNSEEN.sub("", standard(text))


def private_in(text: str) -> bool:
    """Whether a private character stands in `text`."""
    return not text.isprintable() and bool(PRIVATE.search(text))


def has_dot(name: str) -> bool:
    return bool(_ANY_DOT.search(name))


def exchanged(text: str) -> str:
    """For a message: the standard characters that stand for private ones of `text`: `“䶮”（U+4DAE）`; "" when none."""
    return named("".join(dict.fromkeys(STANDARD[char] for char in PRIVATE.findall(text) if char in STANDARD)))


def private(text: str) -> str:
    """The private characters of `text` that no standard one is known for, each once."""
    return "".join(dict.fromkeys(char for char in PRIVATE.findall(text) if char not in STANDARD))


def with_one_dot(name: str) -> str:
    """A name with the dot of the identity card, `·`, whichever of them was typed."""
    return _ANY_DOT.sub(DOTS[0], name)


def without_dots(name: str) -> str:
    return _ANY_DOT.sub("", name)


def written_with_each_dot(name: str) -> list[str]:
    """The spellings of a name that differ only in the dot: to find those that were stored as they were typed."""
    return [_ANY_DOT.sub(dot, name) for dot in DOTS] if _ANY_DOT.search(name) else [name]


def key(name: str) -> str:
    """What two spellings of one name share: narrow letters without case, one kind of dot, no spaces."""
    plain = with_one_dot(standard(name))
    narrow = (unicodedata.normalize("NFKC", char) if "\uff00" < char < "\uff5f" else char for char in plain)
    return "".join("".join(narrow).split()).casefold()


def named(characters: str) -> str:
    """For a message: `“𬭎”（U+2CB4E）`; a character that cannot be shown appears by its number alone."""
    return "、".join(
        f"U+{ord(char):04X}" if _is_hidden(char) else f"“{char}”（U+{ord(char):04X}）" for char in characters
    )


def _is_hidden(char: str) -> bool:
    """Whether nothing readable would be shown. Ideographs newer than Python's own tables are shown."""
    if VARIANT.match(char):
        return True
    newer = unicodedata.category(char) == "Cn" and 0x20000 <= ord(char) <= 0x3FFFD
    return not (newer or char.isprintable())


_asked: list[Callable[[str], str]] = []


def unprintable_asks(fonts: Callable[[str], str]) -> None:
    """Let an upper room say which characters of a text its papers cannot print."""
    _asked.append(fonts)


def unprintable(text: str) -> str:
    """The characters of `text` that no paper can show, each once; "" when all can."""
    return "".join(dict.fromkeys("".join(fonts(text) for fonts in _asked)))


def objection_to_name(name: str) -> str:
    """Why a person or an organisation cannot be called so on a paper, and the way out (R-P10); "" when nothing is."""
    if found := PLACEHOLDER.search(name):
        said = _("名称中有“%(mark)s”：是导出时丢掉的生僻字，请按证件或印章补上原字；是记号，请删去。")
        return said % {"mark": found[0]}
    missing = private(name) or unprintable(name)
    return refusal(missing) if missing else ""


def printable(text: str) -> None:
    """A validator: refuse what the papers cannot show, when it is typed (R-P10)."""
    if missing := unprintable(standard(text)):
        raise ValidationError(refusal(missing))


def refusal(missing: str) -> str:
    """What to say of characters that cannot be printed, and the way out."""
    if LOST in missing or PRIVATE.search(missing):
        said = _("%(characters)s是自造字或没有读出的字，无法印在文书上；请按证件改用输入法里的标准字。")
    elif all(_is_hidden(char) for char in missing):
        said = _("有看不见的字符 %(characters)s，无法印在文书上；请删去后重新输入。")
    else:
        said = _(
            "字库没有%(characters)s，无法印在文书上：请改用其他写法并在备注说明，"
            "或请管理员把含该字的字库放入 PDF_EXTRA_FONT_DIR 后再填。"
        )
    return said % {"characters": named(missing)}

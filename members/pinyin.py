"""Pinyin for searching: stored columns, so that both databases search alike."""

from pypinyin import Style, lazy_pinyin


def spelled(text: str) -> str:
    """`"李明"` → `"liming"`."""
    return "".join(lazy_pinyin(text)).lower()


def initials(text: str) -> str:
    """`"李明"` → `"lm"`."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()

"""Numbers, codes, telephones and postcodes as they are kept, however an input method wrote them.

Form fields and roster columns ask here, so that no full-width digit reaches a paper or a link. An identity number has
rules of its own: identity.py. Tests: tests/members/test_written_numbers.py.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LETTERS_AND_DIGITS = {
    code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)
}
_MARKS = dict.fromkeys(map(ord, "－‐‑‒–—―−﹣"), "-") | {ord("＋"): "+", ord("\u3000"): " ", ord("\xa0"): " "}
_NARROW = _LETTERS_AND_DIGITS | _MARKS
_TELEPHONE = r"(联系|办公|移动|固定|手机)?(电话|手机|座机|传真)(号码?)?|TEL|FAX"
_LABEL = re.compile(rf"^\s*({_TELEPHONE}|邮政编码|邮编)\s*[：:]\s*", re.IGNORECASE)
_NEXT_NUMBER = re.compile(r"[、，,；;/／或转(（]")


def narrow(text: str) -> str:
    """The text with full-width digits and letters, and every kind of hyphen and space, as the keyboard has them."""
    return text.translate(_NARROW)


def code(text: str) -> str:
    """A code or postcode: narrow, without the label before it and without spaces."""
    return "".join(_LABEL.sub("", narrow(text)).split())


def telephone(text: str) -> str:
    """`电话：０５１８－８２３０ 转 12` is `0518-8230 转 12`. Words beside the number stay."""
    return " ".join(_LABEL.sub("", narrow(text)).split())


def dialled(text: str) -> str:
    """For a `tel:` link: the digits of the first number written, and a leading plus; "" where there is none."""
    first = _NEXT_NUMBER.split(telephone(text).lstrip("(（").replace(")", "").replace("）", ""))[0]
    digits = "".join(char for char in first if char.isascii() and char.isdigit())
    return f"+{digits}" if digits and first.startswith("+") else digits


def fault_of_postcode(postcode: str) -> str:
    """Why this is no postcode, in a sentence; "" for six digits."""
    if re.fullmatch("[0-9]{6}", postcode):
        return ""
    return _("邮编是6位数字，请核对。")


class TelephoneField(forms.CharField):
    """A telephone, or several; also a text that may hold one."""

    def to_python(self, value: Any) -> str:
        return telephone(super().to_python(value) or "")


class CodeField(forms.CharField):
    """A code that stands in numbers of papers or is looked up in a list: no spaces, narrow letters and digits."""

    def to_python(self, value: Any) -> str:
        return code(super().to_python(value) or "")


class PostcodeField(CodeField):
    """Six digits, or nothing."""

    def __init__(self, *, max_length: int | None = None, **about: Any):
        super().__init__(**about)  # no limit of characters: what is wrong with a longer one is said in words

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (why := fault_of_postcode(value)):
            raise ValidationError(why)


class NumberedField(forms.CharField):
    """The number of a document, `青委〔2026〕1号`: its own brackets stay."""

    def to_python(self, value: Any) -> str:
        return narrow(super().to_python(value) or "")


FIELDS: dict[str, type[forms.CharField]] = {
    "phone": TelephoneField,
    "fax": TelephoneField,
    "postcode": PostcodeField,
    "region": CodeField,
    "code": CodeField,
    "document_code": CodeField,
    "certificate_number": CodeField,
}


def kept(name: str, said: str) -> str:
    """How the column `name` keeps what a cell of a roster says."""
    kind = FIELDS.get(name)
    if kind is None:
        return said
    return telephone(said) if kind is TelephoneField else code(said)

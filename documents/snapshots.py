"""Snapshots: what a paper says, frozen. A paper is a pure function of its snapshot (R-P8, R-P10)."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from django.utils.translation import gettext as _

from members.characters import named
from members.rulebook import RuleBroken

from . import fonts, snapshot_words
from .marks import Marks


class MissingGlyph(RuleBroken):
    """R-P10: a character that no font can print. `characters` and `field` say which and where."""

    def __init__(self, characters: str, field: str):
        self.characters, self.field = characters, field
        super().__init__(
            "R-P10",
            _("“%(field)s”中的 %(characters)s 没有字库可印，请核对用字，或由管理员安装含该字的字库")
            % {"field": field, "characters": named(characters)},
        )


def canonical(snapshot: Mapping) -> str:
    """One text for one content: sorted keys, no spaces, no NaN. Raises TypeError or ValueError when not JSON."""
    return json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


CONTENT = "内容"  # of an attachment that explains itself; those of before are the content alone


def explained(snapshot: Mapping, marks: Marks) -> str:
    """What is attached to the file: the snapshot with the paper's marks, and in Chinese what fields and values mean."""
    fields, values = snapshot_words.used(snapshot)
    record = {
        "说明": "本附件是这份文件的全部内容，供核对和长期保存。“字段”“取值”说明“内容”里各项的意思。",
        "表式": marks.form,
        "名称": marks.title,
        "编号": marks.number,
        "版本": marks.version,
        "校验码": marks.printed_code,
        "生成时间": marks.issued_at.isoformat(),
        "出具组织": marks.issuer,
        "字段": fields,
        "取值": values,
        CONTENT: json.loads(canonical(snapshot)),
    }
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)


def attached_content(text: str) -> str:
    """The canonical snapshot that stands in an attachment, of today or of before."""
    record = json.loads(text)
    return canonical(record[CONTENT]) if isinstance(record, dict) and CONTENT in record else text


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def refuse_unprintable(snapshot: Mapping, labels: Mapping[str, str] | None = None) -> None:
    """Raise MissingGlyph for the first string that no font covers; `labels` gives fields their Chinese names."""
    for path, text in _strings(snapshot):
        if missing := fonts.uncovered(text):
            raise MissingGlyph(missing, (labels or {}).get(path.split(".")[0], path))


def _strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _strings(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, start=1):
            yield from _strings(part, f"{path}.{place}")

"""Translation catalogues without gettext's programs: Babel reads and writes them, on a bare machine too.

The source language is Chinese; `locale/en` must be complete (`./dev check`). Used by `manage.py catalogue`.
Tests: tests/config/test_catalogue.py.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from babel.messages.extract import _Keyword  # which arguments of a call are texts; Babel has no public name for it

# Django's own names beside the ones Babel knows: which arguments are texts, which is the context.
KEYWORDS: "dict[str, _Keyword]" = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The rule book marks its sentences (second) and sources (third) by declaring them: members/rulebook.py.
BOOK: "tuple[dict[str, _Keyword], ...]" = ({"declare": (2,), "rule": (2,)}, {"declare": (3,), "rule": (3,)})
NOTES = ("Translators:",)
Key = tuple[str, str | None]  # source text, context
# Fixed, so that bringing the catalogue up to date changes nothing but entries.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "locale": "en",
    "charset": "utf-8",
    "project": "Liangdi",
    "version": "1",
    "header_comment": "# English texts of Liangdi 两地. `./dev catalogue` keeps the entries; type translations only.",
    "last_translator": "Liangdi",
    "language_team": "English",
    "creation_date": WRITTEN,
    "revision_date": WRITTEN,
    "fuzzy": False,
}


def template_as_python(source: str) -> str:
    """The gettext calls of a template as Python; what is no call becomes X's (Django's `templatize`).

    Lines lose their indent, which Python's tokenizer would read as blocks.
    """
    return "\n".join(line.lstrip() for line in templatize(source).splitlines())


def source_files(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    """Python files and templates below `folders` of `root`, in a fixed order."""
    for folder in folders:
        files = sorted((root / folder).rglob("*"))
        yield from (path for path in files if path.suffix in {".py", ".html", ".txt"} and path.is_file())


def extract_texts(root: Path, folders: tuple[str, ...]) -> Catalog:
    """Every marked text of the project, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in source_files(root, folders):
        source = path.read_text(encoding="utf-8")
        python = source if path.suffix == ".py" else template_as_python(source)
        for keywords in (KEYWORDS, *(BOOK if path.suffix == ".py" else ())):
            lines = io.BytesIO(python.encode())
            for number, message, comments, context in extract("python", lines, keywords, NOTES, {"encoding": "utf-8"}):
                place = (str(path.relative_to(root)), number)
                catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def load(path: Path) -> Catalog:
    """The catalogue in `path`; an empty English one if there is no such file."""
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8")


def entries(catalog: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalog if message.id}


def key_of(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def place_of(message: Message) -> str:
    """The first file the text stands in."""
    return message.locations[0][0]


def is_empty(message: Message) -> bool:
    """Whether the text, or one of its plural forms, is not translated."""
    forms = [message.string] if isinstance(message.string, str) else message.string
    return not forms or not all(forms)


def faults(wanted: Catalog, catalog: Catalog) -> list[str]:
    """What keeps `catalog` from being complete, a line each: missing, empty, fuzzy, obsolete, wrong placeholders."""
    sources, known = entries(wanted), entries(catalog)
    lines = [f"missing: {message.id!r} ({place_of(message)})" for key, message in sources.items() if key not in known]
    for key, message in known.items():
        if key not in sources:
            lines.append(f"obsolete: {message.id!r}")
        elif is_empty(message):
            lines.append(f"empty: {message.id!r} ({place_of(sources[key])})")
        elif message.fuzzy:
            lines.append(f"fuzzy: {message.id!r}")
        lines += [f"placeholders: {message.id!r}: {error}" for error in message.check(catalog)]
    return lines + [f"obsolete: {message.id!r}" for message in catalog.obsolete.values()]


def update(wanted: Catalog, path: Path) -> int:
    """Write `path` anew: translations kept, new entries empty, obsolete ones gone. Returns how many are empty."""
    known = entries(load(path))
    new = Catalog(**HEADER)
    for key, message in entries(wanted).items():
        old = known.get(key)
        places = sorted({(place, 0) for place, _ in message.locations})
        kept = old.string if old and type(old.id) is type(message.id) else ""  # one that became plural begins anew
        flags = old.flags if old else ()
        comments = old.user_comments if old else ()
        new.add(message.id, kept, places, flags, message.auto_comments, comments, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=100, sort_output=True, include_lineno=False)
    return sum(is_empty(message) for message in entries(new).values())


def compile_all(folder: Path) -> int:
    """Compile every catalogue below `folder` for Django to read. Returns how many there are."""
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    for path in sources:
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))
    return len(sources)

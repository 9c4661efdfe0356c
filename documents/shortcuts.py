"""Shorter ways through WeasyPrint to the same bytes: a letter costs a fifth less. Used by press.py alone.

Each is a subclass that asks WeasyPrint for whatever is not the plain case. `taken()` puts them in place for one page.
Tests: tests/documents/test_shortcuts.py draws every form with and without them and compares the files.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from weasyprint import CSS, css
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.html import UA
from weasyprint.pdf import fonts, stream
from weasyprint.pdf.fonts import Font
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_font_description, get_hb_object_data

# What depends on other properties of the element, or on the parent in a way of its own.
ENTWINED = {"display", "float", "page", "position"} | {name for name in INITIAL_VALUES if "text_decoration_" in name}
INHERITED_AS_IT_IS = frozenset(INHERITED - ENTWINED | {"page"})  # of a page nobody names the parent's is used too
INITIAL_AS_IT_IS = frozenset(INITIAL_VALUES.keys() - INHERITED - INITIAL_NOT_COMPUTED - ENTWINED)
INITIAL_TO_COMPUTE = frozenset(COMPUTER_FUNCTIONS.keys() & INITIAL_NOT_COMPUTED - INHERITED - ENTWINED)
# `margin-block-start` and its like: a stylesheet may name them and mean `margin-top`.
LOGICAL = frozenset(
    name(block="ttb", inline=inline) for name in PHYSICAL_FUNCTIONS.values() for inline in ("ltr", "rtl")
)

# Footnotes and notes: these rules match each element five times, and no paper has either.
NOTES = ("::footnote-", "::note-")
BROWSER_STYLES = CSS(
    string="\n".join(line for line in UA.splitlines() if not line.startswith(NOTES)), counter_style=CounterStyle()
)

ffi.cdef("hb_face_t * hb_subset_preprocess (hb_face_t *source);")


class ShortStyle(ComputedStyle):
    """An element's style: what no stylesheet mentions is the parent's value or the initial one, without more ado."""

    def __init__(self, parent_style: Any, cascaded: Any, *others: Any):
        super().__init__(parent_style, cascaded, *others)
        self.is_plain = parent_style is not None and LOGICAL.isdisjoint(cascaded)

    def __missing__(self, key: str) -> Any:
        if self.is_plain and key not in self.cascaded:
            if key in INHERITED_AS_IT_IS:
                value = self[key] = self.parent_style[key]
                return value
            if key in INITIAL_AS_IT_IS:
                value = self[key] = INITIAL_VALUES[key]
                return value
            if key in INITIAL_TO_COMPUTE:
                value = self[key] = COMPUTER_FUNCTIONS[key](self, key, INITIAL_VALUES[key])
                return value
        return super().__missing__(key)


# By the address of a face in the map of fonts: that face, kept here so that no other gets its address, and prepared.
faces: dict[int, tuple[Any, Any]] = {}


class PreparedFont(Font):
    """A font whose characters in use are cut out of a face that was looked through once, not for each paper."""

    hb_face: Any
    file_content: bytes | None

    def subset(self, to_unicode: Any, hinting: bool) -> None:
        own = self.hb_face
        if address_of(own) not in faces:
            faces[address_of(own)] = own, prepared(own)
        self.hb_face = faces[address_of(own)][1]
        super().subset(to_unicode, hinting)
        self.hb_face = own
        if self.file_content is None:  # nothing was cut out
            self.file_content = get_hb_object_data(own)


def address_of(face: Any) -> int:
    return int(ffi.cast("uintptr_t", face))


def prepared(face: Any) -> Any:
    """The same face, quick to cut from; itself where HarfBuzz is older than version 6, which knows no such thing."""
    if not hasattr(harfbuzz_subset, "hb_subset_preprocess"):
        return face
    return ffi.gc(harfbuzz_subset.hb_subset_preprocess(face), harfbuzz.hb_face_destroy)


def content_of(face: Any) -> bytes | None:
    """The file of a face; None for one of ours that was read before: ten megabytes, and what is cut out is enough."""
    return None if address_of(face) in faces else get_hb_object_data(face)


def description_of(style: Any) -> Any:
    """The font a style asks for, made up once for each style and not for each line of text."""
    if not hasattr(style, "font_description"):
        style.font_description = get_font_description(style)
    return style.font_description


@contextmanager
def taken() -> Iterator[None]:
    """Draw what is drawn within the short way. Not for two threads at once."""
    with ExitStack() as stack:
        for module, name, short in PLACES:
            stack.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, short)
        yield


# Where WeasyPrint looks each of them up.
PLACES = (
    (css, "ComputedStyle", ShortStyle),
    (stream, "Font", PreparedFont),
    (fonts, "get_hb_object_data", content_of),
    (line_break, "get_font_description", description_of),
)

"""Shorter ways through WeasyPrint to the same bytes: a letter costs a fifth less. Used by press.py alone.

Each is a subclass that asks WeasyPrint for whatever is not the plain case. `taken()` puts them in place for one page.
Tests: tests/documents/test_shortcuts.py draws every form with and without them and compares the files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import CSS, css
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.html import UA
from weasyprint.pdf import stream
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

# What depends on other properties of the element, or on the parent in a way of its own.
ENTWINED = {"display", "float", "page", "position"} | {name for name in INITIAL_VALUES if "text_decoration_" in name}
INHERITED_AS_IT_IS = frozenset(INHERITED - ENTWINED)
INITIAL_AS_IT_IS = frozenset(INITIAL_VALUES.keys() - INHERITED - INITIAL_NOT_COMPUTED - ENTWINED)
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
        return super().__missing__(key)


class PreparedFont(Font):
    """A font whose characters in use are cut out of a face that was looked through once, not for each paper."""

    # By the address of the face in the map of fonts, which is kept here so that no other face can get it.
    faces: dict[int, tuple[Any, Any]] = {}

    def subset(self, to_unicode: Any, hinting: bool) -> None:
        own, address = self.hb_face, int(ffi.cast("uintptr_t", self.hb_face))
        if address not in self.faces:
            self.faces[address] = own, prepared(own)
        self.hb_face = self.faces[address][1]
        super().subset(to_unicode, hinting)
        self.hb_face = own


def prepared(face: Any) -> Any:
    """The same face, quick to cut from; itself where HarfBuzz is older than version 6, which knows no such thing."""
    if not hasattr(harfbuzz_subset, "hb_subset_preprocess"):
        return face
    return ffi.gc(harfbuzz_subset.hb_subset_preprocess(face), harfbuzz.hb_face_destroy)


@contextmanager
def taken() -> Iterator[None]:
    """Draw what is drawn within the short way. Not for two threads at once."""
    plain = css.ComputedStyle, stream.Font
    css.ComputedStyle, stream.Font = ShortStyle, PreparedFont
    try:
        yield
    finally:
        css.ComputedStyle, stream.Font = plain

"""The shorter ways through WeasyPrint lead to the same bytes. Subject: documents/shortcuts.py."""

from contextlib import nullcontext

import pytest
from weasyprint import html

from bench.sample_letter import MARKS
from documents import pdf, press, shortcuts

from .every_form import FORMS, Typist
from .sample_papers import STYLES


def drawn_the_long_way(monkeypatch, form: str, snapshot: dict) -> bytes:
    monkeypatch.setattr(shortcuts, "taken", nullcontext)
    monkeypatch.setattr(press.Page, "_ua_stylesheets", lambda _page, forms=False: [html.UA_STYLESHEET])
    return pdf.render(FORMS[form][0], snapshot, MARKS)


@pytest.mark.parametrize("form", ["F-01", "F-01P", "F-03", "F-13", "F-14", "F-15 refusal"])
def test_a_form_has_the_bytes_of_the_long_way(form, monkeypatch):
    template, fill = FORMS[form]
    typed, _ = STYLES["extreme"]
    snapshot = fill(Typist(lambda longest: typed(min(longest, 60)), 2))

    short = pdf.render(template, snapshot, MARKS)

    assert short == drawn_the_long_way(monkeypatch, form, snapshot)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_so_has_every_form_at_any_length(form, style, monkeypatch):
    template, fill = FORMS[form]
    snapshot = fill(Typist(*STYLES[style]))
    assert pdf.render(template, snapshot, MARKS) == drawn_the_long_way(monkeypatch, form, snapshot)


PAGE = """<html><head><title>t</title></head><body><p class="a">甲<b>乙</b></p><p class="b">丙</p></body></html>"""


@pytest.mark.parametrize(
    "rule",
    [
        ".a { margin-block-start: 30pt }",
        ".a { margin-top: 5pt; margin-inline-start: 10% }",
        ".a { color: red; text-decoration: underline } .a b { display: block; float: left }",
        ".a { font-size: 30pt; width: calc(10em + 5%) } .a b { padding: 1em; width: inherit; position: absolute }",
        ":root { --wide: 40pt } .a { width: var(--wide); border: 1pt solid } .b { all: initial }",
        "@page { @bottom-center { content: counter(page); border-top: 1pt solid } }",
    ],
)
def test_a_stylesheet_says_the_same_as_ever(rule, monkeypatch):
    """Not only what today's stylesheets use: logical properties, own ones, sums, boxes in the margin."""
    short = press.press(PAGE, [rule], "{}", MARKS)
    monkeypatch.setattr(shortcuts, "taken", nullcontext)
    assert press.press(PAGE, [rule], "{}", MARKS) == short
    assert press.press(PAGE, [""], "{}", MARKS) != short


def test_where_harfbuzz_cannot_prepare_a_face_the_face_itself_is_used(monkeypatch):
    monkeypatch.setattr(shortcuts, "harfbuzz_subset", object())
    face = object()
    assert shortcuts.prepared(face) is face


def test_weasyprint_itself_is_left_as_it_is():
    own = [getattr(module, name) for module, name, _ in shortcuts.PLACES]

    with shortcuts.taken():
        assert all(getattr(module, name) is short for module, name, short in shortcuts.PLACES)

    assert [getattr(module, name) for module, name, _ in shortcuts.PLACES] == own
    assert own == [
        shortcuts.ComputedStyle,
        shortcuts.Font,
        shortcuts.get_hb_object_data,
        shortcuts.get_font_description,
    ]

"""No form prints one text on another, over its frame or into the margin, whatever the forms accept (D5): measured.

Snapshots of all forms: every_form.py. Each form with one kind of text here, with every kind and length in the full run.
"""

import pytest

from bench.sample_letter import MARKS
from documents import pdf

from .boxes import beyond_their_cell, outside, overprinted, pages_of
from .every_form import FORMS, Typist
from .test_every_text import STYLES

EXTREME = ("prose", "letters", "rare", "an address")
SHARES = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)  # of what a field accepts
GROWS = [form for form in FORMS if not form.startswith("F-01")]  # in F-01 nothing can: its letters shrink instead


def filled(form: str, style: str, many: int = 2, share: float = 1) -> tuple[str, dict]:
    template, fill = FORMS[form]
    return template, fill(Typist(lambda longest: STYLES[style](longest)[: max(1, int(longest * share))], many))


def measured(form: str, style: str, **how) -> None:
    template, snapshot = filled(form, style, **how)
    for number, page in enumerate(pages_of(pdf.render(template, snapshot, MARKS)), start=1):
        assert overprinted(page) == [], f"page {number}"
        assert outside(page) == [], f"page {number}"


@pytest.mark.parametrize(("form", "style"), [(f, EXTREME[n % len(EXTREME)]) for n, f in enumerate(FORMS)])
def test_nothing_stands_on_other_text_or_in_the_margin(form, style):
    measured(form, style, share=0.2 if form == "F-03" else 1)  # whole it is 46 pages


@pytest.mark.parametrize("share", SHARES[1::2])
@pytest.mark.parametrize("form", ["F-01", "F-01P", "F-01a", "F-01c"])
def test_what_is_half_as_long_fits_too(form, share):
    measured(form, "prose", share=share)


@pytest.mark.parametrize("form", ["F-02", "F-03E", "F-13", "F-14", "F-20", "F-15 expired"])
def test_no_line_reaches_over_its_frame(form):
    assert beyond_their_cell(*filled(form, "letters")) == []


@pytest.mark.parametrize("style", ["letters", "prose"])
def test_no_line_of_a_roster_reaches_over_its_frame(style):
    template, snapshot = filled("F-03", style)
    assert beyond_their_cell(template, {**snapshot, "clauses": [], "promise": "承诺"}) == []


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_stands_on_other_text_or_in_the_margin_in_any_kind_of_text(form, style):
    measured(form, style, many=4)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", EXTREME)
@pytest.mark.parametrize(
    ("form", "share"), [(form, share) for form in FORMS for share in (SHARES[1::2] if form in GROWS else SHARES)]
)
def test_nothing_stands_on_other_text_or_in_the_margin_at_any_length(form, style, share):
    measured(form, style, share=share)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", EXTREME)
@pytest.mark.parametrize("form", GROWS)
def test_no_line_reaches_over_its_frame_in_any_kind_of_text(form, style):
    assert beyond_their_cell(*filled(form, style, many=3)) == []

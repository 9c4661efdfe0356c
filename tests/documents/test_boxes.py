"""No form prints one text on another or beyond its sheet, whatever the forms accept (D5): measured, not counted.

Snapshots of all forms: every_form.py. Each form with one kind of text here, with every kind in the full run.
"""

import pytest

from bench.sample_letter import MARKS
from documents import pdf

from .boxes import outside, overprinted, pages_of
from .every_form import FORMS, Typist
from .test_every_text import STYLES

EXTREME = ("prose", "letters", "rare", "an address")


def measured(form: str, style: str, many: int = 2) -> None:
    template, fill = FORMS[form]
    for number, page in enumerate(pages_of(pdf.render(template, fill(Typist(STYLES[style], many)), MARKS)), start=1):
        assert overprinted(page) == [], f"page {number}"
        assert outside(page) == [], f"page {number}"


@pytest.mark.parametrize(("form", "style"), [(f, EXTREME[n % len(EXTREME)]) for n, f in enumerate(FORMS)])
def test_nothing_stands_on_other_text_or_beyond_the_sheet(form, style):
    measured(form, style)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_stands_on_other_text_or_beyond_the_sheet_in_any_kind_of_text(form, style):
    measured(form, style, 4)

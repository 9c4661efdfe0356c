"""One of each paper, ordinary and extreme: what `./dev check --full` has validated as PDF/A-3a.

Beside the papers lies the control: a letter without its output intent, which a validator that looks must refuse.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf

from bench.sample_letter import MARKS
from documents import pdf

from .every_form import FORMS, Typist

CONTROL = "control.pdf"
SENTENCE = "经核实，该同志长期在本辖区工作和居住，表现良好。"
# Letters without a place to break, marks a page must escape, characters that only the fonts of last resort have.
MIXED = "https://example.org/a1b2c3d4e5f6 <b>&amp;]]>—…“喆玥堃翀㛃𠮷”，气温30℃；\n"

STYLES = {
    "ordinary": (lambda longest: SENTENCE[:longest], 1),
    "extreme": (lambda longest: MIXED * (longest // len(MIXED) + 1), 6),
}


def drawn() -> Iterator[tuple[str, bytes]]:
    """Each paper's name (`F-13 extreme`) and file; an extreme one has every field filled and its lists long."""
    for form, (template, fill) in FORMS.items():
        for style, (typed, many) in STYLES.items():
            yield f"{form} {style}", pdf.render(template, fill(Typist(typed, many)), MARKS)


def spoil(paper: Path, control: Path) -> None:
    """Write the paper once more without its output intent: colours that mean nothing, so no PDF/A of any kind."""
    with pikepdf.open(paper) as file:
        del file.Root.OutputIntents
        file.save(control)


def draw_into(folder: Path) -> None:
    for name, data in drawn():
        (folder / f"{name}.pdf").write_bytes(data)
    spoil(folder / "F-01 ordinary.pdf", folder / CONTROL)

"""Every paper prints whatever the forms accept: any length, any lines, long words, rare characters (D1).

Snapshots of all forms: every_form.py. Here each form gets one kind of text; each gets every kind in the full run.
"""

import logging
from collections import Counter

import pypdfium2
import pytest

from approvals.papers import PaperKind
from bench.sample_letter import MARKS
from documents import pdf

from .every_form import FORMS, Typist

PROSE = "经核实，该同志长期在本辖区工作和居住，表现良好。"
STYLES = {
    "nothing": lambda longest: "",
    "a word": lambda longest: "某",
    "prose": lambda longest: PROSE * (longest // len(PROSE) + 1),
    "short lines": lambda longest: "行\n" * longest,
    "an address": lambda longest: ("https://" + "a1b2" * longest)[: min(longest, 300)] + "字" * longest,
    "letters": lambda longest: ("W" * min(longest, 200) + "字 ") * longest,
    "rare": lambda longest: "喆玥堃翀㛃，气温30℃；" * longest,
    "marks": lambda longest: "<b>&amp;]]>—…·“、” " * longest,
}
MANY = {"prose": 12, "short lines": 3}  # rows of a list: opinions, members, papers named


def kinds(of: type = PaperKind) -> set[type]:
    return {of}.union(*map(kinds, of.__subclasses__()))


def pages(data: bytes) -> list[str]:
    file = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in file]
    finally:
        file.close()


def characters(text: str) -> Counter:
    return Counter(char for char in text if not char.isspace())


def prints(form: str, style: str, many: int, caplog) -> None:
    template, fill = FORMS[form]
    typist = Typist(STYLES[style], many)
    snapshot = fill(typist)
    with caplog.at_level(logging.WARNING, "documents.press"):
        text = "".join(pages(pdf.render(template, snapshot, MARKS)))
    assert characters(typist.typed) - characters(text) == Counter()
    assert caplog.messages == []  # never by setting it a second time with everything breakable


def test_every_paper_is_typed_here():
    said = {kind.template for kind in kinds() if getattr(kind, "template", "") and getattr(kind, "form", "")}
    assert said == {template for template, _ in FORMS.values()}


@pytest.mark.parametrize(("form", "style"), [(f, list(STYLES)[2 + n % 6]) for n, f in enumerate(FORMS)])
def test_a_paper_prints_one_kind_of_text(form, style, caplog):
    prints(form, style, 2, caplog)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_a_paper_prints_every_kind_of_text(form, style, caplog):
    prints(form, style, MANY.get(style, 3), caplog)


@pytest.mark.giant("papers", only_full=True)
@pytest.mark.parametrize(("form", "many"), [("F-14", 40), ("F-16", 40), ("F-03", 500), ("F-03E", 500)])
def test_a_paper_prints_a_long_list(form, many, caplog):
    prints(form, "rare", many, caplog)


@pytest.mark.parametrize("length", [300, 1200, 2000])
@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_the_last_opinions_of_a_slip_may_be_longer_than_a_page(rows, length, caplog):
    typist = Typist(lambda longest: PROSE if longest < 2000 else (PROSE * 100)[:length], rows)
    template, fill = FORMS["F-14"]
    snapshot = fill(typist)
    said = pages(pdf.render(template, snapshot, MARKS))
    assert characters(typist.typed) - characters("".join(said)) == Counter()
    assert "办理结果" in said[-1]
    assert len(said[-1]) > 100  # the end is never alone
    assert caplog.messages == []


def test_what_no_page_can_keep_together_is_set_again_breakable(caplog, monkeypatch):
    """The trap of D1: groups of rows that must not part, more of them than a page holds."""
    template, fill = FORMS["F-14"]
    trap = "body > :not(.course) { display: none }"
    trap += ".course tbody { break-inside: avoid !important; break-before: avoid }"
    styles = [*pdf.stylesheets(template), trap]
    monkeypatch.setattr(pdf, "stylesheets", lambda _template: styles)
    typist = Typist(STYLES["prose"], 3)
    snapshot = {**fill(Typist(STYLES["a word"])), "entries": fill(typist)["entries"]}
    typist.typed = "".join(entry["org"] + entry["by"] + entry["text"] for entry in snapshot["entries"])
    text = "".join(pages(pdf.render(template, snapshot, MARKS)))
    assert characters(typist.typed) - characters(text) == Counter()
    assert caplog.messages == ["F-01: no page break found, set again with all blocks breakable"]


@pytest.mark.parametrize("form", ["F-03", "F-03S", "F-13", "F-14", "F-15 refusal", "F-16", "F-20"])
def test_typed_lines_stay_lines(form):
    template, fill = FORMS[form]
    typist = Typist(lambda longest: "上段。\n下段。" if longest >= 600 else "某", 1)
    text = "".join(pages(pdf.render(template, fill(typist), MARKS)))
    assert "下段。" in text
    assert "上段。下段。" not in text

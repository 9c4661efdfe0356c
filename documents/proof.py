"""The archive's proof: every filed paper is what was filed, and the number registers have no gaps (R-P8, R-T12)."""

from collections.abc import Generator, Iterator

from . import archive, numbers, pdf, snapshots
from .papers import Paper, PaperQuerySet


def faults(*, rerender: bool = False) -> Generator[str, None, None]:
    """What is wrong, oldest paper first, in words that name no person; nothing when all is well.

    `rerender` draws each paper again and compares the bytes, where the program and the forms are still those it was
    drawn with; the others are left to their hash.
    """
    yield from of_papers(Paper.objects.filed().order_by("pk"), rerender=rerender)
    yield from numbers.faults()


def of_papers(papers: PaperQuerySet, *, rerender: bool = False) -> Iterator[str]:
    """What is wrong with these filed papers."""
    for paper in papers.iterator(chunk_size=200):
        if fault := _fault(paper, rerender):
            yield f"paper {paper.form} {paper.check_code} (id {paper.pk}): {fault}"


def _fault(paper: Paper, rerender: bool) -> str:
    try:
        data, text = archive.fetch(paper.sha256), paper.snapshot_text
        tests = {
            "size differs from the record": len(data) == paper.size,
            "snapshot differs from its hash": snapshots.digest(text) == paper.snapshot_hash,
            "attached snapshot differs from the record": archive.embedded(data, pdf.ATTACHMENT) == text,
            "drawn again, the bytes differ": not rerender or _drawn_again(paper, data),
        }
    except archive.Damaged as error:
        return f"file {error}"
    except Exception as error:  # a sealed snapshot that no key opens, a file pikepdf cannot read
        return f"cannot be checked: {type(error).__name__}"
    return next((fault for fault, sound in tests.items() if not sound), "")


def _drawn_again(paper: Paper, data: bytes) -> bool:
    if pdf.recipe(paper.template) != paper.recipe:
        return True  # drawn by an earlier program or form: its hash is the proof
    return pdf.render(paper.template, paper.snapshot, paper.marks) == data

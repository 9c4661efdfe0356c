"""The archive's proof: every paper and every line of the number registers is what the log of facts says, every filed
file is what was filed, and the registers have no gaps (R-P8, R-T12)."""

from collections.abc import Callable, Generator, Iterator

from django.db import models, transaction

from members import binding, fact_log
from members.binding import Facts, Grouped
from members.models import RegisterEntry
from members.register import scans

from . import archive, bound, numbers, pdf, snapshots
from .numbers import TakenNumber
from .papers import Paper, PaperQuerySet, PaperState

CHUNK = 2000
OF_PAPER = bound.ISSUED | bound.FILED | bound.VOID
Files = Callable[[], Iterator[tuple[str, str]]]
# Other files of the archive: what each is called in a finding, and its hash. Upper rooms add theirs at start.
FILES: list[Files] = []


def faults(*, rerender: bool = False) -> Generator[str, None, None]:
    """What is wrong, oldest paper first, in words that name no person; nothing when all is well.

    `rerender` draws each paper again and compares the bytes, where the program and the forms are still those it was
    drawn with; the others are left to their hash.
    """
    yield from of_registers()
    yield from of_papers(Paper.objects.filed().order_by("pk"), rerender=rerender)
    yield from of_other_files()


def of_registers() -> Iterator[str]:
    """What is wrong with the rows: papers and lines unlike the log of facts, gaps in the registers."""
    facts = Grouped(fact_log.lines(bound.PAPER))
    for paper in Paper.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if _unlike_its_log(paper, facts) and (fault := _confirmed(paper.pk)):
            yield _named(paper, fault)
    yield from numbers.faults()
    yield from _faults_of_lines()


@transaction.atomic
def _confirmed(pk: int) -> str:
    """What is wrong with a paper when it is looked at again, locked: somebody may be filing it."""
    paper = Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    return _unlike_its_log(paper, Grouped(fact_log.lines(bound.PAPER, pk)))


def of_papers(papers: PaperQuerySet, *, rerender: bool = False) -> Iterator[str]:
    """What is wrong with the files of these filed papers."""
    for paper in papers.iterator(chunk_size=200):
        if fault := _fault(paper, rerender):
            yield _named(paper, fault)


def _named(paper: Paper, fault: str) -> str:
    return f"paper {paper.form} {paper.check_code} (id {paper.pk}): {fault}"


def _unlike_its_log(paper: Paper, facts: Grouped) -> str:
    said: Facts = {}
    if fault := fact_log.fault_of(bound.PAPER, paper.pk, facts.of(paper.pk), said):
        return fault
    if said.get("state") != PaperState.FILED and not paper.is_filed:
        said["state"] = paper.state  # on its way
    return _differs(said, binding.facts_of(paper, OF_PAPER))


def _differs(said: Facts, now: Facts) -> str:
    if not said.get(binding.ALL):
        return "没有登记"
    for name, stands, should in binding.differing(said, now):
        return f"{name} 现为 {binding.shown(stands)}，按登记应为 {binding.shown(should)}"
    return ""


def _faults_of_lines() -> Iterator[str]:
    for pk, _fault in _lines(TakenNumber.objects.all(), fact_log.lines(bound.LINE)):
        with transaction.atomic():  # looked at again, locked: somebody may be voiding it
            TakenNumber.objects.select_for_update().get(pk=pk)
            found = _lines(TakenNumber.objects.filter(pk=pk), fact_log.lines(bound.LINE, pk))
            sentence = next((fault for _pk, fault in found), "")
        if sentence:
            yield sentence


def _lines(rows: "models.QuerySet[TakenNumber]", entries: Iterator[fact_log.Line]) -> Iterator[tuple[int, str]]:
    facts, names = Grouped(entries), tuple(bound.REGISTER)
    for pk, *values in rows.order_by("pk").values_list("pk", *bound.REGISTER.values()).iterator(chunk_size=CHUNK):
        said: Facts = {}
        now = dict(zip(names, map(binding.plain, values), strict=True))
        fault = fact_log.fault_of(bound.LINE, pk, facts.of(pk), said)
        if not (said or now["paper"] or now["voided_at"] or now["on_paper"]):
            continue  # a number without paper or reason: named by the register's own proof
        if fault := fault or _differs(said, now):
            yield pk, f"number register {now['org']} {now['kind']} {now['year']} {now['number']} (id {pk}): {fault}"


def of_other_files() -> Iterator[str]:
    """Files beside the papers: scans that upper rooms filed, and the register's, sealed in a place of their own."""
    for files in FILES:
        for words, digest in files():
            try:
                archive.fetch(digest)
            except archive.Damaged as damaged:
                yield f"{words}: file {damaged}"
    proofs = RegisterEntry.objects.exclude(proof="").order_by("pk").values_list("pk", "proof")
    for pk, digest in proofs.iterator(chunk_size=CHUNK):
        try:
            scans.fetch(digest)
        except FileNotFoundError:
            yield f"名册变动 {pk} 的证明材料: file missing"
        except Exception:
            yield f"名册变动 {pk} 的证明材料: file changed"


def _fault(paper: Paper, rerender: bool) -> str:
    try:
        data, text = archive.fetch(paper.sha256), paper.snapshot_text
        tests = {
            "size differs from the record": len(data) == paper.size,
            "snapshot differs from its hash": snapshots.digest(text) == paper.snapshot_hash,
            "attached snapshot differs from the record": snapshots.attached_content(
                archive.embedded(data, pdf.ATTACHMENT)
            )
            == text,
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

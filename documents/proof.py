"""The archive's proof: every paper and every line of the number registers is what the log of facts says, every filed
file is what was filed, and the registers have no gaps (R-P8, R-T12)."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

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
Rows = models.QuerySet[Any]
Judge = Callable[[Rows, Iterator[fact_log.Line]], Iterator[tuple[int, str]]]
Files = Callable[[], Iterator[tuple[str, str]]]
DAMAGE = {"missing": "文件缺失", "changed": "文件被改动", "no attachment": "文件里没有附带的内容"}
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
    yield from _faults_of(Paper, bound.PAPER, _papers)
    yield from numbers.faults()
    yield from _faults_of(TakenNumber, bound.LINE, _lines)


def _faults_of(model: type[models.Model], about: str, judged: Judge) -> Iterator[str]:
    """What looks wrong is looked at again with its row locked: somebody may be at work on it."""
    for pk, _fault in judged(model._default_manager.all(), fact_log.lines(about)):
        with transaction.atomic():
            one = model._default_manager.filter(pk=pk)
            one.select_for_update(of=("self",), no_key=True).values_list("pk").get()
            fault = next((fault for _pk, fault in judged(one, fact_log.lines(about, pk))), "")
        if fault:
            yield fault


def _papers(rows: Rows, entries: Iterator[fact_log.Line]) -> Iterator[tuple[int, str]]:
    for pk, now, fault, said in _beside_their_log(rows, entries, OF_PAPER, bound.PAPER):
        if said.get("state") != PaperState.FILED != now["state"]:
            said["state"] = now["state"]  # on its way
        if fault := fault or _differs(said, now):
            yield pk, _named(now["form"], now["check_code"], pk, fault)


def _lines(rows: Rows, entries: Iterator[fact_log.Line]) -> Iterator[tuple[int, str]]:
    for pk, now, fault, said in _beside_their_log(rows, entries, bound.REGISTER, bound.LINE):
        if not (said or now["paper"] or now["voided_at"] or now["on_paper"]):
            continue  # a number without paper or reason: named by the register's own proof
        if fault := fault or _differs(said, now):
            yield pk, f"编号登记 {now['org']} {now['kind']} {now['year']} {now['number']}（编号 {pk}）：{fault}"


def _beside_their_log(
    rows: Rows, entries: Iterator[fact_log.Line], where: binding.Columns, about: str
) -> Iterator[tuple[int, Facts, str, Facts]]:
    """Key of each row, what it says, what is wrong with its chain, and what that says."""
    facts, names = Grouped(entries), tuple(where)
    for pk, *values in rows.order_by("pk").values_list("pk", *where.values()).iterator(chunk_size=CHUNK):
        said: Facts = {}
        fault = fact_log.fault_of(about, pk, facts.of(pk), said)
        yield pk, dict(zip(names, map(binding.plain, values), strict=True)), fault, said


def of_papers(papers: PaperQuerySet, *, rerender: bool = False) -> Iterator[str]:
    """What is wrong with the files of these filed papers."""
    for paper in papers.iterator(chunk_size=200):
        if fault := _fault(paper, rerender):
            yield _named(paper.form, paper.check_code, paper.pk, fault)


def _named(form: str, check_code: str, pk: int, fault: str) -> str:
    return f"文书 {form} {check_code}（编号 {pk}）：{fault}"


def _differs(said: Facts, now: Facts) -> str:
    if not said.get(binding.ALL):
        return "没有登记"
    for name, stands, should in binding.differing(said, now):
        return f"{name} 现为 {binding.shown(stands)}，按登记应为 {binding.shown(should)}"
    return ""


def of_other_files() -> Iterator[str]:
    """Files beside the papers: scans that upper rooms filed, and the register's, sealed in a place of their own."""
    for files in FILES:
        for words, digest in files():
            try:
                archive.fetch(digest)
            except archive.Damaged as damaged:
                yield f"{words}：{DAMAGE[str(damaged)]}"
    proofs = RegisterEntry.objects.exclude(proof="").order_by("pk").values_list("pk", "proof")
    for pk, digest in proofs.iterator(chunk_size=CHUNK):
        try:
            scans.fetch(digest)
        except FileNotFoundError:
            yield f"名册变动 {pk} 的证明材料：文件缺失"
        except Exception:
            yield f"名册变动 {pk} 的证明材料：文件被改动"


def _fault(paper: Paper, rerender: bool) -> str:
    try:
        data, text = archive.fetch(paper.sha256), paper.snapshot_text
        tests = {
            "大小与登记不符": len(data) == paper.size,
            "内容与登记的散列值不符": snapshots.digest(text) == paper.snapshot_hash,
            "附在文件里的内容与登记不符": snapshots.attached_content(archive.embedded(data, pdf.ATTACHMENT)) == text,
            "重新生成的文件与存档不同": not rerender or _drawn_again(paper, data),
        }
    except archive.Damaged as error:
        return DAMAGE[str(error)]
    except Exception as error:  # a sealed snapshot that no key opens, a file pikepdf cannot read
        return f"无法核对（{type(error).__name__}）"
    return next((fault for fault, sound in tests.items() if not sound), "")


def _drawn_again(paper: Paper, data: bytes) -> bool:
    if pdf.recipe(paper.template) != paper.recipe:
        return True  # drawn by an earlier program or form: its hash is the proof
    return pdf.render(paper.template, paper.snapshot, paper.marks) == data

"""Begin a proof, and let the worker go through its steps. Safe to run twice, at once, or after a worker died.

Each step is one task, so that papers need not wait for a long proof; the papers of the archive are looked at some
hundred at a time. Whoever comes second finds that the proof has moved on, and writes nothing.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from approvals.checkpoints import codes
from approvals.checkpoints.records import Checkpoint
from documents import proof as archive_proof
from documents.papers import Paper
from members.models import Appointment
from members.outage import is_passing

from .records import Proof, State
from .steps import NAMES, PAPERS, STEPS, without_personal_data

KEPT = 50  # sentences of one step
SLICE = 500  # papers of one task
NIGHT = time(2)  # from when on the clock has the day's proof made

log = structlog.get_logger(__name__)


def begin(by: Appointment | None, *, sheet: str = "") -> Proof:
    """Begin a proof, or return the one at work, which then also looks for the checkpoint `sheet`."""
    now = timezone.now()
    _drop_stale(now)
    last = Checkpoint.objects.order_by("-pk").first()
    proof = Proof(asked_at=now, asked_by=by, beat_at=now, step=NAMES[0], sheet=sheet)
    if last:
        proof.checkpoint, proof.checkpoint_at = codes.code_of(last), last.made_at
    try:
        with transaction.atomic():
            proof.save(force_insert=True)
            prove.enqueue(proof.pk)
    except IntegrityError:
        if sheet:
            Proof.objects.filter(state=State.RUNNING, sheet="").update(sheet=sheet)
        return Proof.objects.first() or begin(by, sheet=sheet)
    return proof


def begin_of_the_night(now: datetime) -> Proof | None:
    """The day's proof, from two o'clock on, where nobody has had one made since."""
    since = timezone.make_aware(datetime.combine(timezone.localdate(now), NIGHT))
    if now < since or Proof.objects.filter(asked_at__gte=since).exists():
        return None
    return begin(None)


def _drop_stale(now: datetime) -> None:
    for proof in Proof.objects.filter(state=State.RUNNING):
        if proof.is_stale(now):
            give_up(proof.pk)


def give_up(proof_id: int, why: str = "") -> None:
    """What ended the worker again and again, or stopped without a word, is not gone on with."""
    Proof.objects.filter(pk=proof_id, state=State.RUNNING).update(
        state=State.FAILED, finished_at=timezone.now(), error=why[:60]
    )


@task()
def prove(proof_id: int) -> None:
    """Take the step a proof is at, and leave the next one to another task."""
    proof = Proof.objects.get(pk=proof_id)
    if not proof.at_work:
        return
    Proof.objects.filter(pk=proof_id).update(beat_at=timezone.now())
    try:
        _go_on(proof)
    except Exception as error:
        if not is_passing(error):
            log.error("proof stopped", proof=proof_id, step=proof.step, kind=type(error).__name__)
            give_up(proof_id, type(error).__name__)
        raise


def _go_on(proof: Proof) -> None:
    sentences: Iterable[str]
    if proof.step == PAPERS:
        sentences, position, looked_at = _papers_after(proof.position)
        is_over = looked_at < SLICE
    else:
        sentences, position, looked_at, is_over = STEPS[NAMES.index(proof.step)].faults(), 0, 0, True
    said = {"findings": _with(proof, sentences), "papers": proof.papers + looked_at}
    following = NAMES[NAMES.index(proof.step) + 1 :]
    if not is_over or following:
        _move(proof, step=proof.step if not is_over else following[0], position=position, **said)
    else:
        _finish(proof, **said)


def _with(proof: Proof, sentences: Iterable[str]) -> dict[str, Any]:
    """The findings of a proof with those of its step, of which the first are kept in words."""
    found = proof.findings.get(proof.step, {"count": 0, "sentences": []})
    count, kept = found["count"], list(found["sentences"])
    for sentence in sentences:
        count += 1
        if len(kept) < KEPT:
            kept.append(without_personal_data(sentence))
    return proof.findings | ({proof.step: {"count": count, "sentences": kept}} if count else {})


def _papers_after(position: int) -> tuple[list[str], int, int]:
    """The faults of some hundred papers, the key of the last one, and how many they were."""
    papers = Paper.objects.filed().filter(pk__gt=position).order_by("pk")
    keys = list(papers.values_list("pk", flat=True)[:SLICE])
    some = papers.filter(pk__lte=keys[-1]) if keys else papers.none()
    return list(archive_proof.of_papers(some)), keys[-1] if keys else position, len(keys)


def _move(proof: Proof, **said: object) -> None:
    """Write what was found and leave the rest to the next task, unless another worker did so already."""
    with transaction.atomic():
        mine = Proof.objects.filter(pk=proof.pk, state=State.RUNNING, step=proof.step, position=proof.position)
        if mine.update(beat_at=timezone.now(), **said):
            prove.enqueue(proof.pk)


def _finish(proof: Proof, **said: object) -> None:
    now = timezone.now()
    sheet = Proof.objects.values_list("sheet", flat=True).get(pk=proof.pk)  # it may have been given meanwhile
    mine = Proof.objects.filter(pk=proof.pk, state=State.RUNNING, step=proof.step, position=proof.position)
    fault = codes.find(codes.Code.read(sheet)).difference[:400] if sheet else ""
    mine.update(state=State.DONE, finished_at=now, beat_at=now, sheet_fault=fault, **said)


def is_overdue(now: datetime) -> bool:
    """Whether no proof was finished for two days, although the clock has one made each night."""
    last = Proof.objects.done().values_list("finished_at", flat=True).first()
    return last is None or now - last > timedelta(days=2)

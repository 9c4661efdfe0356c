"""An office that is killed at work again and again: run by test_killed.py in a process of its own.

`python -m tests.approvals.killed_office KILLS SEED`. Django starts once; each life of the office is a fork of that warm
process, which acts at the desk and draws papers until SIGKILL: at a random moment, wherever the machine is by then; at
a random boundary, before a statement to the database or before a file is made or moved; or between the commit of an
act and its answer. Standard output is one line a life: all it had said by then.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from itertools import count
from typing import Any

SECONDS, BOUNDARIES, ANSWERS = "seconds", "boundaries", "answers"
LONGEST = {SECONDS: 0.3, BOUNDARIES: 150, ANSWERS: 8}  # how long a life lasts, in each of the three ways to end
OF_FILES = {"tempfile.mkstemp", "os.rename"}  # what Python announces before it does so
OPEN_AT_ONCE = 3
ACTS_BETWEEN_PAPERS = 5
Say = Callable[..., None]


def main(kills: int, seed: int) -> None:
    import django

    django.setup()
    _warm_up()
    luck = random.Random(seed)  # noqa: S311  a test's luck
    for life in range(kills):
        end = list(LONGEST)[life % 3]
        print(json.dumps(_live(life, end, luck.uniform(0, LONGEST[end]))), flush=True)


def _warm_up() -> None:
    """Load what each life would load anew: the desk and its procedures, the worker, fonts, templates, the press."""
    import django_tasks_db.management.commands.db_worker  # noqa: F401  for the lives to come
    from django.db import connection

    import workflows.transfer.drafting  # noqa: F401  the same
    from approvals.models import Case
    from bench.sample_letter import LETTER, MARKS
    from documents import pdf

    pdf.render("transfer/letter.html", LETTER, MARKS)
    Case.objects.exists()
    connection.close()  # a connection does not survive a fork


def _live(life: int, end: str, length: float) -> list[list[Any]]:
    """Let the office work until its end; what it said while it lived."""
    heard, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        _work(life, end, length, lambda *words: os.write(mouth, json.dumps(words).encode() + b"\n"))
    os.close(mouth)
    if end == SECONDS:
        time.sleep(length)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    with os.fdopen(heard) as lines:
        said = [json.loads(line) for line in lines if line.endswith("\n")]
    if status != signal.SIGKILL:
        raise SystemExit(f"life {life} ended by itself ({status}) after {said[-1:]}")
    return said


def _work(life: int, end: str, length: float, say: Say) -> None:
    """Act and draw in turn, for ever. Never returns into the parent's code."""
    left = count(int(length), -1)

    def passed() -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def answer(*words: Any) -> None:
        if end == ANSWERS and words[0] == "done":
            passed()
        say(*words)

    try:
        if end == BOUNDARIES:
            _watch_boundaries(passed)
        for turn in count(life):
            if turn % (ACTS_BETWEEN_PAPERS + 1):
                _act(answer)
            else:
                _draw(answer)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def _watch_boundaries(passed: Callable[[], None]) -> None:
    """Tell of each statement to the database and each file made or moved, just before it happens."""
    from django.db import connection

    def statement(execute: Callable, *about: Any) -> Any:
        passed()
        return execute(*about)

    connection.execute_wrappers.append(statement)
    sys.addaudithook(lambda event, _about: passed() if event in OF_FILES else None)


def _act(say: Say) -> None:
    from approvals.models import Case

    case = Case.objects.open().order_by("-pk")[OPEN_AT_ONCE - 1 :].first()
    case = _next_step(case.flow.whole(case.pk), say) if case else _begin(say)
    say("done", case.pk, case.log_length)


def _begin(say: Say):
    from members.models import Appointment, Person
    from workflows.transfer import drafting

    by = Appointment.objects.get(account__username="wang")
    there = Appointment.objects.get(account__username="lin").org
    person = Person.objects.of(by.org).filter(cases__isnull=True).order_by("pk").first()
    say("begin", person.pk, "open")
    return drafting.begin(person, by=by, destination=there, reason="residence_changed")


def _next_step(case, say: Say):
    """The holder of the desk does what the main line asks for; every third letter is lost once."""
    from approvals import desk

    held = case.assignments.open().get()
    by = _holder(held)
    if not held.decides:
        say("begin", case.pk, "opine")
        return desk.opine(case, by=by, agrees=True, text="同意接收")
    lost = case.state == "letter_issued" and case.pk % 3 == 0 and not case.replaced_number
    if lost:
        by = _holder(case.assignments.filter(org=case.origin_committee).last())
    name, said = ("void", {"reason": "lost", "text": "本人报告途中遗失"}) if lost else _line(case)[case.state]
    say("begin", case.pk, name)
    return desk.act(case, name, by=by, **said)


def _holder(held):
    from members.models import Appointment

    return next(hat for hat in Appointment.objects.filter(org=held.org_id) if held.post in hat.posts)


def _line(case) -> dict[str, tuple[str, dict[str, Any]]]:
    """What each state asks for, as its form would hand it over."""
    from django.utils import timezone

    number = {"letter_number": case.letter_number}
    return {
        "draft": ("submit", {}),
        "origin_branch_review": ("agree_to_release", {"dues_until": timezone.localdate().replace(day=1)}),
        "destination_review": ("accept", {"branch": case.destination}),
        "pending_approval": ("approve", {"valid_days": 30, "text": "同意转出"}),
        "letter_issued": ("report_in", number),
        "letter_void": ("reissue", {"valid_days": 30, "text": "经审查属实，予以补开"}),
        "arrived": ("receive", {"branch": case.destination}),
        "received": ("send_receipt", {"handler": "陈志强", "phone": "0518-87066345"}),
        "receipt_sent": ("attach_receipt", number),
    }


def _draw(say: Say) -> None:
    """The papers' worker, for two papers."""
    from django_tasks_db.management.commands.db_worker import Worker

    say("begin", 0, "draw")
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=2,
        worker_id="killed",
        excluded_queue_names=[],
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

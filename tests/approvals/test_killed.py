"""`kill -9` again and again, at the desk and at the press: what was acknowledged is there once, nothing is half done.

The office that is killed, and starts again, is killed_office.py.
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone
from viewflow.workflow.models import Task

from approvals.models import Assignment, Case, Entry
from bench.office import id_number
from documents import numbers
from documents.models import Paper
from tests import separate
from tests.giants import size

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("kills")]

ALL_KILLS = 100
KILLS, SEED = size(ordinary=10, full=ALL_KILLS), 9
PEOPLE = size(ordinary=20, full=60)
LINE = [
    "open", "submit", "agree_to_release", "opine", "opine", "accept", "approve",
    "report_in", "receive", "send_receipt", "attach_receipt",
]  # fmt: skip
LOST_ONCE = [*LINE[:7], "void", "reissue", *LINE[7:]]
PAPERS = {
    "submit": ["F-02"],
    "void": ["F-15"],
    "approve": ["F-01", "F-01P", "F-14"],
    "reissue": ["F-01", "F-01P", "F-14"],
    "send_receipt": ["F-01c"],
    "attach_receipt": ["F-01a", "F-14"],
}


@pytest.fixture
def killed(orgs, wang, zhao, chen, xu, lin, enrol, settings, tmp_path) -> SimpleNamespace:
    """The office after its last end: what each life had said."""
    for n in range(PEOPLE):
        enrol(f"党员{n}", id_number(n), orgs.dongshan)
    settings.MEDIA_ROOT = tmp_path / "files"
    command = [sys.executable, "-m", "tests.approvals.killed_office", str(KILLS), str(SEED)]
    variables = separate.variables(tmp_path)
    done = subprocess.run(  # noqa: S603  our own program
        command, cwd=django_settings.BASE_DIR, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lives = [json.loads(line) for line in done.stdout.splitlines()]
    return SimpleNamespace(lives=lives, files=tmp_path / "files")


def test_what_was_acknowledged_is_there_once_and_nothing_is_half_done(killed, orgs):
    acknowledged = [(pk, seq) for life in killed.lives for word, pk, seq in life if word == "done"]
    written = set(Entry.objects.values_list("case_id", "seq"))
    assert len(killed.lives) == KILLS
    assert len(acknowledged) == len(set(acknowledged)) > KILLS
    assert set(acknowledged) <= written
    assert 0 < len(written) - len(acknowledged) < KILLS  # lives at most one act each whose answer was not given
    for case in Case.objects.all():
        assert stands_between_two_steps(case)
    assert_papers_are_all_drawn_by_the_next_worker(killed.files, orgs)
    for proof in ("verify_log", "verify_archive", "check_consistency"):
        call_command(proof)
    hit = {last_word(life) for life in killed.lives}
    wanted = {"opine", "approve", "draw"}  # where the moments fall depends on the machine: a few need not hit all
    assert hit >= wanted if KILLS == ALL_KILLS else hit & wanted


def last_word(life: list[list]) -> str:
    """What the office had begun when it was killed."""
    return life[-1][2] if life and life[-1][0] == "begin" else ""


def stands_between_two_steps(case: Case) -> bool:
    verbs = list(case.entries.values_list("verb", flat=True))
    assert verbs in (LINE[: len(verbs)], LOST_ONCE[: len(verbs)])
    assert case.entries.last().to_state == case.state
    assert case.opinions.count() == case.entries.filter(opinion__isnull=False).count()
    assert Task.objects.filter(process=case.process_id, finished__isnull=True).count() == case.is_open
    assert Assignment.objects.open().filter(case=case).count() == case.is_open
    assert case.person.relations.filter(because=case.number).count() == ("receive" in verbs)
    due = sorted(form for verb in verbs for form in PAPERS.get(verb, ()))
    assert sorted(case.papers.values_list("form", flat=True)) == due
    return True


def assert_papers_are_all_drawn_by_the_next_worker(files: Path, orgs) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("tick")
        call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)
    assert set(Paper.objects.values_list("state", flat=True)) == {"filed"}
    assert {"".join(path.parts[-2:]) for path in files.rglob("*") if path.is_file()} == {
        f"{digest}.pdf" for digest in Paper.objects.values_list("sha256", flat=True)
    }
    taken = list(numbers.register(orgs.town, "F-01", timezone.localdate().year).values_list("number", flat=True))
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) == Entry.objects.filter(verb__in=("approve", "reissue")).count()

"""Faults planted in database and files are found and named by the commands that prove them (S3).

One office is built once; each fault is planted in a savepoint and taken back.
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from approvals import desk, journal
from approvals.beside import attach
from approvals.checkpoints import making
from documents import archive, proof, tasks
from documents.archive import place
from documents.models import TakenNumber
from members import consistency
from members.access import AccessRecord, Kind
from members.register import changes
from members.register.log import Ground
from members.roster.register import ENTERED
from tests.workflows.conftest import (  # noqa: F401  fixtures
    agreement,
    draft,
    effective,
    letter_out,
    proposed,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
)
from workflows.agreement import funding
from workflows.transfer import drafting

from .planted_in_cases import AGREEMENTS, CASES, LIMITS, LOG
from .planted_in_registers import FILES, LINES, PAPERS, REGISTER, RELATIONS

ALL = [*CASES, *LOG, *RELATIONS, *REGISTER, *PAPERS, *LINES, *FILES, *AGREEMENTS, *LIMITS]
FOUND_AT_LEAST = 0.9
SCAN = b"%PDF-1.7 scan"


@pytest.fixture
def office(settings, tmp_path, letter_out, effective, enrol, orgs, wang, zhao, chen, lin, xu):  # noqa: F811
    """A letter out, its receipt of a void one, a draft, an agreement in force with supplement and books."""
    settings.MEDIA_ROOT = tmp_path
    file = attach(letter_out, SimpleUploadedFile("a.pdf", SCAN), by=zhao)
    other = enrol("王五", "32072419850101011X", orgs.dongshan)
    changes.enter([other], ENTERED, "entered", Ground(wang))
    void = desk.act(_asked_for(other, wang, lin, xu, chen, zhao, orgs), "void", by=zhao, reason="damaged")
    third = enrol("赵六", "320724198501010136", orgs.dongshan)
    written = drafting.begin(third, by=wang, destination=orgs.first, reason="unit_changed")
    line = {"support": "money", "source": "retained_dues", "purpose": "活动经费", "on": date(2026, 11, 23)}
    books = funding.register(effective, by=wang, amount=Decimal(500), **line)
    desk.act(effective, "propose_change", by=wang, text="互通联系改为每季度一次")
    AccessRecord.objects.create(kind=Kind.REVEAL, account=zhao.account, appointment=zhao, subject="person:1")
    letter, other_letter = letter_out.papers.get(form="F-01"), void.papers.get(form="F-01")
    for paper in (letter, other_letter):
        tasks.render_paper.call(paper.pk)
        paper.refresh_from_db()
    checkpoint = making.make(timezone.now())
    root = tmp_path
    lines = {row.paper_id: row for row in TakenNumber.objects.filter(paper__in=(letter, other_letter))}
    true, false = ("TRUE", "FALSE") if connection.vendor == "postgresql" else ("1", "0")
    person = letter_out.person
    return SimpleNamespace(
        true=true,
        false=false,
        case=letter_out.pk,
        number=letter_out.number,
        void_case=void.pk,
        draft=written.pk,
        draft_number=written.number,
        person=person.pk,
        other_person=other.pk,
        index=person.id_index,
        sealed=person.id_sealed,
        other_index=other.id_index,
        other_sealed=other.id_sealed,
        relation=person.relations.get().pk,
        other_org=orgs.province.pk,
        other_appointment=xu.pk,
        checkpoint=checkpoint.pk,
        paper=letter.pk,
        sha=letter.sha256,
        bytes=archive.fetch(letter.sha256),
        void_paper=other_letter.pk,
        other_sha=other_letter.sha256,
        line=lines[letter.pk].pk,
        void_line=lines[other_letter.pk].pk,
        series=lines[letter.pk].series_id,
        attachment=file.pk,
        scan=file.sha256,
        scanned=SCAN,
        agreement=effective.pk,
        agreement_number=effective.number,
        text=effective.texts.get().pk,
        supplement=effective.supplements.get().pk,
        funding=books.pk,
        keep=archive.keep,
        write=lambda digest, data: (root / place(digest)).write_bytes(data),
        unlink=lambda digest: (root / place(digest)).unlink(),
    )


def _asked_for(person, wang, lin, xu, chen, zhao, orgs):
    case = drafting.begin(person, by=wang, destination=orgs.first, reason="unit_changed", dues_until=date(2026, 11, 1))
    case = desk.act(case, "submit", by=wang)
    case = desk.act(case, "agree_to_release", by=wang, text="同意转出")
    case = desk.opine(case, by=lin, agrees=True, text="同意接收")
    case = desk.opine(case, by=xu, agrees=True, text="同意")
    case = desk.act(case, "accept", by=chen, branch=orgs.first, text="同意接收")
    return desk.act(case, "approve", by=zhao, valid_days=30, text="同意")


def said() -> list[str]:
    """What `verify_log`, `verify_archive` and `check_consistency --full` print, one line a finding."""
    return [*journal.broken(), *proof.faults(), *map(str, consistency.check(full=True))]


def tried(fault, office) -> list[str]:
    """What is said of a planted fault, which is then taken back."""
    with transaction.atomic():
        fault.plant(office)
        found = said()
        transaction.set_rollback(True)
    fault.restore(office)
    return found


@pytest.mark.giant("proofs")
def test_planted_faults_are_found_and_named(office):
    assert said() == []

    missed = {}
    for fault in ALL:
        found = tried(fault, office)
        if fault.named is None or not any(fault.named.format(**vars(office)) in line for line in found):
            missed[fault.name] = found

    assert missed == {fault.name: [] for fault in LIMITS}
    assert len(ALL) >= 67
    assert 1 - len(missed) / len(ALL) >= FOUND_AT_LEAST
    assert said() == []

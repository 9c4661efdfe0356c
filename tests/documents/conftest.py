"""A letter as the desk would fill it, and ways to issue and file it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from documents import papers, tasks
from documents.marks import Marks

LETTER = {
    "mode": "reference",
    "number": "000123",
    "replaces": "",
    "marked": True,
    "person_name": "李喆玥",
    "receipt_addressee_org_name": "中共青石县长田镇委员会",
    "receipt_handler": "",
    "receipt_phone": "",
    "receipt_received_on": "",
    "receipt_date": "",
    "addressee_org_name": "中共临港区朝晖街道工作委员会",
    "gender": "male",
    "age_on_issue": 34,
    "nationality": "汉族",
    "party_status": "full_member",
    "id_number": "11010519491231002X",
    "from_org_name": "中共青石县长田镇东山村支部委员会",
    "to_org_name": "中共临港区朝晖街道第一社区支部委员会",
    "dues_until": "2025-03",
    "valid_days": 90,
    "issued_on": "2025-03-08",
    "contact": "13800000000",
    "committee_address": "青石县长田镇人民路1号",
    "committee_phone": "0518-82441955",
    "fax": "0518-82441956",
    "postcode": "222500",
}
MARKS = Marks(
    form="F-01",
    title="中国共产党党员组织关系介绍信",
    number="000123",
    version=1,
    check_code="7K2M00XD3HVA",
    issued_at=datetime(2025, 3, 8, 9, 33, tzinfo=ZoneInfo("Asia/Shanghai")),
    qr_text="7K2M-00XD-3HVA",
)


@pytest.fixture
def storage(settings, tmp_path):
    """An empty archive of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def issue(orgs, storage):
    """Issue a letter of 长田镇党委 in a transaction of its own; `snapshot` and `because` may differ."""

    def letter(because="ZJ-2025-000001", snapshot=LETTER, **facts):
        with transaction.atomic():
            return papers.issue(
                **{
                    "form": "F-01",
                    "title": "中国共产党党员组织关系介绍信",
                    "org": orgs.town,
                    "template": "transfer/letter.html",
                    "number": "000123",
                    "snapshot": snapshot,
                    "because": because,
                    **facts,
                }
            )

    return letter


@pytest.fixture
def file(issue):
    """Issue a letter and let the worker file it."""

    def filed(**facts):
        paper = issue(**facts)
        tasks.render_paper.call(paper.pk)
        paper.refresh_from_db()
        assert paper.state == "filed", paper.error
        return paper

    return filed

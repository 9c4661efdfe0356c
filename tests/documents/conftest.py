"""Ways to issue and file a letter."""

import pytest
from django.db import transaction

from bench.sample_letter import LETTER
from documents import papers, tasks


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

"""A paper that failed says so and can be tried again by whoever sees it (D1)."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from documents.models import Paper
from tests.workflows.conftest import letter_out, transfer, transfer_at_destination, transfer_awaiting_approval  # noqa: F401

REASON = "版面生成出错（AssertionError）。请管理员查看日志并修复程序，再点“重新生成”"


@pytest.fixture
def failed(letter_out):  # noqa: F811
    paper = letter_out.papers.get(form="F-01")
    Paper.objects.filter(pk=paper.pk).update(state="failed", error=REASON)
    DBTaskResult.objects.all().delete()
    return paper


def test_a_failed_paper_tells_why_and_is_drawn_again_under_its_number(failed, letter_out, zhao, client):  # noqa: F811
    client.force_login(zhao.account, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("paper_retry", args=[letter_out.number, failed.pk])
    page = client.get(reverse("case", args=[letter_out.number])).content.decode()
    assert REASON.replace('"', "&quot;") in page
    assert f'action="{address}"' in page
    assert f'id="paper-{failed.pk}" hx-get' not in page  # nothing is under way

    answer = client.post(address, follow=True).content.decode()
    assert "已重新排队生成，编号不变。" in answer
    again = Paper.objects.get(pk=failed.pk)
    assert (again.state, again.error, again.number) == ("issued", "", failed.number)
    assert DBTaskResult.objects.count() == 1

    assert "这份文件没有失败，或者已有人重新生成。" in client.post(address, follow=True).content.decode()
    assert DBTaskResult.objects.count() == 1


def test_who_does_not_see_the_case_cannot_ask_for_its_paper(failed, letter_out, orgs, appoint, client):  # noqa: F811
    stranger = appoint("何静", "he", orgs.second, "secretary")
    client.force_login(stranger.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("paper_retry", args=[letter_out.number, failed.pk])).status_code == 404
    assert Paper.objects.get(pk=failed.pk).state == "failed"


def test_a_folded_paper_changes_its_state_on_an_open_page(failed, letter_out, zhao, client):  # noqa: F811
    client.force_login(zhao.account, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("paper_status", args=[letter_out.number, failed.pk])
    line = f'<span class="tag tag--no" id="paper-state-{failed.pk}" hx-swap-oob="true">生成失败</span>'
    assert line in client.get(address, {"folded": "1"}).content.decode()
    assert line not in client.get(address).content.decode()  # no line to change: htmx would report an error

"""Every waiting state of every procedure has an owner, a deadline and a written outcome (R-T24)."""

import re

import pytest
from django.urls import reverse

from approvals import kinds
from approvals.flow import Waiting
from approvals.outcomes import is_listed, of_procedures


def waiting() -> list:
    return [
        pytest.param(flow, node, id=f"{flow.kind}-{node.state}")
        for flow in kinds.all_flows()
        for node in flow.instance.nodes()
        if isinstance(node, Waiting)
    ]


@pytest.mark.django_db
def test_no_waiting_state_lacks_owner_deadline_or_outcome():
    rows = [(name, row) for name, states in of_procedures(None) for row in states]
    assert len(rows) == len(waiting())
    assert [(name, row.state) for name, row in rows if not (row.owner and row.deadline and row.outcome)] == []


@pytest.mark.parametrize(("flow", "node"), waiting())
def test_no_waiting_state_waits_unseen_for_ever(flow, node):
    """Something ends it, or it comes on the list; one that waits for a child ends with it."""
    assert node.lapse or node.child or is_listed(node, None)


@pytest.mark.django_db
def test_the_page_says_what_happens_and_is_open_to_everybody(client):
    page = client.get(reverse("outcomes")).content.decode()
    assert "60 天：系统办理「草稿逾期未办，自动撤回」，转「撤回」" in page
    assert "不自动变动，留在本环节，列入督办，直至办结或说明" in page
    assert "协调没有结果的：支持不予办理，仍留转出地，转「终止（仍留转出地）」" in page


def test_no_english_stands_on_the_chinese_page(db):
    """A column without a label would be named by its identifier: `Ends on`."""
    english = [
        said
        for _title, rows in of_procedures(None)
        for row in rows
        for said in vars(row).values()
        if re.search("[A-Za-z]{3}", re.sub("R-[A-Z][0-9]+", "", said))
    ]
    assert english == []

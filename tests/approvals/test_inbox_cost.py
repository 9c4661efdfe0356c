"""The inbox asks the database as much for three items as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import desk
from approvals.templatetags.office import left
from workflows.transfer import drafting

NUMBERS = ("32072419850101011X", "320724198501010136", "320724198501010152")


@pytest.fixture
def ask(clock, orgs, enrol, wang):
    """Put the transfer of one more member on the desk of the origin branch."""
    numbers = iter(NUMBERS)

    def put():
        person = enrol("党员", next(numbers), orgs.dongshan)
        draft = drafting.begin(person, by=wang, destination=orgs.first, reason="unit_changed")
        return desk.act(draft, "submit", by=wang)

    return put


@pytest.fixture
def browser(client, wang):
    client.force_login(wang.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def queries_of_inbox(browser) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/").status_code == 200
    return len(captured)


def test_three_items_cost_as_many_queries_as_one(ask, browser, zhao, lin):
    ask()
    one = queries_of_inbox(browser)
    ask()
    ask()
    assert queries_of_inbox(browser) == one <= 12


def test_the_list_and_the_case_page_count_the_same_working_days(ask, browser):
    due_at = ask().assignments.open().get().due_at
    assert left(due_at) == "还剩 5 个工作日"
    assert left(due_at) in browser.get("/").content.decode()

"""Fifty people press the same button: the web server as `./dev up` starts it, two processes of four threads.

One letter, one page that says it is done, and forty-nine that say who was faster and when.
"""

import re
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from approvals.models import Entry
from approvals.templatetags.office import moment
from devtools import PYTHON
from devtools.children import Children
from devtools.serving import wait_for, web_server
from documents import numbers
from members.models import Account
from tests import separate
from tests.approvals.test_concurrency import sound
from tests.approvals.threads import at_once
from tests.conftest import PASSWORD
from tests.giants import size

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')

HANDS = size(ordinary=12, full=50)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.giant("hands"),
    pytest.mark.skipif(not Path(PYTHON).exists(), reason="no .venv with gunicorn in it: ./dev test makes one"),
]


class Desk:
    """One of the approvers before a browser: has opened the case's page and filled in the form."""

    def __init__(self, port: int, case, account: Account):
        self.port, self.address = port, f"/cases/{case.number}/"
        self.cookies = {settings.SESSION_COOKIE_NAME: _session_of(account)}
        page = self._ask("GET", self.address)
        text = page.read().decode()
        self.cookies[settings.CSRF_COOKIE_NAME] = page.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
        self.form = {"csrfmiddlewaretoken": TOKEN.search(text)[1], "seen": SEEN.search(text)[1]}

    def approve(self) -> tuple[int, str]:
        said = {"valid_days": "30", "carrier": "member", "text": "同意转出", "secret": PASSWORD}
        said["override-R-T5"] = "党费下月补交"  # asked for once the month the fixture names has gone by
        answer = self._ask("POST", f"{self.address}act/approve/", urlencode(self.form | said))
        return answer.status, answer.read().decode()

    def _ask(self, method: str, address: str, body: str | None = None) -> HTTPResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, address, body, headers)
        return connection.getresponse()


def _session_of(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def clock():
    """The present: a server in a process of its own knows no other time."""


def test_many_approvers_at_the_web_server_issue_one_letter(transfer_awaiting_approval, appoint, orgs, tmp_path):
    case = transfer_awaiting_approval
    for n in range(HANDS):
        appoint(f"审批{n}", f"approver{n}", orgs.town, "approver")
    Account.objects.update(password=Argon2PasswordHasher().encode(PASSWORD, "saltsalt"))  # the server knows no MD5
    approvers = Account.objects.filter(username__startswith="approver")
    port = separate.free_port()
    separate.manage("collectstatic", "--noinput", "--verbosity", "0", data_dir=tmp_path)
    with Children(separate.variables(tmp_path) | {"LOG_LEVEL": "ERROR"}) as children:
        children.start("web server", web_server(port))
        wait_for(f"http://127.0.0.1:{port}/healthz", children)
        desks = [Desk(port, case, account) for account in approvers]

        answers = at_once([desk.approve for desk in desks])

    entry = Entry.objects.get(case=case.pk, verb="approve")
    who = f"{entry.actor['org']} {entry.actor['name']} 已于 {moment(entry.recorded_at)} 先行办理。"
    assert sorted(status for status, _page in answers) == [302] + [409] * (HANDS - 1)
    assert [who in page for status, page in answers if status == 409] == [True] * (HANDS - 1)
    assert [line.number for line in numbers.register(orgs.town, "F-01", 2026)] == [1]
    sound(case)

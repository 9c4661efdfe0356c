"""Forged requests: a form from another site does nothing, a link changes nothing, a given session is not kept (S8)."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import PASSWORD

from .test_every_url import (  # noqa: F401  fixtures
    REGISTRY,
    draft,
    letter_out,
    sign_in,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
    world,
)

WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# What a look may leave behind: that it was taken, and a blank sheet for the worker to draw.
TRACES = {"members_accessrecord", "django_session", "django_tasks_database_dbtaskresult"}


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", ["secretary", "keeper", "anonymous"])
def test_a_form_from_another_site_is_refused_everywhere(world, role):  # noqa: F811
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = sign_in(world, role)
    taken = {}
    for name, page in REGISTRY.items():
        answer = client.post(reverse(name, args=page.there(world)), headers={"origin": "https://evil.example"})
        if answer.status_code not in (403, 405):
            taken[name] = answer.status_code
    assert taken == {}


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", ["secretary", "keeper"])
def test_a_link_alone_changes_nothing(world, role):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.cookies = sign_in(world, role)
    written = {}
    for name, page in REGISTRY.items():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name, args=page.there(world)))
        found = {match[1].lower() for one in asked.captured_queries if (match := WRITES.match(one["sql"]))}
        if found - TRACES:
            written[name] = found - TRACES
    assert written == {}


def test_a_session_one_was_given_is_another_after_signing_in(client, wang):
    given = SessionStore()
    given["known"] = "to the attacker"
    given.create()
    client.cookies["sessionid"] = given.session_key
    assert client.post(reverse("sign_in"), {"username": "wang", "password": PASSWORD}).status_code == 302
    assert client.cookies["sessionid"].value != given.session_key
    assert not SessionStore().exists(given.session_key)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "https:///evil.example",
        "\t//evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(client, wang, wanted):
    answer = client.post(reverse("sign_in", query={"next": wanted}), {"username": "wang", "password": PASSWORD})
    assert answer.url == "/"
    language = client.post(reverse("set_language"), {"language": "en", "next": wanted}, headers={"referer": wanted})
    assert language.headers.get("Location", "/") == "/"

"""Logs are JSON with a request's id, and hold nothing about people. Subject: config/logs.py."""

import io
import json
import logging
import re

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404
from django.test import override_settings
from django.urls import path, reverse

from config import health, logs

SECRET = "欧阳修"


@login_not_required
def failing_view(request):
    try:
        raise IntegrityError(f"Failing row contains ({SECRET}, 110101)")
    except IntegrityError as error:
        raise ValueError(SECRET) from error


@login_not_required
def missing_view(request):
    raise Http404(SECRET)


urlpatterns = [path("fails", failing_view), path("missing", missing_view), path("healthz", health.healthz)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def written(monkeypatch):
    """What reaches the console: call it for the events so far."""
    console = next(h for h in logging.getLogger().handlers if h.formatter.__class__.__name__ == "ProcessorFormatter")
    stream = io.StringIO()
    monkeypatch.setattr(console, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_the_id_that_the_client_sees(client, written):
    answer = client.get("/healthz")

    [event] = written()
    assert event["request_id"] == answer["X-Request-ID"]
    assert (event["event"], event["request"], event["code"]) == ("request_finished", "GET /healthz", 200)


def test_query_form_data_user_name_and_client_address_are_not_written(client, written):
    headers = {"User-Agent": SECRET, "X-Forwarded-For": "203.0.113.9"}
    client.get("/healthz", {"q": SECRET}, headers=headers)
    client.post("/healthz", {"name": SECRET}, headers=headers)
    client.get("/missing", {"q": SECRET})

    text = json.dumps(written(), ensure_ascii=False)
    assert SECRET not in text
    assert "203.0.113.9" not in text
    assert "127.0.0.1" not in text


def test_a_fault_is_written_with_frames_and_types_but_not_with_the_texts_of_exceptions(client, written):
    client.raise_request_exception = False
    client.get("/fails", {"q": SECRET})

    events = written()
    assert SECRET not in json.dumps(events, ensure_ascii=False)
    [failed] = [event for event in events if event["event"] == "request_failed"]
    assert [line for line in failed["exception"] if " " not in line] == [
        "builtins.ValueError",
        "django.db.utils.IntegrityError",
    ]
    assert any(line.endswith("failing_view") for line in failed["exception"])


def test_the_texts_of_exceptions_can_be_switched_on_for_a_search():
    with override_settings(LOG_EXCEPTION_TEXT=True):
        assert logs.describe(ValueError("why")) == ["builtins.ValueError: why"]
    assert logs.describe(ValueError("why")) == ["builtins.ValueError"]


@pytest.mark.django_db
def test_a_failed_sign_in_does_not_write_the_name_that_was_tried(client, written, settings):
    settings.ROOT_URLCONF = "config.urls"
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = client.post(reverse("sign_in"), {"username": SECRET, "password": "not-the-password"})

    assert answer.status_code == 429
    assert SECRET not in json.dumps(written(), ensure_ascii=False)


def test_the_log_of_the_proxy_keeps_no_one_time_address_either():
    """The address is a key until somebody has used it; nginx writes paths too."""
    conf = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    form = re.search(r"log_format liangdi '([^']*)'", conf)[1]
    assert not {"$uri", "$request", "$request_uri", "$args", "$remote_addr"} & set(form.split())
    hidden = re.search(r'map \$uri \$liangdi_path {\s+"~\^([^"]+)" "/setup/...";', conf)[1]
    assert hidden == logs.SETUP_ADDRESS.pattern

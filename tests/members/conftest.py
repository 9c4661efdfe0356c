"""Fixtures of this room's scenarios."""

import os
from datetime import date

import pytest
from django.test import Client
from django.utils.timezone import localdate

from members.models import Appointment
from members.org_history import Decision


@pytest.fixture
def keeper(orgs, appoint) -> Appointment:
    """The province's administrator, who decides about everything below."""
    return appoint("省管理员", "keeper", orgs.province, "administrator")


@pytest.fixture
def decided(keeper):
    """A decision under 江组〔2026〕12号: `decided()` today, `decided(on=…, reason=…)` otherwise."""

    def decide(on: date | None = None, reason: str = "", document: str = "江组〔2026〕12号") -> Decision:
        return Decision(on=on or localdate(), document=document, by=keeper, reason=reason)

    return decide


@pytest.fixture
def client_of(db):
    """Another browser, signed in as the holder of an appointment or as nobody: `client_of(wang)`, `client_of()`."""

    def browser(appointment: Appointment | None = None) -> Client:
        made = Client()
        if appointment:
            made.force_login(appointment.account)
        return made

    return browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    """The system's Chromium, quiet on the network; as root it has no sandbox."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": os.environ.get("LIANGDI_CHROMIUM"), "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args) -> dict:
    return {**browser_context_args, "locale": "zh-CN", "viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stands before the plugin's own fixture, which warns under this pytest. The address is `live_server.url`."""

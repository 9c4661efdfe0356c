"""Fixtures of this room's scenarios."""

import pytest
from django.test import Client

from members.models import Appointment


@pytest.fixture
def client_of(db):
    """Another browser, signed in as the holder of an appointment or as nobody: `client_of(wang)`, `client_of()`."""

    def browser(appointment: Appointment | None = None) -> Client:
        made = Client()
        if appointment:
            made.force_login(appointment.account)
        return made

    return browser

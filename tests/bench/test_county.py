"""The county of the bench proves, like the office it copies: else its figure would be worth nothing."""

import pytest
from django.db import connection

from approvals import journal
from bench import county
from documents import proof


@pytest.mark.skipif(connection.vendor != "postgresql", reason="copies are written by COPY")
def test_a_small_county_proves(db):
    assert county.fill(100) >= 100
    assert [*journal.broken(), *proof.of_registers()] == []

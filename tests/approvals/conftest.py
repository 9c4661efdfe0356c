"""The same transfers as in tests/workflows: the desk is tested with a real procedure on it."""

from tests.members.conftest import client_of, decided, keeper  # noqa: F401  fixtures
from tests.workflows.conftest import (  # noqa: F401  fixtures
    draft,
    letter_out,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
)

"""The records of the procedures, for Django to find."""

from .coordination.case import CoordinationCase
from .transfer.case import TransferCase

__all__ = ["CoordinationCase", "TransferCase"]

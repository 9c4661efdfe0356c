"""The records of the procedures, for Django to find."""

from .coordination.case import CoordinationCase
from .transfer.batch.records import BatchRow, TransferBatch
from .transfer.case import TransferCase

__all__ = ["BatchRow", "CoordinationCase", "TransferBatch", "TransferCase"]

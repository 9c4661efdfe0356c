"""The records of the procedures, for Django to find."""

from .transfer.case import TransferCase

__all__ = ["TransferCase"]

"""The records of the procedures, for Django to find."""

from .agreement.case import AgreementCase
from .agreement.duties import Duty
from .agreement.funding import FundingLine
from .agreement.roster import RosterChange
from .agreement.supplements import Supplement
from .agreement.texts import AgreementText
from .coordination.case import CoordinationCase
from .evaluation.case import EvaluationCase
from .transfer.batch.records import BatchRow, TransferBatch
from .transfer.case import TransferCase
from .transfer.requests.records import TransferRequest

__all__ = [
    "AgreementCase",
    "AgreementText",
    "BatchRow",
    "CoordinationCase",
    "Duty",
    "EvaluationCase",
    "FundingLine",
    "RosterChange",
    "Supplement",
    "TransferBatch",
    "TransferCase",
    "TransferRequest",
]

"""The records of this room, for Django to find."""

from .numbers import NumberSeries, TakenNumber
from .papers import Paper
from .printing import PrintSettings

__all__ = ["NumberSeries", "Paper", "PrintSettings", "TakenNumber"]

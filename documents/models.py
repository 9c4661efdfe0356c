"""The records of this room, for Django to find."""

from .numbers import LastOnPaper, NumberSeries, TakenNumber
from .papers import Paper
from .printing import PrintSettings

__all__ = ["LastOnPaper", "NumberSeries", "Paper", "PrintSettings", "TakenNumber"]

"""The records of this room, for Django to find."""

from .numbers import NumberSeries, TakenNumber
from .papers import Paper

__all__ = ["NumberSeries", "Paper", "TakenNumber"]

"""The working days of the simulated time, read from the calendar's table once."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from approvals import calendar


class Workdays:
    """`first` and `last` bound what may be asked."""

    def __init__(self, first: date, last: date):
        exceptions = calendar.exceptions_between(first, last)
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.days = [day for day in every if calendar.works(day, exceptions)]

    def __contains__(self, day: date) -> bool:
        return self.from_day(day) == day

    def from_day(self, day: date) -> date:
        """`day`, or the first working day after it; what lies beyond the simulated time falls on its last day."""
        return self.days[min(bisect_left(self.days, day), len(self.days) - 1)]

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `count` ≥ 1."""
        return self.days[bisect_right(self.days, day) + count - 1]

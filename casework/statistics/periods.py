"""The span of days a figure is asked for, the one before it, and its weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEK: Final = 7
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From a local day to a local day, both counted in; ``until`` is the day stocks are told as of.

    Raises ValueError where it ends before it begins.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        """A period has at least one day."""
        if self.until < self.since:
            raise ValueError(self)

    @classmethod
    def ending(cls, until: date, days: int) -> Period:
        """So many days, the last of which is given."""
        return cls(until - timedelta(days=days - 1), until)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period:
        """As many days, ending on the eve of this period."""
        return Period.ending(self.since - _DAY, self.days)

    @property
    def whole_weeks(self) -> int:
        """How many weeks fit into it, counted back from its last day."""
        return self.days // WEEK

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


def weeks_back(until: date, number: int) -> Iterator[Period]:
    """So many weeks of seven days, the latest first; it ends on the day given."""
    for week in range(number):
        yield Period.ending(until - timedelta(days=week * WEEK), WEEK)

"""How long a person's data are kept after a case is closed, as a pack says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.applications.lifecycle import STAGE_OF, Stage, State
from casework.countries.entry import BadPack, Entry, Table

CLOSED: Final = tuple(state for state in State if STAGE_OF[state] is Stage.CLOSED)
_LONGEST: Final = 50
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Years by the state in which a case was closed, counted from the local day of its last act.

    ``invented`` says that no source gives the figures.
    """

    years: Mapping[State, int]
    invented: bool

    def last_day(self, state: State, today: date) -> date:
        """The latest day on which a case may have been closed for its data to be removed today."""
        year = today.year - self.years[state]
        if (today.month, today.day) == _LEAP_DAY:
            return date(year, 2, 28)
        return today.replace(year=year)

    def rule(self, state: State) -> str:
        """The rule's name on record: state and years."""
        return f"{state}:{self.years[state]}"


def read_retention(country: str, given: Table) -> Retention:
    """A pack's table.

    Raises:
        BadPack: a closed state has no years, or not a number of years anybody would mean.
    """
    entry = Entry(f"{country}.retention", given)
    years = {state: entry.must(state) for state in CLOSED}
    retention = Retention(years=years, invented=entry.take("invented", default=False))
    entry.close()
    if any(type(number) is not int or not 1 <= number <= _LONGEST for number in years.values()):
        raise BadPack(entry.where, f"has years that are not whole numbers from 1 to {_LONGEST}")
    return retention

"""The programme's own calendar: moments are UTC, deadlines and decisions have local dates."""

from datetime import date, datetime

from casework.countries.pack import pack_of
from casework.deadlines import local_day


def local_date(programme_code: str, at: datetime) -> date:
    """The date on the wall of the programme's country at a moment (aware)."""
    return local_day(at, pack_of(programme_code))

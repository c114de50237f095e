"""Parts that several addresses have: a day, a place in a list. What a part cannot mean is None."""

from datetime import date
from typing import Final

from data_access.queries.behind_list import Place

LONGEST: Final = 64
"""Characters of a part; nothing that is meant is longer."""
_LARGEST: Final = 2**62
_EARLIEST: Final = date(2000, 1, 1)


def past_day(text: str, today: date) -> date | None:
    """The day of an address, not before 2000 and not after today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day <= today else None


def list_place(text: str) -> Place | None:
    """Where in a list a page of it begins."""
    place = Place.parse(text[:LONGEST])
    return place if place is not None and 0 <= place.id < _LARGEST else None

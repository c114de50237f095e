"""The address of a list behind a figure: which figure, where, which days, which page. Codes only."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.statistics.periods import Period
from dashboard.forms.office_address import PLACED, a_day, offices_of
from dashboard.forms.queue_address import regions_of
from data_access.queries.behind_figure import Figure
from data_access.queries.behind_list import Place
from data_access.queries.scope import Asked

_LARGEST: Final = 2**62
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindAddress:
    """What the address asks for; `figure` is None where it names no figure that has a list."""

    figure: Figure | None
    asked: Asked
    places: dict[str, str]
    period: Period
    at: Place | None
    today: date
    odd: bool

    @property
    def is_now(self) -> bool:
        """Whether a stock is told as of today."""
        return self.period.until == self.today


def read_behind(viewer: Staff, today: date) -> BehindAddress:
    """Understand the address; of where and when, what it cannot mean is left out."""
    given = {
        name: st.query_params.get(name, "")[:_LONGEST] for name in ("figure", "a", "b", "from", "to", "at")
    }
    allowed = {
        "office": offices_of(viewer),
        "programme": viewer.programmes,
        "region": regions_of(viewer),
    }
    asked = {name: st.query_params.get(name, "") for name in PLACED}
    places = {name: code for name, code in asked.items() if code and code in allowed[name]}
    until, since = a_day(given["to"], today), a_day(given["from"], today)
    last = until or today
    at = Place.parse(given["at"])
    place = at if at is not None and 0 <= at.id < _LARGEST else None
    return BehindAddress(
        figure=Figure.parse(given["figure"], given["a"], given["b"]),
        asked=Asked(**places),
        places=places,
        period=Period(min(since or last, last), last),
        at=place,
        today=today,
        odd=any(code and name not in places for name, code in asked.items())
        or _is_odd(given["to"], until)
        or _is_odd(given["from"], since if since is None or since <= last else None)
        or _is_odd(given["at"], place),
    )


def turn_to(place: Place | None) -> None:
    """Go to a page of the list; a callback."""
    kept = {name: text for name, text in st.query_params.items() if name != "at"}
    st.query_params.from_dict(kept | ({"at": str(place)} if place else {}))


def _is_odd(text: str, understood: object) -> bool:
    return bool(text) and understood is None

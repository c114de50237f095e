"""The address of the looks: which days, whose, which page. Codes and user names only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from casework.statistics.periods import Period
from dashboard.forms.address_parts import LONGEST, list_place, past_day
from dashboard.session import remember, remembered
from data_access.queries.behind_list import Place

SPANS: Final = (7, 30, 91, 364)
USUAL: Final = 30
NAMES: Final = ("days", "on", "person", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    period: Period
    person: str | None
    at: Place | None
    odd: bool


def read_address(today: date) -> LooksAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "days": lambda text: next((days for days in SPANS if str(days) == text), None),
        "on": lambda text: past_day(text, today),
        "person": lambda text: text if len(text) <= LONGEST else None,
        "at": list_place,
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    return LooksAddress(
        period=Period.ending(known["on"] or today, known["days"] or USUAL),
        person=known["person"],
        at=known["at"],
        odd=any(text and known[name] is None for name, text in given.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"looks.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    value = remembered(f"looks.{name}", None)
    put(**{name: value.isoformat() if isinstance(value, date) else str(value or "")})


def put(**changed: str) -> None:
    """Write parts of the address in one step; "" takes a part out, and the list begins anew."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "at"}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})

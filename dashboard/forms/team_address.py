"""The address of the team: which days, which programme and region, which person, which figure. Codes only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.statistics.periods import Period
from dashboard.forms.address_parts import LONGEST, list_place, past_day
from dashboard.forms.queue_address import regions_of
from dashboard.session import remember, remembered
from data_access.queries.behind_list import Place
from data_access.queries.scope import Asked
from data_access.queries.team_work import DECIDED, FIGURES

SPANS: Final = (7, 28, 91, 364)
USUAL: Final = 28
NAMES: Final = ("days", "on", "programme", "region", "member", "figure", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    period: Period
    asked: Asked
    member: str | None
    figure: str
    at: Place | None
    today: date
    odd: bool

    @property
    def is_now(self) -> bool:
        """Whether stocks are told as of today."""
        return self.period.until == self.today

    @property
    def codes(self) -> dict[str, str]:
        """What narrows the figures, as codes."""
        places = {"programme": self.asked.programme, "region": self.asked.region}
        days = {"from": self.period.since.isoformat(), "to": self.period.until.isoformat()}
        return days | {name: code for name, code in places.items() if code}

    def url(self, **changed: str) -> str:
        """The address with these parts changed, for a link; the page of a list is left behind."""
        kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "at"}
        return "/team?" + "&".join(f"{name}={text}" for name, text in (kept | changed).items())


def read_address(viewer: Staff, today: date) -> TeamAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "days": lambda text: next((days for days in SPANS if str(days) == text), None),
        "on": lambda text: past_day(text, today),
        "programme": lambda text: text if text in viewer.programmes else None,
        "region": lambda text: text if text in regions_of(viewer) else None,
        "member": lambda text: text if len(text) <= LONGEST else None,
        "figure": lambda text: text if text in FIGURES else None,
        "at": list_place,
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    return TeamAddress(
        period=Period.ending(known["on"] or today, known["days"] or USUAL),
        asked=Asked(programme=known["programme"], region=known["region"]),
        member=known["member"],
        figure=known["figure"] or DECIDED,
        at=known["at"],
        today=today,
        odd=any(text and known[name] is None for name, text in given.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"team.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    value = remembered(f"team.{name}", None)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    put(**{name: text})


def put(**changed: str) -> None:
    """Write parts of the address in one step, so that one step back undoes it; "" takes a part out."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "at"}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})

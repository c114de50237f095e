"""The address of the office: where, which days, told apart by what. Codes only, the same in both languages.

Every choice is one step that the browser can go back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from casework.actors import Staff
from casework.deadlines import Urgency
from casework.statistics.periods import WEEK, Period
from casework.statistics.postings import Measure
from dashboard.forms.queue_address import offices_of, regions_of
from dashboard.session import remember, remembered
from data_access.queries.behind_figure import ALL_WAITING, Figure
from data_access.queries.office_places import SideBySide
from data_access.queries.scope import Asked

PLACED: Final = ("office", "programme", "region")
NAMES: Final = (*PLACED, "period", "from", "to", "by")
WEEKS: Final[Mapping[str, int]] = {"4w": 4, "13w": 13, "26w": 26, "52w": 52}
USUAL: Final = "4w"
OWN: Final = "own"
LONGEST: Final = 731
"""Days; a longer period of one's own is cut to its last two years."""
_OLDEST: Final = date(2000, 1, 1)
_QUEUES: Final[Mapping[Figure, Mapping[str, str]]] = {
    Figure(Measure.STATE, ALL_WAITING): {"view": "unclaimed"},
    Figure(Measure.OPEN, "", Urgency.RED): {"view": "overdue"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    asked: Asked
    span: str
    period: Period
    by: SideBySide
    today: date
    odd: bool

    @property
    def is_now(self) -> bool:
        """Whether stocks are told as of today."""
        return self.period.until == self.today

    @property
    def places(self) -> dict[str, str]:
        """Where, as codes."""
        every = {name: getattr(self.asked, name) for name in PLACED}
        return {name: code for name, code in every.items() if code}

    @property
    def codes(self) -> dict[str, str]:
        """Everything that narrows the figures, as codes."""
        days = {"from": self.period.since.isoformat(), "to": self.period.until.isoformat()}
        return self.places | days

    def behind(self, figure: Figure, period: Period | None = None, **narrow: str) -> str:
        """Where the list behind a figure is: the queue for what can be worked on now, else a list of its own.

        Args:
            figure: what was counted.
            period: of these days instead of the page's.
            narrow: a programme or region of its own.
        """
        days = period or self.period
        where = self.places | narrow
        queue = _queue(figure) if days.until == self.today and "office" not in where else None
        if queue is not None:
            return f"/queue?{urlencode(queue | where)}"
        parts = {"figure": figure.measure.value, "a": figure.a, "b": figure.b}
        of = {name: code for name, code in parts.items() if code}
        since = {} if figure.is_stock else {"from": days.since.isoformat()}
        return f"/behind?{urlencode(of | where | since | {'to': days.until.isoformat()})}"


def read_address(viewer: Staff, today: date) -> OfficeAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "office": lambda text: text if text in offices_of(viewer) else None,
        "programme": lambda text: text if text in viewer.programmes else None,
        "region": lambda text: text if text in regions_of(viewer) else None,
        "period": lambda text: text if text in WEEKS else None,
        "from": lambda text: a_day(text, today),
        "to": lambda text: a_day(text, today),
        "by": lambda text: next((by for by in SideBySide if by == text), None),
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    until, since = known["to"] or today, known["from"]
    backwards = since is not None and since > until
    if since is not None and not backwards:
        span, period = OWN, Period(max(since, until - timedelta(days=LONGEST - 1)), until)
    else:
        span = known["period"] or USUAL
        period = Period.ending(until, WEEKS[span] * WEEK)
    return OfficeAddress(
        asked=Asked(**{name: known[name] for name in PLACED}),
        span=span,
        period=period,
        by=known["by"] or SideBySide.PROGRAMME,
        today=today,
        odd=backwards or any(text and known[name] is None for name, text in given.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"office.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    value = remembered(f"office.{name}", None)
    put(**{name: value.isoformat() if isinstance(value, date) else str(value or "")})


def span_moved(since: date) -> None:
    """Choose so many weeks, or days of one's own, beginning with those that are shown; a callback."""
    span = remembered("office.period", USUAL)
    if span == OWN:
        put(**{"from": since.isoformat(), "period": ""})
    else:
        put(**{"from": "", "period": "" if span == USUAL else str(span)})


def put(**changed: str) -> None:
    """Write parts of the address in one step, so that one step back undoes it; "" takes a part out."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    now = {name: text for name, text in (kept | changed).items() if text}
    st.query_params.from_dict({name: text for name, text in now.items() if _agrees(name, text, changed)})


def clear() -> None:
    """Begin anew; a callback."""
    st.query_params.from_dict({})


def a_day(text: str, today: date) -> date | None:
    """A day of an address, not later than today; None where the text is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _OLDEST <= found <= today else None


def _agrees(name: str, text: str, changed: Mapping[str, str]) -> bool:
    """Whether a place that stood in the address lies in the country of the one chosen now."""
    chosen = next((code for one, code in changed.items() if one in PLACED and code), "")
    return name not in PLACED or name in changed or not chosen or _country(text) == _country(chosen)


def _country(code: str) -> str:
    return code.replace("-", ".").partition(".")[0]


def _queue(figure: Figure) -> Mapping[str, str] | None:
    if figure.measure is Measure.STATE and figure.a and figure.a != ALL_WAITING:
        return {"view": "all", "state": figure.a}
    return _QUEUES.get(figure)

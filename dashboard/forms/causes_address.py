"""The address of the causes: what is chosen, as codes. Every choice is a step that the browser can go back.

Each change is written at once: Streamlit makes a step of every message about the address, so a change of
several parts that was written part by part would take several steps back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.countries.pack import pack_of, packs, programme
from casework.statistics.profile import AGE_GROUPS, HOUSEHOLDS, TRAITS, UNKNOWN
from dashboard.forms.queue_address import offices_of, regions_of
from dashboard.session import remember, remembered
from data_access.queries.causes import OUTCOMES, CauseFilters, Place
from ui.labels import CHOICES

PLACED: Final = ("office", "programme", "region")
NAMES: Final = ("outcome", *PLACED, "from", "to", "reason", *TRAITS)
MONTHS: Final = 12
"""So many months, the present one among them, unless others are asked for."""
OFFERED: Final = 36
CASES: Final = "cases"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "age_group": AGE_GROUPS,
    "sex": (*CHOICES["sex"], UNKNOWN),
    "employment": (*CHOICES["employment_status"], UNKNOWN),
    "household": HOUSEHOLDS,
    "channel": tuple(CHOICES["channel"]),
}
_SEVERAL: Final = ","
_LARGEST: Final = 2**62
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the address asks for; `odd` says that a part of it was not understood and left out.

    `chosen` holds what narrows the figures, as codes by name; `months` are those that can be chosen.
    """

    filters: CauseFilters
    chosen: Mapping[str, str]
    months: tuple[date, ...]
    lists_cases: bool
    at: Place | None
    odd: bool

    @property
    def codes(self) -> dict[str, str]:
        """All that narrows the figures, what goes without saying too."""
        return dict(self.chosen) | {
            "outcome": str(self.filters.outcome),
            "from": month_code(self.filters.since),
            "to": month_code(self.filters.until),
        }


def read_address(viewer: Staff, today: date) -> Address:
    """Understand the address; what it cannot mean is left out."""
    asked = {name: st.query_params.get(name) for name in (*NAMES, "view", "at")}
    months = months_until(today, OFFERED)
    allowed = _allowed(viewer, months)
    understood = {
        name: text for name, text in asked.items() if text and len(text) <= _LONGEST and allowed[name](text)
    }
    since = _month(understood.get("from"), months[-MONTHS])
    until = _month(understood.get("to"), months[-1])
    if since > until:
        understood = {name: text for name, text in understood.items() if name not in {"from", "to"}}
        since, until = months[-MONTHS], months[-1]
    chosen = {name: understood[name] for name in NAMES if name in understood}
    return Address(
        filters=CauseFilters(
            since=since,
            until=until,
            outcome=Outcome(chosen.get("outcome", Outcome.REJECT)),
            regions=_regions_in(chosen.get("region")),
            **{name: chosen.get(name) for name in ("office", "programme", "reason", *TRAITS)},
        ),
        chosen=chosen,
        months=months,
        lists_cases=understood.get("view") == CASES,
        at=Place.parse(understood.get("at")),
        odd=any(text and name not in understood for name, text in asked.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"causes.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    value = remembered(f"causes.{name}", None)
    if isinstance(value, list):
        choose(name, _SEVERAL.join(value))
    else:
        choose(name, month_code(value) if isinstance(value, date) else value)


def toggle(name: str, code: str) -> None:
    """Choose something, or take the choice back where it is chosen already; a callback."""
    choose(name, None if st.query_params.get(name) == code else code)


def toggle_region(code: str) -> None:
    """Choose one more region, or take it off where it is chosen already; a callback."""
    chosen = _regions_in(st.query_params.get("region"))
    kept = [one for one in chosen if one != code] if code in chosen else [*chosen, code]
    choose("region", _SEVERAL.join(sorted(kept)))


def choose(name: str, code: str | None) -> None:
    """Write one choice into the address, in one step, and leave out what would contradict it; a callback."""
    kept = {one: text for one, text in _now().items() if one not in {name, "at"}}
    kept = {one: left for one, text in kept.items() if (left := _beside(one, text, name, code or ""))}
    if code and not (name == "outcome" and code == Outcome.REJECT):
        kept[name] = str(code)
    st.query_params.from_dict(kept)


def toggle_both(**codes: str) -> None:
    """Choose several things in one step, or take them back where all are chosen; a callback."""
    both = all(st.query_params.get(name) == code for name, code in codes.items())
    kept = {name: text for name, text in _now().items() if name not in codes}
    st.query_params.from_dict(kept if both else kept | codes)


def drop(*names: str) -> None:
    """Take choices out of the address, in one step; a callback."""
    st.query_params.from_dict({one: text for one, text in _now().items() if one not in {*names, "at"}})


def turn_to(place: Place | None) -> None:
    """Go to a page of the list; a callback."""
    st.query_params.from_dict(_now() | ({"at": str(place)} if place else {}))


def months_until(today: date, many: int) -> tuple[date, ...]:
    """The first days of so many months, the present one last."""
    last = today.year * 12 + today.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(last - many + 1, last + 1))


def month_code(month: date) -> str:
    """A month as the address writes it: 2026-03."""
    return f"{month:%Y-%m}"


def reasons_for(viewer: Staff, filters: CauseFilters) -> tuple[str, ...]:
    """The reasons that decisions with this outcome may have stated, retired ones too."""
    wanted = [filters.programme] if filters.programme else _programmes(viewer, filters.office)
    return tuple(
        dict.fromkeys(
            reason.code
            for code in wanted
            for reason in programme(code).catalogue.values()
            if reason.leads_to(filters.outcome)
        )
    )


def _programmes(viewer: Staff, office: str | None = None) -> list[str]:
    return [code for code in sorted(viewer.programmes) if office in {None, pack_of(code).code}]


def _allowed(viewer: Staff, months: tuple[date, ...]) -> Mapping[str, Callable[[str], Any]]:
    known = {code for one in _programmes(viewer) for code in pack_of(one).reasons}
    month_codes = {month_code(month) for month in months}
    groups = {name: frozenset(values).__contains__ for name, values in GROUPS.items()}
    return groups | {
        "outcome": {str(outcome) for outcome in OUTCOMES}.__contains__,
        "office": offices_of(viewer).__contains__,
        "programme": viewer.programmes.__contains__,
        "region": lambda text: {*_regions_in(text)} <= {*regions_of(viewer)},
        "from": month_codes.__contains__,
        "to": month_codes.__contains__,
        "reason": known.__contains__,
        "view": {CASES}.__contains__,
        "at": lambda text: (place := Place.parse(text)) is not None and place.id < _LARGEST,
    }


def _month(text: str | None, otherwise: date) -> date:
    return date.fromisoformat(f"{text}-01") if text else otherwise


def _now() -> dict[str, str]:
    return {name: st.query_params[name] for name in (*NAMES, "view") if name in st.query_params}


def _regions_in(text: str | None) -> tuple[str, ...]:
    """The regions of an address, each once."""
    return tuple(dict.fromkeys(text.split(_SEVERAL))) if text else ()


def _beside(name: str, text: str, chosen: str, code: str) -> str:
    """What of a part of the address can stay beside a new choice."""
    if code and name in PLACED and chosen in PLACED:
        countries = {_country(one) for one in _regions_in(code)}
        return _SEVERAL.join(one for one in _regions_in(text) if _country(one) in countries)
    if code and (name, chosen) == ("reason", "outcome"):
        known = [pack.reasons[text] for pack in packs().values() if text in pack.reasons]
        return text if any(reason.leads_to(Outcome(code)) for reason in known) else ""
    return text


def _country(code: str) -> str:
    """The country of an office, a programme or a region: the beginning of its code."""
    return code.replace("-", ".").partition(".")[0]

"""The queue's address: which list, narrowed how, from which place on. Codes only, never anything personal.

`bind="query-params"` would write the words of a choice into the address, so a link sent in Arabic would not
be understood in English; these are codes, the same in both languages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import State
from casework.countries.pack import pack_of
from casework.deadlines import Urgency
from casework.permissions import Permission
from dashboard.session import remember, remembered
from data_access.queries.caseworker import NEEDED_FOR, Cursor, QueueFilters, QueueView

NAMES: Final = ("programme", "region", "state", "urgency", "assignee")
_LARGEST: Final = 2**62
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    view: QueueView
    filters: QueueFilters
    at: Cursor | None
    odd: bool


def views_of(viewer: Staff) -> tuple[QueueView, ...]:
    """The lists this person may see."""
    needed = {**NEEDED_FOR, QueueView.ALL: Permission.SEE_TEAM}
    return tuple(view for view in QueueView if view not in needed or viewer.may(needed[view]))


def regions_of(viewer: Staff) -> tuple[str, ...]:
    """The regions this person may ask for, in the order of their packs."""
    packs = {pack.code: pack for pack in map(pack_of, sorted(viewer.programmes))}
    known = (region for pack in packs.values() for region in pack.regions)
    return tuple(region for region in known if not viewer.regions or region in viewer.regions)


def offices_of(viewer: Staff) -> tuple[str, ...]:
    """The countries whose programmes the viewer may ask for."""
    return tuple(dict.fromkeys(pack_of(code).code for code in sorted(viewer.programmes)))


def read_address(viewer: Staff) -> Address:
    """Understand the address; what it cannot mean is left out."""
    asked = {name: st.query_params.get(name) for name in (*NAMES, "view", "at")}
    understand: Mapping[str, Callable[[str], Any]] = {
        "view": lambda text: _member(QueueView, text, views_of(viewer)),
        "programme": lambda text: text if text in viewer.programmes else None,
        "region": lambda text: text if text in regions_of(viewer) else None,
        "state": lambda text: _member(State, text, tuple(State)),
        "urgency": lambda text: _member(Urgency, text, tuple(Urgency)),
        "assignee": lambda text: text if viewer.may(Permission.SEE_TEAM) and len(text) <= _LONGEST else None,
        "at": _place,
    }
    understood = {name: understand[name](text) if text else None for name, text in asked.items()}
    return Address(
        view=understood["view"] or QueueView.MINE,
        filters=QueueFilters(**{name: understood[name] for name in NAMES}),
        at=understood["at"],
        odd=any(text and understood[name] is None for name, text in asked.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"queue.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address and begin at the list's first page; a callback."""
    value = remembered(f"queue.{name}", None)
    put("at", None)
    put(name, str(value) if value else None)


def put(name: str, text: str | None) -> None:
    """Write one part of the address, or take it out."""
    if text:
        st.query_params[name] = text
    elif name in st.query_params:
        del st.query_params[name]


def keep_address() -> None:
    """Remember the address, so that leaving a case leads back to the same place in the same list."""
    known = (*NAMES, "view", "at")
    remember("queue.address", {name: st.query_params[name] for name in known if name in st.query_params})


def kept_address() -> dict[str, str]:
    """The list from which the reader came."""
    return remembered("queue.address", {})


def _member(kind: type[StrEnum], text: str, allowed: tuple[StrEnum, ...]) -> StrEnum | None:
    return next((member for member in kind if member == text and member in allowed), None)


def _place(text: str) -> Cursor | None:
    cursor = Cursor.parse(text[:_LONGEST])
    return cursor if cursor is not None and 0 <= cursor.id < _LARGEST else None

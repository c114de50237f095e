"""The address of the complaints: which list, narrowed how, from which place on. Codes and numbers only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.applications.reference import canonical_reference
from casework.complaints.lifecycle import ComplaintKind
from dashboard.forms.address_parts import LONGEST, list_place
from dashboard.session import remember, remembered
from data_access.queries.behind_list import Place
from data_access.queries.complaints import NEEDED_FOR, ComplaintFilters, ComplaintList

NAMES: Final = ("view", "kind", "programme", "at", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the address asks for; `file` is the case a complaint is to be taken down about.

    `odd` says that a part of it was not understood and left out.
    """

    view: ComplaintList
    filters: ComplaintFilters
    at: Place | None
    file: str | None
    odd: bool


def views_of(viewer: Staff) -> tuple[ComplaintList, ...]:
    """The lists this person may see."""
    return tuple(view for view in ComplaintList if viewer.may(NEEDED_FOR[view]))


def read_address(viewer: Staff) -> Address:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "view": lambda text: next((view for view in views_of(viewer) if view == text), None),
        "kind": lambda text: next((str(kind) for kind in ComplaintKind if kind == text), None),
        "programme": lambda text: text if text in viewer.programmes else None,
        "at": list_place,
        "file": lambda text: canonical_reference(text[:LONGEST]),
    }
    known: dict[str, Any] = {name: understand[name](text) if text else None for name, text in given.items()}
    return Address(
        view=known["view"] or ComplaintList.OPEN,
        filters=ComplaintFilters(kind=known["kind"], programme=known["programme"]),
        at=known["at"],
        file=known["file"],
        odd=any(text and known[name] is None for name, text in given.items()),
    )


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"complaints.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address and begin at the list's first page; a callback."""
    put(**{name: str(remembered(f"complaints.{name}", None) or "")})


def put(**changed: str) -> None:
    """Write parts of the address in one step; "" takes a part out, and the list begins anew."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "at"}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})

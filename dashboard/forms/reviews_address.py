"""The address of the page of reviews: which list, narrowed how, and from which place on. Codes only."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from dashboard.navigation import CASE, SCREENS, Screen
from dashboard.session import remember, remembered
from data_access.queries.reviews import Place, ReviewView
from ui.payment_words import FINDINGS

NAMES: Final = ("view", "programme", "finding", "batch", "after")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
_PLACE: Final = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})\.([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    view: ReviewView
    programme: str | None
    finding: str | None
    batch: int | None
    after: Place | None
    odd: bool


def read_address(viewer: Staff) -> ReviewsAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "view": lambda text: next((one for one in ReviewView if one == text), None),
        "programme": lambda text: text if text in viewer.programmes else None,
        "finding": lambda text: text if text in FINDINGS else None,
        "batch": lambda text: int(text) if _NUMBER.fullmatch(text) else None,
        "after": _place,
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    return ReviewsAddress(
        view=known["view"] or ReviewView.OVERDUE,
        programme=known["programme"],
        finding=known["finding"],
        batch=known["batch"],
        after=known["after"],
        odd=any(text and known[name] is None for name, text in given.items()),
    )


def _place(text: str) -> Place | None:
    parts = _PLACE.fullmatch(text)
    try:
        return Place(review_on=date.fromisoformat(parts[1]), id=int(parts[2])) if parts else None
    except ValueError:
        return None


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"reviews.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    put(**{name: str(remembered(f"reviews.{name}", None) or "")})


def put(**changed: str) -> None:
    """Write parts of the address in one step; "" takes a part out, and the list begins anew."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "after"}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})


def entitlement_screen() -> Screen:
    """The screen of a case's entitlement; the case itself where this office has none."""
    return next((screen for screen in SCREENS if screen.path == "entitlement"), CASE)

"""The address of the page of payments: which month, programme, state, and from which place on. Codes only."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.entitlements.lifecycle import PaymentState
from casework.entitlements.payments import following, month_of
from dashboard.session import remember, remembered
from data_access.queries.payments import TROUBLED

NAMES: Final = ("month", "programme", "state", "before")
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_BACK: Final = 18
"""Months that the choice offers; an earlier one can be asked for by its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    month: date
    programme: str | None
    state: PaymentState | None
    before: int | None
    odd: bool


def read_address(viewer: Staff, today: date) -> PaymentsAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "month": lambda text: date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) else None,
        "programme": lambda text: text if text in viewer.programmes else None,
        "state": lambda text: next((one for one in TROUBLED if one == text), None),
        "before": lambda text: int(text) if _NUMBER.fullmatch(text) else None,
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    return PaymentsAddress(
        month=known["month"] or month_of(today),
        programme=known["programme"],
        state=known["state"],
        before=known["before"],
        odd=any(text and known[name] is None for name, text in given.items()),
    )


def months_offered(today: date, chosen: date) -> list[date]:
    """The coming month, this one and those before, newest first; the chosen one in any case."""
    offered = [following(month_of(today)), month_of(today)]
    while len(offered) < _BACK:
        offered.append(date(offered[-1].year - (offered[-1].month == 1), (offered[-1].month - 2) % 12 + 1, 1))
    return offered if chosen in offered else [*offered, chosen]


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"payments.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    value = remembered(f"payments.{name}", None)
    put(**{name: f"{value:%Y-%m}" if isinstance(value, date) else str(value or "")})


def put(**changed: str) -> None:
    """Write parts of the address in one step; "" takes a part out, and the list begins anew."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params and name != "before"}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})

"""The address of the staff page: whose account, or which of them. Codes and user names only.

What was typed to find somebody is a name, and stays out of the address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from casework.permissions import Role
from dashboard.session import remember, remembered

NAMES: Final = ("role", "access", "member")
ACCESS: Final[Mapping[str, bool]] = {"enabled": False, "disabled": True}
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAddress:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    role: Role | None
    access: str | None
    member: str | None
    odd: bool


def read_address() -> StaffAddress:
    """Understand the address; what it cannot mean is left out."""
    given = {name: st.query_params.get(name) for name in NAMES}
    understand: Mapping[str, Callable[[str], Any]] = {
        "role": lambda text: next((role for role in Role if role == text), None),
        "access": lambda text: text if text in ACCESS else None,
        "member": lambda text: text if len(text) <= _LONGEST else None,
    }
    known = {name: understand[name](text) if text else None for name, text in given.items()}
    return StaffAddress(**known, odd=any(text and known[name] is None for name, text in given.items()))


def follow(name: str, value: object) -> str:
    """Make the widget of a part of the address show what the address says; its key."""
    key = f"staff.{name}"
    remember(key, value)
    return key


def moved(name: str) -> None:
    """Write a widget's choice into the address; a callback."""
    put(**{name: str(remembered(f"staff.{name}", None) or "")})


def put(**changed: str) -> None:
    """Write parts of the address in one step; "" takes a part out."""
    kept = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    st.query_params.from_dict({name: text for name, text in (kept | changed).items() if text})

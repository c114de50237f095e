"""Tracking numbers: the number by which a citizen asks after a complaint.

`CM-2026-000123-X`: made like a reference, with the year it was filed and a check character over the rest.
"""

from __future__ import annotations

from typing import Final

from casework.applications.reference import canonical_reference, make_reference

PREFIX: Final = "CM"


def make_tracking(year: int, number: int) -> str:
    """The tracking number of the `number`-th complaint of `year`. ValueError if there can be none."""
    return make_reference(PREFIX, year, number)


def canonical_tracking(text: str) -> str | None:
    """The tracking number as it is stored, from what somebody typed; None if it is none."""
    found = canonical_reference(text)
    return found if found is not None and found.startswith(f"{PREFIX}-") else None

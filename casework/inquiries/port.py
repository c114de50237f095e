"""What an inquiry needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from casework.actors import Staff
from casework.inquiries.found import FoundCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An inquiry as it is put on record.

    ``number`` is the national number in ASCII digits, of which only a keyed digest is kept; ``code`` is the
    check code of the answer, None where nothing was found; ``said`` is what the answer says, as JSON values:
    references, states, codes, amounts and days, nothing of a person.
    """

    purpose: str
    number: str
    found: int
    code: str | None
    said: Mapping[str, Any]


class Inquiries(Protocol):
    """The record of inquiries."""

    def cases_of(self, number: str, viewer: Staff) -> tuple[FoundCase, ...]:
        """The cases of whoever has this national number, the newest first; at most 20.

        A case that the viewer may not tell is found without its particulars.
        """
        ...

    def add(self, asked: Asked, *, by: str, at: datetime) -> int:
        """Put one on record, sealed with the office's key; returns its number."""
        ...

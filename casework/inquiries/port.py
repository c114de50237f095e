"""What an inquiry needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An inquiry as it is put on record.

    ``number`` is the national number in ASCII digits, of which only a keyed digest is kept; ``code`` is the
    check code of the answer, None where nothing was found; ``said`` is what the answer says, as JSON values:
    references, states, codes and days, nothing of a person.
    """

    purpose: str
    number: str
    found: int
    code: str | None
    said: Mapping[str, Any]


class Inquiries(Protocol):
    """The record of inquiries."""

    def add(self, asked: Asked, *, by: str, at: datetime) -> int:
        """Put one on record, sealed with the office's key; returns its number."""
        ...

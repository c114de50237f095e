"""What an archive says of itself: its files with rows, bytes and hashes. No other file is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Self

from data_access.errors import StorageError

NAME: Final = "manifest.json"
FORM: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Part:
    """One file: where it lies within the archive, what it holds, of which programme and month."""

    place: str
    what: str
    programme: str
    month: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An archive: cases closed before a day, with nothing since that moves a decision."""

    closed_before: date
    parts: tuple[Part, ...]

    def of(self, what: str) -> tuple[Part, ...]:
        """Its files of one kind."""
        return tuple(part for part in self.parts if part.what == what)

    def rows(self, what: str) -> int:
        """How many rows of one kind it holds."""
        return sum(part.rows for part in self.of(what))

    def written(self) -> bytes:
        """As it is kept; the same archive gives the same bytes."""
        said: dict[str, Any] = {
            "form": FORM,
            "closed_before": self.closed_before.isoformat(),
            "parts": [asdict(part) for part in sorted(self.parts)],
        }
        return json.dumps(said | {"sha256": _hash(said)}, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read it back.

        Raises:
            StorageError: it is not what was written, or an unknown form.
        """
        try:
            said = json.loads(content)
            own = said.pop("sha256")
            if _hash(said) != own or said["form"] != FORM:
                raise StorageError(f"the archive's {NAME} is not what was written")
            return cls(
                closed_before=date.fromisoformat(said["closed_before"]),
                parts=tuple(Part(**part) for part in said["parts"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise StorageError(f"the archive's {NAME} is not what was written") from problem


def _hash(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

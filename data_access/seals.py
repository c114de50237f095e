"""Seals: each line of a journal is bound to the one before it by a key that the database does not hold.

A line's seal stands for all its columns, for the seal before it, and for the rows it was written with: a
decision with its reasons, an undoing, a second check. A case's head holds how many lines there are and the
last seal, and binds the application and its papers as they stand. What may be forgotten one day, words and
evidence, enters as a keyed digest of its own: a removal keeps the digests, so the chain still holds after.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

PERSONAL_FACTS: Final = ("note", "words", "before", "after", "parts")
"""What a journal line's facts hold of a person: words, data before and after an amendment, and the income and
household an amount was made up from. All else are codes, days, sums paid and numbers of rows."""

BOUND: Final = (
    *("id", "reference", "programme", "region", "state", "stage", "version", "assignee", "claimed_at"),
    *("submitted_at", "due_on", "amber_on", "came_back_at", "complete_by", "language", "channel"),
    *("source", "source_key", "name", "national_id", "iban", "phone", "facts"),
)
"""Columns of an application its head binds; ``name_norm`` is the name as this release searches it."""
BOUND_SINCE: Final = ("protected",)
"""Columns of later releases: bound where they say something, so that heads from before them still hold."""

PAPER: Final = (
    *("kind", "original_name", "sha256", "media_type", "size", "fault", "received_at"),
    *("verdict", "note", "judged_by", "judged_at"),
)
"""What a head binds of each paper, in the order in which they came."""

_LINE: Final = ("id", "application_id", "version", "at", "kind", "actor_kind", "actor")
_DECISION: Final = ("id", "application_id", "outcome", "by", "at", "version", "complete_by")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a case's chain ends: how many lines, the last seal, and what binds the case as it stands."""

    lines: int
    seal: str
    bound: str


class Sealer:
    """Makes seals under one key. Without the key nobody can make one, or find what a digest was made of."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def mac(self, what: str, *parts: object) -> str:
        """The keyed digest of values, for one purpose; 64 hexadecimal digits."""
        return hmac.digest(self._key, canonical([what, *parts]), "sha256").hex()

    def hidden(self, value: object) -> str | None:
        """What stands in a seal for a value that may be removed; None for one that is empty."""
        return self.mac("personal", value) if value else None

    def first(self, application: int) -> str:
        """What the first line of a case follows on."""
        return self.mac("first", application)

    def line(
        self, before: str, row: Mapping[Any, Any], stands_for: str | None, digest: str | None = None
    ) -> str:
        """The seal of a journal line after the seal ``before`` it.

        ``stands_for`` is the digest of the row it was written with; ``digest`` that of its words, where they
        have been removed.
        """
        facts = {name: value for name, value in dict(row["facts"]).items() if name not in PERSONAL_FACTS}
        words = digest or self.hidden_of_line(row["facts"])
        return self.mac("line", before, *(row[name] for name in _LINE), facts, words, stands_for)

    def hidden_of_line(self, facts: Mapping[str, Any]) -> str | None:
        """What stands in a line's seal for its words; lines from before there were two kinds seal alike."""
        note, words, before, after, parts = (facts.get(name) for name in PERSONAL_FACTS)
        if parts:
            return self.mac("personal", note, words, before, after, parts)
        if before or after:
            return self.mac("personal", note, words, before, after)
        return self.mac("personal", note, words) if words else self.hidden(note)

    def decision(self, row: Mapping[Any, Any], reasons: Iterable[str], digest: str | None = None) -> str:
        """The digest of a decision with its reasons."""
        hidden = digest or self.hidden_of_decision(row)
        return self.mac("decision", *(row[name] for name in _DECISION), sorted(reasons), hidden)

    def hidden_of_decision(self, row: Mapping[Any, Any]) -> str:
        """What stands in a decision's digest for its words and evidence.

        Words to the applicant enter where there are any: decisions from before them seal as they did.
        """
        said = row["words"]
        told = (row["note"], row["evidence"], said) if said else (row["note"], row["evidence"])
        return self.mac("personal", *told)

    def undoing(self, row: Mapping[Any, Any], digest: str | None = None) -> str:
        """The digest of an undoing."""
        words = digest or self.hidden(row["note"])
        return self.mac("undoing", row["decision_id"], row["by"], row["at"], words)

    def check(self, row: Mapping[Any, Any], digest: str | None = None) -> str:
        """The digest of a second check."""
        words = digest or self.hidden(row["note"])
        told = (row[name] for name in ("decision_id", "by", "at", "agreed", "replacement"))
        return self.mac("check", *told, words)

    def bound(self, row: Mapping[Any, Any], papers: Iterable[Sequence[Any]]) -> str:
        """The digest of an application as it stands (:data:`BOUND`) with its papers (:data:`PAPER`)."""
        since = {name: row[name] for name in BOUND_SINCE if row.get(name)}
        told = [row[name] for name in BOUND] + ([since] if since else [])
        return self.mac("case", told, [list(paper) for paper in papers])

    def head(self, application: int, head: Head) -> str:
        """The keyed digest of a case's head."""
        return self.mac("head", application, head.lines, head.seal, head.bound)


def canonical(value: object) -> bytes:
    """The one way in which values are written down, the same from memory and from both databases."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_told).encode()


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no one way of being written down")

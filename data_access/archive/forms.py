"""The columns of the archive's files. None is a name, a number of a person, an account or free text."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from data_access.arrow import arrow
from data_access.queries.archiving import AT_ONCE

DECISIONS: Final = "decisions"
LINES: Final = "lines"

_CODE: Final = arrow.string()
SCHEMAS: Final[Mapping[str, Any]] = {
    DECISIONS: arrow.schema(
        [
            # The case under another number, and the version of it that the decision made.
            ("pseudonym", arrow.int64()),
            ("version", arrow.int32()),
            *((name, _CODE) for name in ("country", "programme", "region")),
            ("decided_on", arrow.date32()),
            ("month", arrow.date32()),
            ("outcome", _CODE),
            ("reasons", arrow.list_(_CODE)),
            ("reason_count", arrow.int32()),
            ("only_reason", _CODE),
            # Working days from receipt to the decision.
            ("days", arrow.int32()),
            ("requests", arrow.int32()),
            *((name, arrow.bool_()) for name in ("first", "right_first_time", "late", "stands", "undone")),
            ("second_check", _CODE),
            ("objection", _CODE),
            *((name, _CODE) for name in ("age_group", "sex", "employment", "household", "channel")),
        ]
    ),
    LINES: arrow.schema(
        [
            ("pseudonym", arrow.int64()),
            ("version", arrow.int32()),
            ("at", arrow.timestamp("ms", tz="UTC")),
            ("kind", _CODE),
            ("actor_kind", _CODE),
        ]
    ),
}


def pseudonyms(key: bytes) -> Callable[[int], int]:
    """Another number for each case, the same each time: from the key and the case's number, not back from it.

    Whoever has the key can make them again, so the archive is kept from those who may not see cases.
    """
    own = hmac.digest(key, b"the archive's pseudonyms", "sha256")

    def pseudonym(case: int) -> int:
        digest = hmac.digest(own, case.to_bytes(8), "sha256")
        return int.from_bytes(digest[:8], signed=True)

    return pseudonym


def in_batches(
    rows: Iterable[Mapping[str, Any]], what: str, pseudonym: Callable[[int], int]
) -> Iterator[Any]:
    """Arrow batches of rows of :mod:`data_access.queries.archiving`, of at most so many rows at once."""
    schema, waiting = SCHEMAS[what], iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        yield arrow.record_batch(_columns(batch, schema, pseudonym), schema=schema)


def _columns(rows: Sequence[Mapping[str, Any]], schema: Any, pseudonym: Callable[[int], int]) -> list[Any]:
    return [
        arrow.array(
            [pseudonym(row["case"]) for row in rows]
            if field.name == "pseudonym"
            else [row[field.name] for row in rows],
            field.type,
        )
        for field in schema
    ]

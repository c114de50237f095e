"""Writes that wait for no answer: on PostgreSQL they travel together, as one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data_access.errors import StorageError

Write = sa.Insert | sa.Update | sa.Delete
_Kept = tuple[Write, list[Mapping[str, Any]] | None]

_FEW: Final = 8
"""So many rows of one table travel in the bundle; each number of rows is a statement of its own."""


class Bundle:
    """Writes of one action, kept until they are sent; none may need what another of them leaves.

    That a row refers to another of the bundle is no such need: keys are checked when all is written.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writes: list[_Kept] = []
        self._guarded: sa.Update | None = None

    def add(self, write: Write) -> None:
        """Keep a write."""
        self._writes.append((write, None))

    def insert(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep rows of one table; many are written at once, after what is kept."""
        if len(rows) > _FEW:
            self.send()
            self._connection.execute(_insert(table), list(rows))
        elif rows:
            self.put(_insert(table), rows)

    def put(self, insert: sa.Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep a few rows for an insert, which may say what becomes of those that are there."""
        if self._connection.dialect.name == "postgresql":
            self.add(insert.values(list(rows) if len(rows) > 1 else rows[0]))
        else:
            # Beside the statement they need no statement of their own.
            self._writes.append((insert, list(rows)))

    def guard(self, change: sa.Update) -> None:
        """Keep the change of one locked row; an earlier one is sent with all that was kept."""
        if self._guarded is not None:
            self.send()
        self._guarded = change

    def send(self) -> None:
        """Write what is kept.

        Raises:
            StorageError: the row of a guarded change was not there.
        """
        kept, guarded = self._writes, self._guarded
        writes = [write for write, _ in kept]
        self._writes, self._guarded = [], None
        if self._connection.dialect.name != "postgresql":
            self._one_by_one(kept, guarded)
        elif guarded is not None:
            found = guarded.returning(guarded.table.c.id).cte("guarded")
            asked = sa.select(sa.func.count()).select_from(found).add_cte(*_parts(writes))
            _must_be_one(self._connection.execute(asked).scalar_one())
        elif writes:
            *others, last = writes
            self._connection.execute(last.add_cte(*_parts(others)) if others else last)

    def _one_by_one(self, writes: Sequence[_Kept], guarded: sa.Update | None) -> None:
        if guarded is not None:
            _must_be_one(self._connection.execute(guarded).rowcount)
        for write, rows in writes:
            self._connection.execute(write, rows)


@cache
def _insert(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


def _parts(writes: Sequence[Write]) -> list[sa.CTE]:
    return [write.cte(f"write_{number}") for number, write in enumerate(writes)]


def _must_be_one(changed: int) -> None:
    if changed != 1:
        raise StorageError("a row changed under its lock")

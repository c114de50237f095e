"""The database's own decisions in the archive's form, read into memory for the length of a question."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from casework.actors import System
from data_access.archive.forms import DECISIONS, SCHEMAS, in_batches, pseudonyms
from data_access.arrow import arrow
from data_access.queries.archiving import live_decisions
from data_access.records import Records


def live_table(records: Records, *, seal_key: bytes, closed_before: date | None) -> Any:
    """An Arrow table of the decisions whose cases are not in an archive of this day; None: of all.

    Raises:
        StorageError: the database cannot answer now.
    """
    schema, pseudonym = SCHEMAS[DECISIONS], pseudonyms(seal_key)

    def read(connection: Connection) -> Any:
        rows = live_decisions(connection, viewer=System(), closed_before=closed_before)
        return arrow.Table.from_batches(list(in_batches(rows, DECISIONS, pseudonym)), schema)

    return records.ask_at_length(read)

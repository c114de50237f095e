"""What left the office as a file: one line each."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.ports import ExportedFile
from data_access.tables import exports


class ExportsOnRecord:
    """The port :class:`casework.ports.Exports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: ExportedFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        added = sa.insert(exports).returning(exports.c.id)
        return self._connection.execute(
            added.values(
                at=at,
                username=by,
                what=file.what,
                format=file.format,
                rows=file.rows,
                filters=dict(file.filters),
            )
        ).scalar_one()

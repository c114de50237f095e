"""Imported files: one line each."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.ports import ImportedFile
from data_access.tables import intake_batches


class ImportsOnRecord:
    """The port :class:`casework.ports.Imports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: ImportedFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        added = sa.insert(intake_batches).returning(intake_batches.c.id)
        return self._connection.execute(
            added.values(
                at=at,
                username=by,
                file_name=file.name[:255],
                sha256=file.sha256,
                mapping=file.mapping[:64],
                read=file.read,
                accepted=file.accepted,
                refused=file.refused,
                known=file.known,
            )
        ).scalar_one()

"""Complaints: row to aggregate and back, guarded by version."""

from __future__ import annotations

from sqlalchemy.engine import Connection


class ComplaintsOnRecord:
    """The port :class:`casework.complaints.port.Complaints`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def flush(self) -> None:
        """Write what changed; cases and decisions have their numbers by now."""

"""Entitlements: row to aggregate and back, guarded by version."""

from __future__ import annotations

from sqlalchemy.engine import Connection


class EntitlementsOnRecord:
    """The port :class:`casework.entitlements.port.Entitlements`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def flush(self) -> None:
        """Write what changed; cases and decisions have their numbers by now."""

"""Payments, files of results and batches of reviews."""

from __future__ import annotations

from sqlalchemy.engine import Connection


class PaymentsOnRecord:
    """The port :class:`casework.entitlements.port.Payments`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def flush(self) -> None:
        """Write what changed; entitlements have their numbers by now."""


class PaymentFilesOnRecord:
    """The port :class:`casework.entitlements.port.PaymentFiles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class ReviewBatchesOnRecord:
    """The port :class:`casework.entitlements.port.ReviewBatches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

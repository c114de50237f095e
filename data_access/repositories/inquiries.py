"""Who asked about whom, and what they were answered."""

from __future__ import annotations

from sqlalchemy.engine import Connection


class InquiriesOnRecord:
    """The port :class:`casework.inquiries.port.Inquiries`; each line is sealed with the office's key."""

    def __init__(self, connection: Connection, seal_key: bytes) -> None:
        self._connection = connection
        self._seal_key = seal_key

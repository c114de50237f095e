"""Who asked about whom, and what they were answered."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.inquiries.found import FoundCase
from casework.inquiries.port import Asked
from data_access.queries.inquiry import SEALED, answer_of
from data_access.seals import Sealer
from data_access.tables_after_decision import inquiries


class InquiriesOnRecord:
    """The port :class:`casework.inquiries.port.Inquiries`; each line is sealed with the office's key."""

    def __init__(self, connection: Connection, seal_key: bytes) -> None:
        self._connection = connection
        self._sealer = Sealer(seal_key)

    def cases_of(self, number: str, viewer: Staff) -> tuple[FoundCase, ...]:
        """The cases of whoever has this national number; see the port."""
        return answer_of(self._connection, viewer=viewer, national_id=number)

    def add(self, asked: Asked, *, by: str, at: datetime) -> int:
        """Put one on record, sealed; of the number only a keyed digest is kept."""
        row = {
            "at": at,
            "by": by,
            "purpose": asked.purpose,
            "number": self._sealer.mac("inquired number", asked.number),
            "found": asked.found,
            "code": asked.code,
            "said": dict(asked.said),
        }
        mac = self._sealer.mac("inquiry", *(row[name] for name in SEALED))
        added = sa.insert(inquiries).returning(inquiries.c.id)
        return self._connection.execute(added.values(**row, mac=mac)).scalar_one()

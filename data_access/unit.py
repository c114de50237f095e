"""One action, one transaction: state, journal, decision and outbox together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Actor, Staff
from casework.applications.application import Application
from casework.applications.lifecycle import Outcome
from casework.ports import Looked
from data_access.bundle import Bundle
from data_access.engine import insert_for
from data_access.lots import LotsOnRecord, Seeds, fresh_seed
from data_access.repositories.applications import ApplicationsOnRecord
from data_access.repositories.colleagues import ColleaguesOnRecord
from data_access.repositories.complaints import ComplaintsOnRecord
from data_access.repositories.entitlements import EntitlementsOnRecord
from data_access.repositories.exports import ExportsOnRecord
from data_access.repositories.imports import ImportsOnRecord
from data_access.repositories.inquiries import InquiriesOnRecord
from data_access.repositories.outbox import Outbox
from data_access.repositories.payments import (
    PaymentFilesOnRecord,
    PaymentsOnRecord,
    ReviewBatchesOnRecord,
)
from data_access.repositories.staffing import StaffingOnRecord
from data_access.statistics import StatisticsOnRecord
from data_access.tables import drafts, openings


class UnitOfWork:
    """The port :class:`casework.ports.Unit` over one connection; only ``Records`` commits."""

    def __init__(
        self,
        connection: Connection,
        statistics: StatisticsOnRecord | None = None,
        seeds: Seeds = fresh_seed,
        *,
        seal_key: bytes,
    ) -> None:
        self.bundle = Bundle(connection)
        self.statistics = statistics or StatisticsOnRecord(connection)
        self.applications = ApplicationsOnRecord(connection, self.statistics, self.bundle, seal_key)
        self.messages = Outbox(connection, self.bundle)
        self.colleagues = ColleaguesOnRecord(connection)
        self.staffing = StaffingOnRecord(connection)
        self.drafts = DraftsOnRecord(connection, self.bundle)
        self.lots = LotsOnRecord(connection, seeds)
        self.openings = OpeningsOnRecord(connection)
        self.imports = ImportsOnRecord(connection)
        self.exports = ExportsOnRecord(connection)
        self.complaints = ComplaintsOnRecord(connection)
        self.entitlements = EntitlementsOnRecord(connection)
        self.payments = PaymentsOnRecord(connection)
        self.payment_files = PaymentFilesOnRecord(connection)
        self.review_batches = ReviewBatchesOnRecord(connection)
        self.inquiries = InquiriesOnRecord(connection, seal_key)

    def flush(self) -> None:
        """Write what the action changed; decisions get their numbers before others refer to them.

        What the figures make of it stays with ``statistics`` until that is written, last of all: its rows are
        shared by everybody, and are held no longer than the commit takes.
        """
        self.applications.flush()
        self.messages.flush()
        self.bundle.send()
        self.complaints.flush()
        self.entitlements.flush()
        self.payments.flush()


class DraftsOnRecord:
    """The port :class:`casework.ports.Drafts`."""

    def __init__(self, connection: Connection, bundle: Bundle) -> None:
        self._connection = connection
        self._bundle = bundle

    def keep(
        self,
        application: Application,
        by: Staff,
        *,
        outcome: Outcome | None,
        reasons: Sequence[str],
        note: str,
        at: datetime,
        words: str = "",
    ) -> None:
        """Keep the draft, replacing an earlier one."""
        said: dict[str, Any] = {
            "outcome": outcome,
            "reasons": list(reasons),
            "note": note,
            "words": words,
            "at": at,
        }
        self._connection.execute(
            _kept(insert_for(self._connection)),
            {"application_id": application.id, "username": by.username, **said},
        )

    def drop(self, application: Application) -> None:
        """Forget every draft of this case."""
        self._bundle.add(sa.delete(drafts).where(drafts.c.application_id == application.id))


@cache
def _kept(insert_of: Any) -> Any:
    """The statement that keeps a draft, replacing an earlier one; put together once for each database."""
    insert = insert_of(drafts)
    said = {name: insert.excluded[name] for name in ("outcome", "reasons", "note", "words", "at")}
    return insert.on_conflict_do_update(index_elements=["application_id", "username"], set_=said)


class OpeningsOnRecord:
    """The port :class:`casework.ports.Openings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, application: Looked, what: str, by: Actor, at: datetime) -> None:
        """Record who looked at what, and whether the case was in their hands."""
        own = application.assignee == by.username
        self._connection.execute(
            sa.insert(openings),
            {"application_id": application.id, "at": at, "by": by.username, "what": what, "own": own},
        )


def command_id_of(command: object) -> UUID | None:
    """The id that makes a repeated click the same command; None for what is safe to repeat."""
    return getattr(command, "command_id", None)

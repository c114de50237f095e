"""One action, one transaction: state, journal, decision and outbox together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Actor, Staff
from casework.applications.application import Application, Decision
from casework.applications.lifecycle import Outcome
from casework.notices import Notice
from data_access.engine import insert_for
from data_access.lots import LotsOnRecord, Seeds, fresh_seed
from data_access.repositories.applications import ApplicationsOnRecord
from data_access.repositories.colleagues import ColleaguesOnRecord
from data_access.repositories.exports import ExportsOnRecord
from data_access.repositories.imports import ImportsOnRecord
from data_access.repositories.staffing import StaffingOnRecord
from data_access.statistics import StatisticsOnRecord
from data_access.tables import drafts, openings, outbox

HELD, QUEUED, WITHHELD = "held", "queued", "withheld"


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
        self.statistics = statistics or StatisticsOnRecord(connection)
        self.applications = ApplicationsOnRecord(connection, self.statistics, seal_key)
        self.messages = Outbox(connection)
        self.colleagues = ColleaguesOnRecord(connection)
        self.staffing = StaffingOnRecord(connection)
        self.drafts = DraftsOnRecord(connection)
        self.lots = LotsOnRecord(connection, seeds)
        self.openings = OpeningsOnRecord(connection)
        self.imports = ImportsOnRecord(connection)
        self.exports = ExportsOnRecord(connection)

    def flush(self) -> None:
        """Write what the action changed; decisions get their numbers before messages refer to them.

        What the figures make of it stays with ``statistics`` until that is written, last of all: its rows are
        shared by everybody, and are held no longer than the commit takes.
        """
        self.applications.flush()
        self.messages.flush()


class Outbox:
    """The port :class:`casework.ports.Messages`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._promised: list[tuple[Application, Notice, str]] = []

    def promise(self, application: Application, notice: Notice, *, held: bool = False) -> None:
        """Queue a message, or hold it for a second check; it is written with the action."""
        self._promised.append((application, notice, HELD if held else QUEUED))

    def release(self, application: Application, decision: Decision, notice: Notice) -> None:
        """Let the held message of a decision leave, as this notice says."""
        self._connection.execute(
            sa.update(outbox)
            .where(_of(application, decision), outbox.c.status == HELD)
            .values(status=QUEUED, facts=dict(notice.facts), not_before=notice.not_before)
        )

    def withhold(self, application: Application, decision: Decision) -> bool:
        """Cancel the messages of a decision, held ones too; False when one has already left."""
        mine = _of(application, decision)
        self._connection.execute(
            sa.update(outbox).where(mine, outbox.c.status.in_([HELD, QUEUED])).values(status=WITHHELD)
        )
        left = self._connection.execute(
            sa.select(sa.func.count()).select_from(outbox).where(mine, outbox.c.status != WITHHELD)
        ).scalar_one()
        return left == 0

    def flush(self) -> None:
        """Write the promised messages."""
        rows: list[dict[str, Any]] = [
            {
                "id": uuid4(),
                "application_id": application.id,
                "decision_id": application.decision.id if application.decision else None,
                "key": notice.key,
                "language": application.language,
                "facts": dict(notice.facts),
                "status": status,
                "not_before": notice.not_before,
                "promised_at": notice.promised_at,
            }
            for application, notice, status in self._promised
        ]
        if rows:
            self._connection.execute(sa.insert(outbox), rows)
        self._promised.clear()


def _of(application: Application, decision: Decision) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.application_id == application.id, outbox.c.decision_id == decision.id)


class DraftsOnRecord:
    """The port :class:`casework.ports.Drafts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        application: Application,
        by: Staff,
        *,
        outcome: Outcome | None,
        reasons: Sequence[str],
        note: str,
        at: datetime,
    ) -> None:
        """Keep the draft, replacing an earlier one."""
        said: dict[str, Any] = {"outcome": outcome, "reasons": list(reasons), "note": note, "at": at}
        insert = insert_for(self._connection)(drafts).values(
            application_id=application.id, username=by.username, **said
        )
        self._connection.execute(
            insert.on_conflict_do_update(index_elements=["application_id", "username"], set_=said)
        )

    def drop(self, application: Application) -> None:
        """Forget every draft of this case."""
        self._connection.execute(sa.delete(drafts).where(drafts.c.application_id == application.id))


class OpeningsOnRecord:
    """The port :class:`casework.ports.Openings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, application: Application, what: str, by: Actor, at: datetime) -> None:
        """Record who looked at what, and whether the case was in their hands."""
        own = application.assignee == by.username
        self._connection.execute(
            sa.insert(openings).values(
                application_id=application.id, at=at, by=by.username, what=what, own=own
            )
        )


def command_id_of(command: object) -> UUID | None:
    """The id that makes a repeated click the same command; None for what is safe to repeat."""
    return getattr(command, "command_id", None)

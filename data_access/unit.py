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
from data_access.repositories.applications import ApplicationsOnRecord, insert_for
from data_access.repositories.colleagues import find_colleague
from data_access.repositories.imports import ImportsOnRecord
from data_access.tables import drafts, openings, outbox

QUEUED, WITHHELD = "queued", "withheld"


class UnitOfWork:
    """The port :class:`casework.ports.Unit` over one connection; only ``Records`` commits."""

    def __init__(self, connection: Connection) -> None:
        self.applications = ApplicationsOnRecord(connection)
        self.messages = Outbox(connection)
        self.colleagues = ColleaguesOnRecord(connection)
        self.drafts = DraftsOnRecord(connection)
        self.openings = OpeningsOnRecord(connection)
        self.imports = ImportsOnRecord(connection)

    def flush(self) -> None:
        """Write what the action changed; decisions get their numbers before messages refer to them."""
        self.applications.flush()
        self.messages.flush()


class Outbox:
    """The port :class:`casework.ports.Messages`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._promised: list[tuple[Application, Notice]] = []

    def promise(self, application: Application, notice: Notice) -> None:
        """Queue a message; it is written with the action."""
        self._promised.append((application, notice))

    def withhold(self, application: Application, decision: Decision) -> bool:
        """Cancel the messages of a decision; False when one has already left."""
        mine = sa.and_(outbox.c.application_id == application.id, outbox.c.decision_id == decision.id)
        self._connection.execute(
            sa.update(outbox).where(mine, outbox.c.status == QUEUED).values(status=WITHHELD)
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
                "status": QUEUED,
                "not_before": notice.not_before,
                "promised_at": notice.promised_at,
            }
            for application, notice in self._promised
        ]
        if rows:
            self._connection.execute(sa.insert(outbox), rows)
        self._promised.clear()


class ColleaguesOnRecord:
    """The port :class:`casework.ports.Colleagues`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, username: str) -> Staff | None:
        """An active member of staff, or None."""
        return find_colleague(self._connection, username)


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
        """Record who looked at what."""
        self._connection.execute(
            sa.insert(openings).values(application_id=application.id, at=at, by=by.username, what=what)
        )


def command_id_of(command: object) -> UUID | None:
    """The id that makes a repeated click the same command; None for what is safe to repeat."""
    return getattr(command, "command_id", None)

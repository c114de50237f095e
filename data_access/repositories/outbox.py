"""The outbox: messages promised to applicants, leased by relays, moved from state to state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.applications.application import Application, Decision
from casework.entitlements.lifecycle import EntitlementState
from casework.errors import NoSuchMessage
from casework.messages import (
    MOVES,
    Channel,
    DueMessage,
    MessageAction,
    MessageState,
    Wording,
    address_in,
    channels_of,
    stands,
    wording_from_json,
)
from casework.notices import Notice
from data_access.bundle import Bundle
from data_access.engine import insert_for
from data_access.tables import applications, decisions, outbox, relay_turns, undoings
from data_access.tables_after_decision import entitlements

_TURN: Final = "relay"
_STILL_TO_LEAVE: Final = (MessageState.HELD, MessageState.QUEUED, MessageState.KEPT)


class Outbox:
    """The port :class:`casework.ports.Messages`."""

    def __init__(self, connection: Connection, bundle: Bundle) -> None:
        self._connection = connection
        self._bundle = bundle
        self._promised: list[tuple[Application, Notice, MessageState]] = []

    # ---- What the desk does ----

    def promise(self, application: Application, notice: Notice, *, held: bool = False) -> None:
        """Queue a message on every way the applicant gave, or hold it; it is written with the action."""
        self._promised.append((application, notice, MessageState.HELD if held else MessageState.QUEUED))

    def release(self, application: Application, decision: Decision, notice: Notice) -> None:
        """Let the held message of a decision leave, as this notice says."""
        self._connection.execute(
            sa.update(outbox)
            .where(_of(application, decision), outbox.c.status == MessageState.HELD)
            .values(
                status=MessageState.QUEUED,
                facts=dict(notice.facts),
                not_before=notice.not_before,
                due_at=notice.not_before,
            )
        )

    def withhold(self, application: Application, decision: Decision) -> bool:
        """Cancel the messages of a decision, held ones too; False when one has already left."""
        mine = _of(application, decision)
        self._connection.execute(
            sa.update(outbox)
            .where(mine, outbox.c.status.in_(_STILL_TO_LEAVE))
            .values(status=MessageState.WITHHELD)
        )
        left = self._connection.execute(
            sa.select(sa.func.count())
            .select_from(outbox)
            .where(mine, outbox.c.status != MessageState.WITHHELD)
        ).scalar_one()
        return left == 0

    def withhold_news(self, application: Application, key: str) -> None:
        """Cancel the messages of this key about a case that have not left."""
        self._connection.execute(
            sa.update(outbox)
            .where(
                outbox.c.application_id == application.id,
                outbox.c.key == key,
                outbox.c.status.in_(_STILL_TO_LEAVE),
            )
            .values(status=MessageState.WITHHELD)
        )

    def flush(self) -> None:
        """Leave the promised messages in the bundle."""
        rows = [
            _row(application, notice, status, channel)
            for application, notice, status in self._promised
            for channel in channels_of(application.facts)
        ]
        self._bundle.insert(outbox, rows)
        self._promised.clear()

    # ---- What a relay does ----

    def take_turn(self, owner: str, at: datetime, until: datetime) -> bool:
        """Whether this relay may work now; PostgreSQL lets all of them, SQLite one until its time is over."""
        if self._connection.dialect.name == "postgresql":
            return True
        insert = insert_for(self._connection)(relay_turns).values(name=_TURN, holder=owner, until=until)
        free = sa.or_(relay_turns.c.holder == owner, relay_turns.c.until <= at)
        taken = self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=["name"], set_={"holder": owner, "until": until}, where=free
            ).returning(relay_turns.c.holder)
        )
        return taken.scalar_one_or_none() == owner

    def end_turn(self, owner: str, at: datetime) -> None:
        """Let another relay work; what this one has leased and not sent is due at once."""
        self._connection.execute(sa.delete(relay_turns).where(relay_turns.c.holder == owner))
        self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.leased_by == owner, outbox.c.status == MessageState.SENDING)
            .values(status=MessageState.QUEUED, leased_by=None, due_at=at, attempts=outbox.c.attempts - 1)
        )

    def lease(self, owner: str, at: datetime, until: datetime, limit: int) -> tuple[DueMessage, ...]:
        """Lease what is due, the longest waiting first; what is no longer so is withheld instead."""
        rows = self._connection.execute(_due(at, limit)).mappings().all()
        gone = [row["id"] for row in rows if not _stands(row)]
        if gone:
            self._connection.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_(gone))
                .values(status=MessageState.WITHHELD, leased_by=None, moved_at=at)
            )
        leased = [row for row in rows if row["id"] not in set(gone)]
        if leased:
            began = sa.func.coalesce(outbox.c.first_tried_at, sa.literal(at, outbox.c.due_at.type))
            self._connection.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_([row["id"] for row in leased]))
                .values(
                    status=MessageState.SENDING,
                    leased_by=owner,
                    due_at=until,
                    attempts=outbox.c.attempts + 1,
                    first_tried_at=began,
                    moved_at=at,
                )
            )
        return tuple(_due_message(row, at, until) for row in leased)

    def word(self, wordings: Mapping[UUID, Wording]) -> dict[UUID, Wording]:
        """Fix what messages say, unless that was fixed before; returns what they say."""
        said: dict[UUID, Wording] = {}
        for number in sorted(wordings):
            self._connection.execute(
                sa.update(outbox)
                .where(outbox.c.id == number, outbox.c.wording.is_(None))
                .values(wording=wordings[number].to_json())
            )
            kept = self._connection.execute(
                sa.select(outbox.c.wording).where(outbox.c.id == number)
            ).scalar_one()
            said[number] = wording_from_json(kept)
        return said

    def move(
        self, message: UUID, action: MessageAction, *, owner: str | None = None, at: datetime, **columns: Any
    ) -> bool:
        """Do something with a message, if it stands where that is possible (and is leased by this owner)."""
        allowed, after = MOVES[action]
        there = sa.and_(outbox.c.id == message, outbox.c.status.in_(sorted(allowed)))
        if owner is not None:
            there = sa.and_(there, outbox.c.leased_by == owner)
        values = {"status": after, "leased_by": None, "moved_at": at, **columns}
        return self._connection.execute(sa.update(outbox).where(there).values(**values)).rowcount == 1

    def siblings(self, message: UUID) -> tuple[UUID, ...]:
        """The same news on its other ways, and this message itself."""
        mine = sa.select(outbox).where(outbox.c.id == message).subquery()
        rows = self._connection.execute(
            sa.select(outbox.c.id)
            .join(mine, mine.c.application_id == outbox.c.application_id)
            .where(outbox.c.key == mine.c.key, outbox.c.promised_at == mine.c.promised_at)
            .order_by(outbox.c.channel)
        )
        return tuple(rows.scalars())

    def describe(self, message: UUID) -> tuple[str, Mapping[str, object], MessageState]:
        """The reference of its case, what the journal says of it, and where it stands.

        Raises:
            NoSuchMessage: nothing has this number.
        """
        row = self._connection.execute(
            sa.select(applications.c.reference, outbox.c.key, outbox.c.channel, outbox.c.status)
            .join(applications, applications.c.id == outbox.c.application_id)
            .where(outbox.c.id == message)
        ).one_or_none()
        if row is None:
            raise NoSuchMessage(message=str(message))
        facts: dict[str, object] = {"message": str(message), "notice": row.key, "channel": row.channel}
        return row.reference, facts, MessageState(row.status)

    def put_back(self, at: datetime) -> int:
        """Queue again what was kept while no way out was configured; returns how many."""
        done = self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.status == MessageState.KEPT)
            .values(status=MessageState.QUEUED, due_at=at, moved_at=at, attempts=0, first_tried_at=None)
        )
        return done.rowcount


def _of(application: Application, decision: Decision) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.application_id == application.id, outbox.c.decision_id == decision.id)


def _row(application: Application, notice: Notice, status: str, channel: Channel) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "application_id": application.id,
        "decision_id": application.decision.id if application.decision and notice.about_decision else None,
        "key": notice.key,
        "language": application.language,
        "facts": dict(notice.facts),
        "status": status,
        "not_before": notice.not_before,
        "promised_at": notice.promised_at,
        "channel": channel,
        "due_at": notice.not_before,
        "attempts": 0,
        "moved_at": notice.promised_at,
    }


def _due(at: datetime, limit: int) -> sa.Select[Any]:
    latest = (
        sa.select(sa.func.max(decisions.c.id))
        .where(decisions.c.application_id == outbox.c.application_id)
        .scalar_subquery()
    )
    undone = sa.exists().where(undoings.c.decision_id == outbox.c.decision_id)
    mine = entitlements.c.application_id == outbox.c.application_id
    announced = sa.exists().where(
        mine,
        entitlements.c.state == EntitlementState.ACTIVE,
        entitlements.c.noticed_at == outbox.c.promised_at,
    )
    suspended = sa.exists().where(mine, entitlements.c.state == EntitlementState.SUSPENDED)
    open_ones = sa.text("outbox.status IN ('queued', 'sending')")  # Word for word as the index says it.
    return (
        sa.select(
            outbox,
            applications.c.reference,
            applications.c.state,
            applications.c.facts.label("declared"),
            latest.label("latest"),
            undone.label("undone"),
            announced.label("announced"),
            suspended.label("suspended"),
        )
        .join(applications, applications.c.id == outbox.c.application_id)
        .where(open_ones, outbox.c.due_at <= at)
        .order_by(outbox.c.due_at)
        .limit(limit)
        .with_for_update(of=outbox, skip_locked=True)
    )


def _stands(row: RowMapping) -> bool:
    about = row["decision_id"]
    return stands(
        row["key"],
        row["state"],
        of_latest_decision=about is None or about == row["latest"],
        undone=bool(row["undone"]),
        announced=bool(row["announced"]),
        suspended=bool(row["suspended"]),
    )


def _due_message(row: RowMapping, at: datetime, until: datetime) -> DueMessage:
    channel = Channel(row["channel"])
    return DueMessage(
        id=row["id"],
        application=row["reference"],
        key=row["key"],
        channel=channel,
        language=row["language"],
        facts=row["facts"],
        address=address_in(row["declared"], channel),
        attempts=row["attempts"] + 1,
        first_tried_at=row["first_tried_at"] or at,
        leased_until=until,
        wording=wording_from_json(row["wording"]) if row["wording"] else None,
    )

"""Messages that came to no good end: those that did not arrive, and those kept for want of a way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff, System
from casework.errors import NotAllowed
from casework.messages import Channel, MessageState, Wording, wording_from_json
from casework.permissions import Permission
from data_access.tables import applications, outbox, removals

COUNTED: Final = 1_001


class LeftView(StrEnum):
    """Which of the two lists."""

    UNDELIVERED = "undelivered"
    KEPT = "kept"


NEEDED_FOR: Final[Mapping[LeftView, Permission]] = {
    LeftView.UNDELIVERED: Permission.TEND_MESSAGES,
    LeftView.KEPT: Permission.SEE_MESSAGES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A place in a list: after which line it goes on."""

    moved_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftMessage:
    """One message, where it stands and since when; ``other_way`` is one on which the same news did leave.

    ``name`` and ``wording`` are empty for those who may not open cases.
    """

    id: UUID
    reference: str
    name: str
    programme: str
    key: str
    channel: Channel
    language: str
    state: MessageState
    failure: str | None
    answer: str | None
    attempts: int
    moved_at: datetime
    wording: Wording | None
    other_way: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftMessages:
    """A page of messages, newest first; ``count`` is exact below `COUNTED`, ``older`` is where it goes on."""

    lines: tuple[LeftMessage, ...]
    count: int
    older: Before | None


def left_messages(
    connection: Connection, *, viewer: Staff, view: LeftView, before: Before | None = None, limit: int = 20
) -> LeftMessages:
    """Messages within the viewer's competence that did not arrive, or were kept.

    Raises:
        NotAllowed: the list is not for this role.
    """
    if not viewer.may(NEEDED_FOR[view]):
        raise NotAllowed(permission=NEEDED_FOR[view])
    mine = _mine(viewer, view)
    counted = sa.select(outbox.c.id).join(applications).where(mine).limit(COUNTED).subquery()
    count = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    wanted = (
        sa.select(
            outbox, applications.c.reference, applications.c.name, applications.c.programme, _other_ways()
        )
        .join(applications)
        .where(mine)
        .order_by(outbox.c.moved_at.desc(), outbox.c.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        here = sa.tuple_(outbox.c.moved_at, outbox.c.id)
        place = sa.tuple_(
            sa.literal(before.moved_at, outbox.c.moved_at.type), sa.literal(before.id, outbox.c.id.type)
        )
        wanted = wanted.where(here < place)
    rows = connection.execute(wanted).mappings().all()
    last = rows[limit - 1] if len(rows) > limit else None
    return LeftMessages(
        lines=tuple(_line(row, told=viewer.may(Permission.OPEN_CASE)) for row in rows[:limit]),
        count=count,
        older=Before(moved_at=last["moved_at"], id=last["id"]) if last else None,
    )


def messages_by_state(connection: Connection, *, viewer: System) -> Mapping[MessageState, int]:
    """How many messages stand where, for the operator."""
    del viewer
    rows = connection.execute(sa.select(outbox.c.status, sa.func.count()).group_by(outbox.c.status))
    found = {str(status): int(count) for status, count in rows}
    return {state: found[state] for state in MessageState if state in found}


def _mine(viewer: Staff, view: LeftView) -> sa.ColumnElement[bool]:
    # Word for word as the index says it, then narrowed.
    left = sa.text("outbox.status IN ('undelivered', 'kept')")
    within = [applications.c.programme.in_(sorted(viewer.programmes)), outbox.c.status == view]
    if viewer.regions:
        within.append(applications.c.region.in_(sorted(viewer.regions)))
    # Where the personal data were removed there is nobody left to tell.
    removed = sa.exists().where(removals.c.application_id == outbox.c.application_id)
    return sa.and_(left, ~removed, *within)


def _other_ways() -> sa.Label[Any]:
    other = outbox.alias("other")
    arrived = [MessageState.SENT, MessageState.DELIVERED, MessageState.TOLD]
    return (
        sa.select(sa.func.max(other.c.channel))
        .where(
            other.c.application_id == outbox.c.application_id,
            other.c.key == outbox.c.key,
            other.c.promised_at == outbox.c.promised_at,
            other.c.status.in_(arrived),
        )
        .scalar_subquery()
        .label("other_way")
    )


def _line(row: RowMapping, *, told: bool) -> LeftMessage:
    """Whoever may not open cases learns that a message is there, not to whom it is or what it says."""
    return LeftMessage(
        id=row["id"],
        reference=row["reference"],
        name=row["name"] if told else "",
        programme=row["programme"],
        key=row["key"],
        channel=Channel(row["channel"]),
        language=row["language"],
        state=MessageState(row["status"]),
        failure=row["failure"],
        answer=row["answer"],
        attempts=row["attempts"],
        moved_at=row["moved_at"],
        wording=wording_from_json(row["wording"]) if told and row["wording"] else None,
        other_way=row["other_way"],
    )

"""What a relay does with the outbox: lease what is due, fix its words, and write down what became of it.

Each is a transaction of its own, and the sending lies between two of them: a relay that is killed there
leaves a lease that runs out, and the message leaves again with the same id and the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casework.actors import System
from casework.messages import JOURNAL_OF, DueMessage, Failure, MessageAction, Wording
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseDue:
    """So many due messages for one relay, for so long."""

    owner: str
    limit: int
    lease: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class FixWords:
    """What messages say, by their number."""

    wordings: Mapping[UUID, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What became of a leased message.

    ``answer`` is the number the server or gateway answered with, never an address; ``due_at`` when it is
    tried again.
    """

    message: UUID
    owner: str
    action: MessageAction
    answer: str = ""
    failure: Failure | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the network says of a message, however often it says so."""

    message: UUID
    delivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTurn:
    """A relay stops."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What was kept while there was no way out shall leave after all."""


def lease_due(command: LeaseDue, unit: Unit, by: System, now: Clock) -> tuple[DueMessage, ...]:
    """Lease due messages; none where another relay works alone.

    What no longer stands (its decision was undone, replaced, or the case went on) is withheld here, in the
    transaction that leases the others.
    """
    del by
    at = now()
    if not unit.messages.take_turn(command.owner, at, at + command.lease):
        return ()
    return unit.messages.lease(command.owner, at, at + command.lease, command.limit)


def fix_words(command: FixWords, unit: Unit, by: System, now: Clock) -> Mapping[UUID, Wording]:
    """Fix what messages say; returns what they say, which may have been fixed before."""
    del by, now
    return unit.messages.word(command.wordings)


def mark(command: Mark, unit: Unit, by: System, now: Clock) -> bool:
    """Write down what became of a leased message; False where the lease was lost meanwhile."""
    at = now()
    reference, facts, _ = unit.messages.describe(command.message)
    kind = JOURNAL_OF.get(command.action)
    # The case first, then its message: everybody locks in this order.
    application = unit.applications.get(reference) if kind else None
    columns: dict[str, Any] = {"failure": command.failure, "answer": command.answer or None}
    if command.due_at is not None:
        columns["due_at"] = command.due_at
    moved = unit.messages.move(command.message, command.action, owner=command.owner, at=at, **columns)
    if moved and kind and application is not None:
        said = {**facts, "failure": command.failure} if command.failure else facts
        application.message_moved(kind, said, by=by, at=at)
    return moved


def report(command: Report, unit: Unit, by: System, now: Clock) -> bool:
    """Take in a delivery report; False where it says nothing new.

    Raises:
        NoSuchMessage: nothing has this number.
    """
    at = now()
    reference, facts, _ = unit.messages.describe(command.message)
    application = unit.applications.get(reference)
    action = MessageAction.DELIVER if command.delivered else MessageAction.BOUNCE
    failure = None if command.delivered else Failure.REPORTED
    moved = unit.messages.move(command.message, action, at=at, failure=failure)
    if moved:
        said = {**facts, "failure": failure} if failure else facts
        application.message_moved(JOURNAL_OF[action], said, by=by, at=at)
    return moved


def end_turn(command: EndTurn, unit: Unit, by: System, now: Clock) -> None:
    """Let other relays work at once."""
    del by
    unit.messages.end_turn(command.owner, now())


def put_back(command: PutBack, unit: Unit, by: System, now: Clock) -> int:
    """Queue again what was kept while no way out was configured; returns how many."""
    del command, by
    return unit.messages.put_back(now())

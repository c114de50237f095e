"""What a supervisor does about a message that did not arrive: try again, or tell the applicant in person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.actors import Staff
from casework.errors import MessageMoved
from casework.messages import JOURNAL_OF, MessageAction
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try to send a message again, to the address the case has now."""

    message: UUID
    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TellInPerson:
    """The applicant was told by telephone or at the office; ``note`` says whom and how."""

    message: UUID
    command_id: UUID
    note: str


def retry(command: Retry, unit: Unit, by: Staff, now: Clock) -> None:
    """Queue an undelivered message again, with the same words.

    Raises:
        NoSuchMessage, NotAllowed, NotCompetent.
        MessageMoved: it is not among the undelivered any more.
    """
    reference, facts, _ = unit.messages.describe(command.message)
    application = unit.applications.get(reference)
    by.must_be_allowed(Permission.TEND_MESSAGES, application)
    at = now()
    fresh: dict[str, Any] = {
        "due_at": at,
        "attempts": 0,
        "first_tried_at": None,
        "failure": None,
        "answer": None,
    }
    if not unit.messages.move(command.message, MessageAction.RETRY, at=at, **fresh):
        raise MessageMoved(state=unit.messages.describe(command.message)[2])
    application.message_moved(JOURNAL_OF[MessageAction.RETRY], facts, by=by, at=at)


def tell_in_person(command: TellInPerson, unit: Unit, by: Staff, now: Clock) -> None:
    """Write down that the applicant was told in person; the same news waits on no other way any more.

    Raises:
        NoSuchMessage, NotAllowed, NotCompetent, NoteMissing, TextTooLong.
        MessageMoved: it is neither undelivered nor kept any more.
    """
    reference, facts, _ = unit.messages.describe(command.message)
    application = unit.applications.get(reference)
    by.must_be_allowed(Permission.TEND_MESSAGES, application)
    at = now()
    told = {
        message
        for message in unit.messages.siblings(command.message)
        if unit.messages.move(message, MessageAction.TELL, at=at)
    }
    if command.message not in told:
        raise MessageMoved(state=unit.messages.describe(command.message)[2])
    application.message_moved(JOURNAL_OF[MessageAction.TELL], facts, command.note, by=by, at=at)

"""A second person looks at a decision before the applicant is told: agree with it, or replace it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State
from casework.entitlements.acts import open_entitlement
from casework.local_time import local_date
from casework.notices import notice_of_decision, notice_of_release
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """The first decision stands, on the version the second person was looking at."""

    application: str
    seen: int
    command_id: UUID
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Another decision for stated reasons, and in the note why the first one does not stand."""

    application: str
    seen: int
    command_id: UUID
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    note: str = ""
    words: str = ""


def agree(command: Agree, unit: Unit, by: Staff, now: Clock) -> None:
    """Agree with a colleague's decision; its message, held until now, may leave.

    Raises:
        NothingToCheck: no decision waits (any more).
        OwnDecision: it is one's own.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.SECOND_CHECK, application)
    at = now()
    decision = application.agree(command.note, by=by, at=at, on=local_date(application.programme, at))
    unit.messages.release(application, decision, notice_of_release(application, decision, at))
    if application.state is State.APPROVED:
        open_entitlement(unit, application, by=by, at=at)
    unit.drafts.drop(application)


def replace(command: Replace, unit: Unit, by: Staff, now: Clock) -> None:
    """Decide otherwise than a colleague did; their message never leaves, the new decision's is promised.

    Raises:
        NothingToCheck: no decision waits (any more).
        OwnDecision: it is one's own.
        SameDecision: that would be agreement.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.SECOND_CHECK, application)
    at, first = now(), application.decision
    decision = application.replace(
        command.outcome,
        command.reasons,
        command.note,
        by=by,
        at=at,
        on=local_date(application.programme, at),
        words=command.words,
    )
    if first is not None:
        unit.messages.withhold(application, first)
    unit.messages.promise(application, notice_of_decision(application, decision))
    if application.state is State.APPROVED:
        open_entitlement(unit, application, by=by, at=at)
    unit.drafts.drop(application)

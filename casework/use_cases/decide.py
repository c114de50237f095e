"""Decide an application."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State
from casework.entitlements.acts import open_entitlement
from casework.local_time import local_date
from casework.notices import notice_of_decision
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """A decision for stated reasons, on the version the caseworker was looking at.

    ``note`` is for the file, ``words`` are for the applicant.
    """

    application: str
    seen: int
    command_id: UUID
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    note: str = ""
    words: str = ""


def decide(command: Decide, unit: Unit, by: Staff, now: Clock) -> str:
    """Decide an application for stated reasons; promise the citizen a message.

    The message of a decision that is drawn for a second check is held until another person has looked.

    Returns:
        The state the case is in now: a decided one, or waiting for the second check.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.DECIDE, application)
    by.must_hold(application)
    at = now()
    on = local_date(application.programme, at)
    seed = unit.lots.seed(on)
    decision = application.decide(
        command.outcome,
        command.reasons,
        command.note,
        by=by,
        at=at,
        on=on,
        seed=seed,
        overturned=unit.lots.overturned(application.programme, on),
        words=command.words,
    )
    held = application.state is State.AWAITING_CHECK
    unit.messages.promise(application, notice_of_decision(application, decision), held=held)
    if application.state is State.APPROVED:
        open_entitlement(unit, application, by=by, at=at)
    unit.drafts.drop(application)
    return application.state

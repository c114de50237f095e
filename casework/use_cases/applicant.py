"""What the applicant does after submitting: complete what was asked, withdraw, or let the time pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from casework.actors import Actor, Staff, System
from casework.applications.application import Application
from casework.applications.lifecycle import State
from casework.countries.pack import programme
from casework.deadlines import deadline_of
from casework.notices import notice_of_closing
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.use_cases.receive import ReceivedPaper, papers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """Corrected facts and further papers."""

    application: str
    command_id: UUID
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    papers: tuple[ReceivedPaper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The applicant no longer wants the support applied for."""

    application: str
    command_id: UUID
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """The time to complete has passed."""

    application: str
    seen: int


def complete(command: Complete, unit: Unit, by: Actor, now: Clock) -> None:
    """Take in what was asked for; the case waits again, with a new deadline."""
    application = unit.applications.get(command.application)
    _may_take_in(by, application)
    at = now()
    deadline = deadline_of(programme(application.programme), at)
    papers = papers_of(command.papers, at)
    application.complete(command.facts, papers, deadline.due_on, deadline.amber_on, by=by, at=at)


def withdraw(command: Withdraw, unit: Unit, by: Actor, now: Clock) -> None:
    """Close the case at the applicant's wish; a decision still waiting for its check is never told."""
    application = unit.applications.get(command.application)
    _may_take_in(by, application)
    at = now()
    untold = application.decision if application.state is State.AWAITING_CHECK else None
    application.withdraw(command.note, by=by, at=at)
    if untold is not None:
        unit.messages.withhold(application, untold)
    unit.messages.promise(application, notice_of_closing(application, "withdrawn", at))


def expire(command: Expire, unit: Unit, by: System, now: Clock) -> None:
    """Close a case whose applicant did not complete it in time."""
    application = unit.applications.get(command.application, seen=command.seen)
    at = now()
    application.expire(by=by, at=at)
    unit.messages.promise(application, notice_of_closing(application, "expired", at))


def _may_take_in(by: Actor, application: Application) -> None:
    if isinstance(by, Staff):
        by.must_be_allowed(Permission.IMPORT, application)

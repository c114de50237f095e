"""What the office does with a family's entitlement: card, notice of a stop, reactivation, end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework.actors import Staff
from casework.entitlements import acts
from casework.entitlements.lifecycle import CardAction
from casework.errors import NoteMissing
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.written import must_be_a_note


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCard:
    """The payment card was printed, handed over, blocked, or is requested anew."""

    application: str
    seen: int
    command_id: UUID
    action: CardAction
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveStopNotice:
    """Payment will stop on a local day for a reason of the pack, unless the family answers; say why."""

    application: str
    seen: int
    command_id: UUID
    reason: str
    stop_on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftStopNotice:
    """Payment goes on after all; say why."""

    application: str
    seen: int
    command_id: UUID
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactivate:
    """Payment goes on after a suspension: ``papers`` were brought; with ``back_pay`` for the time between."""

    application: str
    seen: int
    command_id: UUID
    papers: tuple[str, ...]
    note: str
    back_pay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEntitlement:
    """A suspended entitlement ends for good; say why."""

    application: str
    seen: int
    command_id: UUID
    note: str


def move_card(command: MoveCard, unit: Unit, by: Staff, now: Clock) -> None:
    """Move the payment card.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused, TextTooLong.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    must_be_a_note(command.note)
    unit.entitlements.of(application, seen=command.seen)
    acts.move_card(unit, application, command.action, command.note, by=by, at=now())


def give_stop_notice(command: GiveStopNotice, unit: Unit, by: Staff, now: Clock) -> None:
    """Tell the family that payment will stop, why, when, and what keeps it going.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused, NoteMissing.
        NoticeOut, NoticeTooShort, StopReasonUnknown: see `casework.entitlements.acts.give_stop_notice`.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    _must_say(command.note)
    unit.entitlements.of(application, seen=command.seen)
    acts.give_stop_notice(unit, application, command.reason, command.stop_on, command.note, by=by, at=now())


def lift_stop_notice(command: LiftStopNotice, unit: Unit, by: Staff, now: Clock) -> None:
    """Take a notice back.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, NoNoticeOut, NoteMissing.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    _must_say(command.note)
    unit.entitlements.of(application, seen=command.seen)
    acts.lift_stop_notice(unit, application, command.note, by=by, at=now())


def reactivate(command: Reactivate, unit: Unit, by: Staff, now: Clock) -> None:
    """Pay again what was suspended.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused, NoteMissing.
        PapersLacking: papers that the reason of the stop asks for were not brought.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    _must_say(command.note)
    unit.entitlements.of(application, seen=command.seen)
    acts.reactivate_entitlement(
        unit,
        application,
        papers=command.papers,
        back_pay=command.back_pay,
        complaint=None,
        note=command.note,
        by=by,
        at=now(),
    )


def end_entitlement(command: EndEntitlement, unit: Unit, by: Staff, now: Clock) -> None:
    """End a suspended entitlement for good.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused, NoteMissing.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    _must_say(command.note)
    unit.entitlements.of(application, seen=command.seen)
    acts.end_entitlement(unit, application, command.note, by=by, at=now())


def _must_say(note: str) -> None:
    must_be_a_note(note)
    if not note.strip():
        raise NoteMissing

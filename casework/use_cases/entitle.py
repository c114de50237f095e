"""Entitlements over time: opened where one is missing, suspended when the day of a notice has come."""

from __future__ import annotations

from dataclasses import dataclass

from casework.actors import System
from casework.applications.lifecycle import State
from casework.entitlements.acts import open_entitlement, suspend
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMissing:
    """An approved case without an entitlement: approved before there were any."""

    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDue:
    """A case whose notice has run out."""

    application: str


def open_missing(command: OpenMissing, unit: Unit, by: System, now: Clock) -> bool:
    """Open the entitlement of an approved case that has none; False where there is nothing to open."""
    application = unit.applications.get(command.application)
    if application.state is not State.APPROVED or unit.entitlements.find(application) is not None:
        return False
    open_entitlement(unit, application, by=by, at=now())
    return True


def stop_due(command: StopDue, unit: Unit, by: System, now: Clock) -> bool:
    """Suspend payment if the day of the notice has come and the family was told; False otherwise."""
    application = unit.applications.get(command.application)
    known = unit.entitlements.find(application) is not None
    return known and suspend(unit, application, by=by, at=now())

"""Deadlines: by which day an application should be decided, and how pressing that is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from casework.countries.pack import Pack, Programme, pack_of
from casework.working_days import add_working_days


class Urgency(StrEnum):
    """How pressing a case is, by the pack's two thresholds."""

    ON_TIME = "on_time"
    AMBER = "amber"
    RED = "red"  # Overdue.


@dataclass(frozen=True, slots=True)
class Deadline:
    """Local dates of the pack's zone: due by the end of `due_on`, pressing from `amber_on`."""

    due_on: date
    amber_on: date


def deadline_of(programme: Programme, received_at: datetime) -> Deadline:
    """The deadline of an application received at this moment (aware); the day of receipt does not count.

    Raises ValueError if the moment has no zone.
    """
    pack = pack_of(programme.code)
    received_on = local_day(received_at, pack)
    return _deadline(programme.code, received_on)


def local_day(moment: datetime, pack: Pack) -> date:
    """The day it is in the country at this moment. Raises ValueError if the moment has no zone."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(ZoneInfo(pack.zone)).date()


def completion_due_on(programme: Programme, asked_at: datetime) -> date:
    """The last day on which the applicant may bring what was asked for; calendar days."""
    asked_on = local_day(asked_at, pack_of(programme.code))
    return asked_on + timedelta(days=programme.complete_within_days)


def urgency(today: date, due_on: date, amber_on: date) -> Urgency:
    """Red after the due day, amber from the amber day on, else on time."""
    if today > due_on:
        return Urgency.RED
    return Urgency.AMBER if today >= amber_on else Urgency.ON_TIME


@cache
def _deadline(programme_code: str, received_on: date) -> Deadline:
    """A programme has one deadline a day of receipt, however many thousands arrive on it."""
    pack = pack_of(programme_code)
    programme = pack.programmes[programme_code]
    return Deadline(
        due_on=add_working_days(received_on, programme.decide_within, pack),
        amber_on=add_working_days(received_on, programme.amber_after, pack),
    )

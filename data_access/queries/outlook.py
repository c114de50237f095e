"""The breach outlook of each queue, from what is open and how cases left of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.events import EventKind
from casework.countries.pack import Pack, pack_of
from casework.local_time import local_date
from casework.permissions import Permission
from casework.statistics.outlook import LOOKS_BACK, Outlook, Seen, outlook
from casework.statistics.postings import Measure
from casework.working_days import add_working_days, is_working_day, working_day_numbers
from data_access.queries.scope import Asked, scope_of
from data_access.tables import applications, journal, levels, tallies

_DAY: Final = timedelta(days=1)
# Calendar days that certainly hold LOOKS_BACK working days, a week of holidays among them.
_REACH: Final = timedelta(days=2 * LOOKS_BACK + 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOutlook:
    """One queue: its programme, and what is to be expected of it."""

    programme: str
    outlook: Outlook


@dataclass(slots=True)
class _Past:
    """Of one programme: how many are open by deadline, and by day and deadline what changed and what left."""

    open: dict[date, int] = field(default_factory=dict[date, int])
    net: dict[date, dict[date, int]] = field(default_factory=dict[date, dict[date, int]])
    gone: dict[date, dict[date, int]] = field(default_factory=dict[date, dict[date, int]])


def breach_outlook(
    connection: Connection, *, viewer: Staff, asked: Asked, today: date, until: date | None = None
) -> tuple[QueueOutlook, ...]:
    """What each queue of the viewer will miss in the next ten working days at the present pace.

    Args:
        connection: a reading connection.
        viewer: who asks.
        asked: which queues.
        today: the local day.
        until: as seen at the end of an earlier day; None means now.

    Raises:
        NotAllowed: the viewer may not see the office's figures.
    """
    scope = scope_of(viewer, Permission.SEE_OFFICE, asked)
    seen_until = until or today
    past = {code: _Past() for code in scope.programmes}
    now = (
        sa.select(levels.c.programme, levels.c.b, sa.func.sum(levels.c.n))
        .where(levels.c.measure == Measure.OPEN, *scope.rows(levels))
        .group_by(levels.c.programme, levels.c.b)
    )
    for code, due_on, n in connection.execute(now):
        past[code].open[date.fromisoformat(due_on)] = n
    left = sa.func.sum(sa.case((tallies.c.n < 0, -tallies.c.n), else_=0))
    moves = (
        sa.select(tallies.c.programme, tallies.c.period, tallies.c.b, sa.func.sum(tallies.c.n), left)
        .where(
            tallies.c.measure == Measure.OPEN, *scope.rows(tallies), tallies.c.period > seen_until - _REACH
        )
        .group_by(tallies.c.programme, tallies.c.period, tallies.c.b)
    )
    for code, day, due, net, gone in connection.execute(moves):
        due_on = date.fromisoformat(due)
        past[code].net.setdefault(day, {})[due_on] = net
        past[code].gone.setdefault(day, {})[due_on] = gone
    return tuple(
        QueueOutlook(programme=code, outlook=_outlook(past[code], pack_of(code), today, until))
        for code in scope.programmes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time a case was on the office's side: local days, ``left`` None while it still is."""

    programme: str
    came: date
    due: date
    left: date | None


def stays(connection: Connection, *, viewer: Staff) -> tuple[Stay, ...]:
    """Every time every case was on the office's side, from the journal alone: to try the outlook on the past.

    Raises:
        NotAllowed: the viewer may not see the office's figures.
    """
    scope = scope_of(viewer, Permission.SEE_OFFICE, Asked())
    told = (
        sa.select(journal.c.application_id, journal.c.kind, journal.c.at, journal.c.facts)
        .add_columns(applications.c.programme, applications.c.submitted_at)
        .join(applications, applications.c.id == journal.c.application_id)
        .where(journal.c.kind.in_(_COMES | _GOES), *scope.cases(applications))
        .order_by(journal.c.application_id, journal.c.id)
    )
    found: list[Stay] = []
    here: dict[int, Stay] = {}
    due: dict[int, date] = {}
    for number, kind, at, facts, code, submitted_at in connection.execute(told):
        on = local_date(code, submitted_at if kind == EventKind.RECEIVED else at)
        if kind in _GOES and number in here:
            found.append(replace(here.pop(number), left=on))
        elif kind in _COMES:
            due[number] = date.fromisoformat(facts["due_on"]) if "due_on" in facts else due[number]
            here[number] = Stay(programme=code, came=on, due=due[number], left=None)
    return (*found, *here.values())


_COMES: Final = frozenset({EventKind.RECEIVED, EventKind.COMPLETED, EventKind.UNDONE})
_GOES: Final = frozenset({EventKind.DECIDED, EventKind.WITHDRAWN})


def _outlook(past: _Past, pack: Pack, today: date, until: date | None) -> Outlook:
    """From now on, or from the working day after the end of an earlier day."""
    first = today if until is None else add_working_days(until, 1, pack)
    running = today if until is None else until + _DAY
    _roll_back(past, until or today)
    days = sorted({first, running - _REACH, *past.open, *(due for net in past.net.values() for due in net)})
    numbers = working_day_numbers(days[0], days[-1], pack)
    # On a day off nothing leaves: what is open has one day fewer on which it can.
    off = 0 if is_working_day(first, pack) else 1
    now: dict[int, int] = defaultdict(int)
    for due_on, n in past.open.items():
        now[numbers[due_on] - numbers[first] - off] += n
    return outlook(now, _seen(past, numbers, running))


def _roll_back(past: _Past, last: date) -> None:
    """Take off what happened after a day."""
    for moved in [day for day in past.net if day > last]:
        for due_on, n in past.net.pop(moved).items():
            past.open[due_on] = past.open.get(due_on, 0) - n


def _seen(past: _Past, numbers: Mapping[date, int], running: date) -> Iterator[Seen]:
    """The last working days before one that is still running, going back from what is open now."""
    evening = _without(past.open, past.net.get(running, {}))
    day, counted = running - _DAY, 0
    while counted < LOOKS_BACK and day > running - _REACH:
        morning = _without(evening, past.net.get(day, {}))
        if numbers[day] > numbers[day - _DAY]:  # It was a working day.
            counted += 1
            gone = past.gone.get(day, {})
            yield from (
                Seen(numbers[due_on] - numbers[day], n, gone.get(due_on, 0))
                for due_on, n in morning.items()
                if n > 0 and due_on >= day
            )
        day, evening = day - _DAY, morning


def _without(open_then: Mapping[date, int], net: Mapping[date, int]) -> dict[date, int]:
    return {due_on: open_then.get(due_on, 0) - net.get(due_on, 0) for due_on in {*open_then, *net}}

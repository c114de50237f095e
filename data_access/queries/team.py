"""What supervisors ask of their team: who holds what and for how long, what was done, what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Stage
from casework.countries.pack import pack_of
from casework.errors import NotInYourTeam
from casework.permissions import Permission
from casework.statistics.figures import Spread
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from casework.statistics.team import Member, Team, Work
from casework.team import leads
from casework.working_days import working_days_between
from data_access.queries.scope import Asked, Scope, scope_of
from data_access.repositories.colleagues import active_staff
from data_access.tables import applications, levels, staff, staff_changes, tallies

K = TypeVar("K")
# What administrators change about an account is not told here.
_OF_THE_WORK: Final = ("competence", "capacity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """A case that can be put into other hands, at the version seen."""

    reference: str
    version: int
    programme: str
    region: str
    assignee: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange:
    """One change of what a person works on: ``facts`` are ``before`` and ``after``."""

    at: datetime
    by: str
    what: str
    facts: Mapping[str, Any]


def team(connection: Connection, *, viewer: Staff, asked: Asked, period: Period, today: date) -> Team:
    """The viewer's caseworkers: hands as of the period's last day, acts of the period.

    Raises:
        NotAllowed: the viewer leads nobody.
    """
    scope = scope_of(viewer, Permission.SEE_TEAM, asked)
    # Versions first: a form made from what is read after them is refused rather than taken for newer.
    versions = _versions(connection)
    people = [
        one for one in active_staff(connection).values() if leads(viewer, one) and one.username in versions
    ]
    hands = _hands(connection, scope, period.until)
    acts = _acts(connection, scope, period)
    overdue = _overdue(connection, scope, today) if period.until >= today else None
    capacities = _capacities(connection)
    mine = {one.username for one in people}

    def work(usernames: Iterable[str]) -> Work:
        names = set(usernames)
        late = None if overdue is None else sum(n for name, n in overdue.items() if name in names)
        return Work(
            hands=Spread(_added(held for name, held in hands.items() if name in names)),
            acts=_added(did for name, did in acts.items() if name in names),
            overdue=late,
        )

    return Team(
        members=tuple(
            Member(
                person=one,
                version=versions[one.username],
                capacity=capacities.get(one.username),
                work=work([one.username]),
            )
            for one in people
        ),
        others=work((hands.keys() | acts.keys()) - mine),
    )


def movable(connection: Connection, *, viewer: Staff, references: Sequence[str]) -> tuple[Movable, ...]:
    """Those of these cases that wait or are in hand, within the viewer's competence, in the order given.

    Raises:
        NotAllowed: the viewer may not put cases into other hands.
    """
    scope = scope_of(viewer, Permission.REASSIGN, Asked())
    a = applications.c
    rows = connection.execute(
        sa.select(a.reference, a.version, a.programme, a.region, a.assignee).where(
            a.reference.in_(references),
            a.stage.in_([Stage.WAITING, Stage.IN_HAND]),
            *scope.cases(applications),
        )
    ).mappings()
    found = {row["reference"]: Movable(**row) for row in rows}
    return tuple(found[reference] for reference in references if reference in found)


def changes(
    connection: Connection, *, viewer: Staff, username: str, limit: int = 10
) -> tuple[StaffChange, ...]:
    """What was changed about a caseworker's work, the latest first.

    Raises:
        NotAllowed: the viewer leads nobody.
        NotInYourTeam: not a caseworker of the viewer's.
    """
    scope_of(viewer, Permission.SEE_TEAM, Asked())
    person = active_staff(connection, username).get(username)
    if person is None or not leads(viewer, person):
        raise NotInYourTeam(username=username)
    c = staff_changes.c
    rows = connection.execute(
        sa.select(c.at, c.by, c.what, c.facts)
        .where(c.username == username, c.what.in_(_OF_THE_WORK))
        .order_by(c.id.desc())
        .limit(limit)
    ).mappings()
    return tuple(StaffChange(**row) for row in rows)


def _hands(connection: Connection, scope: Scope, on: date) -> dict[str, dict[int, int]]:
    """By holder, how many cases were held for how many working days at the end of a day."""
    stock, t = levels.c, tallies.c
    now = sa.select(stock.programme, stock.a, stock.b, stock.n).where(
        stock.measure == Measure.HAND, *scope.rows(levels)
    )
    since = sa.select(t.programme, t.a, t.b, -t.n).where(
        t.measure == Measure.HAND, *scope.rows(tallies), t.period > on
    )
    both = sa.union_all(now, since).subquery()
    n = sa.func.sum(both.c.n)
    rows = connection.execute(
        sa.select(both.c.programme, both.c.a, both.c.b, n)
        .group_by(both.c.programme, both.c.a, both.c.b)
        .having(n > 0)
    )
    found: dict[str, dict[int, int]] = {}
    for programme, username, held_since, cases in rows:
        days = _days_held(programme, date.fromisoformat(held_since), on)
        held = found.setdefault(username, {})
        held[days] = held.get(days, 0) + int(cases)
    return found


def _acts(connection: Connection, scope: Scope, period: Period) -> dict[str, dict[str, int]]:
    t = tallies.c
    rows = connection.execute(
        sa.select(t.a, t.b, sa.func.sum(t.n))
        .where(
            t.measure == Measure.STAFF,
            *scope.rows(tallies),
            t.period.between(period.since, period.until),
        )
        .group_by(t.a, t.b)
    )
    found: dict[str, dict[str, int]] = {}
    for username, act, n in rows:
        found.setdefault(username, {})[act] = int(n)
    return found


def _overdue(connection: Connection, scope: Scope, today: date) -> dict[str, int]:
    """By holder, cases in hand past their deadline; the hands of a team are few rows of one index."""
    a = applications.c
    rows = connection.execute(
        sa.select(a.assignee, sa.func.count())
        .where(
            a.assignee.is_not(None), a.stage == Stage.IN_HAND, a.due_on < today, *scope.cases(applications)
        )
        .group_by(a.assignee)
    )
    return {username: int(n) for username, n in rows}


def _versions(connection: Connection) -> dict[str, int]:
    rows = connection.execute(sa.select(staff.c.username, staff.c.version))
    return {row.username: row.version for row in rows}


def _capacities(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        sa.select(staff.c.username, staff.c.capacity).where(staff.c.capacity.is_not(None))
    )
    return {row.username: row.capacity for row in rows}


def _added(several: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: dict[K, int] = {}
    for one in several:
        for key, n in one.items():
            total[key] = total.get(key, 0) + n
    return total


@lru_cache(maxsize=10_000)
def _days_held(programme: str, since: date, on: date) -> int:
    return max(0, working_days_between(since, on, pack_of(programme)))

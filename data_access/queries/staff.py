"""What administrators ask of the staff: who works here, with which access, from where they are signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Stage
from casework.errors import NobodyHere, NotAllowed
from casework.people.names import name_terms, normalise
from casework.permissions import Permission, Role
from data_access.queries.team import StaffChange
from data_access.tables import applications, sessions, staff, staff_changes, staff_programmes, staff_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """Which sessions are open at a moment: used within ``idle``, and not older than ``longest``."""

    now: datetime
    idle: timedelta
    longest: timedelta

    def sessions(self) -> tuple[sa.ColumnElement[bool], ...]:
        """The open ones."""
        s = sessions.c
        return (
            s.ended_at.is_(None),
            s.last_seen_at > self.now - self.idle,
            s.created_at > self.now - self.longest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFilters:
    """What narrows the list: words of a name, a role, and who can come in or cannot."""

    words: str = ""
    role: Role | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A person with their access; ``sessions`` are the open ones, ``last_seen`` is over all of them."""

    staff: Staff
    version: int
    demo: bool
    disabled_at: datetime | None
    must_change_password: bool
    second_factor: bool
    sso_name: str | None
    sessions: int
    last_seen: datetime | None

    @property
    def username(self) -> str:
        """The person's user name."""
        return self.staff.username


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """The first of those who answer the filters, and how many they are."""

    rows: tuple[StaffRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An open session; its name opens nothing by itself."""

    handle: str
    opened_at: datetime
    last_seen_at: datetime
    address: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPerson:
    """Everything an administrator is shown about one person."""

    row: StaffRow
    sessions: tuple[SignedIn, ...]
    in_hand: int
    changes: tuple[StaffChange, ...]


def everybody(
    connection: Connection, *, viewer: Staff, filters: StaffFilters, alive: Alive, limit: int = 200
) -> StaffPage:
    """The staff by user name, the disabled among them.

    Raises:
        NotAllowed: the viewer does not manage the staff.
    """
    _may(viewer)
    found = [row for row in _rows(connection, alive) if _answers(row, filters)]
    return StaffPage(rows=tuple(found[:limit]), total=len(found))


def one_person(
    connection: Connection, *, viewer: Staff, username: str, alive: Alive, limit: int = 50
) -> StaffPerson:
    """One person, with open sessions and the latest changes first.

    Raises:
        NotAllowed: the viewer does not manage the staff.
        NobodyHere: nobody has this user name.
    """
    _may(viewer)
    rows = _rows(connection, alive, username)
    if not rows:
        raise NobodyHere(username=username)
    return StaffPerson(
        row=rows[0],
        sessions=_signed_in(connection, username, alive),
        in_hand=_in_hand(connection, username),
        changes=_changes(connection, username, limit),
    )


def _may(viewer: Staff) -> None:
    if not viewer.may(Permission.MANAGE_STAFF):
        raise NotAllowed(permission=Permission.MANAGE_STAFF)


def _rows(connection: Connection, alive: Alive, username: str | None = None) -> list[StaffRow]:
    # An office has hundreds of people, not millions: one list in memory is searched as Arabic needs it.
    only = [] if username is None else [staff.c.username == username]
    is_open = sa.and_(*alive.sessions())
    seen = (
        sa.select(
            sessions.c.username,
            sa.func.sum(sa.case((is_open, 1), else_=0)).label("open"),
            sa.func.max(sessions.c.last_seen_at).label("last_seen"),
        )
        .group_by(sessions.c.username)
        .subquery()
    )
    rows = connection.execute(
        sa.select(staff, seen.c.open, seen.c.last_seen)
        .outerjoin(seen, seen.c.username == staff.c.username)
        .where(*only)
        .order_by(staff.c.username)
    ).mappings()
    programmes = _codes(connection, staff_programmes.c.username, staff_programmes.c.programme)
    regions = _codes(connection, staff_regions.c.username, staff_regions.c.region)
    return [_row(row, programmes, regions) for row in rows]


def _row(
    row: Mapping[Any, Any], programmes: Mapping[str, set[str]], regions: Mapping[str, set[str]]
) -> StaffRow:
    username = row["username"]
    return StaffRow(
        staff=Staff(
            username=username,
            name_ar=row["name_ar"],
            name_en=row["name_en"],
            role=Role(row["role"]),
            programmes=frozenset(programmes.get(username, ())),
            regions=frozenset(regions.get(username, ())),
        ),
        version=row["version"],
        demo=row["demo"],
        disabled_at=row["disabled_at"],
        must_change_password=row["must_change_password"],
        second_factor=row["totp_secret"] is not None,
        sso_name=row["sso_name"],
        sessions=int(row["open"] or 0),
        last_seen=row["last_seen"],
    )


def _codes(connection: Connection, name: sa.Column[Any], code: sa.Column[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for username, one in connection.execute(sa.select(name, code)):
        found.setdefault(username, set()).add(one)
    return found


def _answers(row: StaffRow, filters: StaffFilters) -> bool:
    if filters.role is not None and row.staff.role is not filters.role:
        return False
    if filters.disabled is not None and filters.disabled is (row.disabled_at is None):
        return False
    names = f"{row.username} {normalise(row.staff.name_ar)} {normalise(row.staff.name_en)}"
    known_by = filters.words.strip().casefold() in row.username
    return known_by or all(term in names for term in name_terms(filters.words))


def _signed_in(connection: Connection, username: str, alive: Alive) -> tuple[SignedIn, ...]:
    s = sessions.c
    rows = connection.execute(
        sa.select(s.token_hash, s.created_at, s.last_seen_at, s.address, s.method)
        .where(s.username == username, *alive.sessions())
        .order_by(s.created_at.desc())
    )
    return tuple(
        SignedIn(
            handle=row.token_hash,
            opened_at=row.created_at,
            last_seen_at=row.last_seen_at,
            address=row.address or "",
            method=row.method,
        )
        for row in rows
    )


def _in_hand(connection: Connection, username: str) -> int:
    return connection.execute(
        sa.select(sa.func.count())
        .select_from(applications)
        .where(applications.c.assignee == username, applications.c.stage == Stage.IN_HAND)
    ).scalar_one()


def _changes(connection: Connection, username: str, limit: int) -> tuple[StaffChange, ...]:
    c = staff_changes.c
    rows = connection.execute(
        sa.select(c.at, c.by, c.what, c.facts)
        .where(c.username == username)
        .order_by(c.id.desc())
        .limit(limit)
    ).mappings()
    return tuple(StaffChange(**row) for row in rows)

"""Staff as the rules ask for them: with role and competence, if they still work here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Stage
from casework.errors import NoLongerHere
from casework.permissions import Role
from casework.team import Competence
from data_access.tables import applications, staff, staff_changes, staff_programmes, staff_regions


class ColleaguesOnRecord:
    """The port :class:`casework.ports.Colleagues`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acting(self, by: Staff) -> Staff:
        """Who acts, as the database knows them now; until the action ends nobody changes what they may do.

        Raises:
            NoLongerHere: the person is disabled, or was never here.
        """
        # FOR KEY SHARE gives way to everything but FOR UPDATE, with which a person is disabled or given
        # another role or competence. Whoever waited for that sees the row as it is now and the rest of the
        # statement as it was: then the version differs, and the competence is read again under the lock.
        here = self._connection.execute(_HERE, {"username": by.username}).one_or_none()
        if here is None:
            raise NoLongerHere(username=by.username)
        programmes, regions = codes_of(here.programmes), codes_of(here.regions)
        if here.version != here.seen:
            programmes, regions = competence_of(self._connection, by.username)
        return Staff(
            username=by.username,
            name_ar=here.name_ar,
            name_en=here.name_en,
            role=Role(here.role),
            programmes=programmes,
            regions=regions,
        )

    def find_to_give(self, username: str) -> Staff | None:
        """An active member of staff, or None, with their row locked until the action ends."""
        self.capacity(username)
        return find_colleague(self._connection, username)

    def capacity(self, username: str) -> int | None:
        """How many cases a person may hold, None for no limit.

        Their row is locked: two claims of one person at the same moment come one after the other.
        """
        # FOR NO KEY UPDATE: sessions and changes that name the person do not wait. SQLite has one writer at
        # a time and needs no lock.
        return self._connection.execute(
            sa.select(staff.c.capacity).where(staff.c.username == username).with_for_update(key_share=True)
        ).scalar_one_or_none()

    def held(self, username: str) -> int:
        """How many cases are in these hands."""
        return self._held(username)

    def holds_outside(self, username: str, competence: Competence) -> int:
        """How many cases in these hands lie outside a competence."""
        outside = applications.c.programme.not_in(sorted(competence.programmes))
        if competence.regions:
            outside = sa.or_(outside, applications.c.region.not_in(sorted(competence.regions)))
        return self._held(username, outside)

    def set_capacity(
        self, person: Staff, before: int | None, after: int | None, *, by: str, at: datetime
    ) -> None:
        """Replace how many cases a person may hold, and write it down."""
        self._connection.execute(
            sa.update(staff).where(staff.c.username == person.username).values(capacity=after)
        )
        facts = {"before": before, "after": after}
        write_down(self._connection, person.username, "capacity", facts, by=by, at=at)

    def _held(self, username: str, *narrowed: sa.ColumnElement[bool]) -> int:
        return self._connection.execute(
            sa.select(sa.func.count())
            .select_from(applications)
            .where(applications.c.assignee == username, applications.c.stage == Stage.IN_HAND, *narrowed)
        ).scalar_one()


def codes(code: sa.Column[Any], username: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The codes of a person with blanks between, for `codes_of`; a part of another question."""
    mine = sa.select(sa.func.aggregate_strings(code, " "))
    return mine.where(code.table.c.username == username).scalar_subquery()


def codes_of(read: str | None) -> frozenset[str]:
    """The codes that `codes` has put together."""
    return frozenset((read or "").split())


_BEFORE: Final = staff.alias("before")
_HERE: Final = (
    sa.select(
        *(staff.c.name_ar, staff.c.name_en, staff.c.role, staff.c.version),
        sa.select(_BEFORE.c.version)
        .where(_BEFORE.c.username == sa.bindparam("username"))
        .scalar_subquery()
        .label("seen"),
        codes(staff_programmes.c.programme, sa.bindparam("username")).label("programmes"),
        codes(staff_regions.c.region, sa.bindparam("username")).label("regions"),
    )
    .where(staff.c.username == sa.bindparam("username"), staff.c.disabled_at.is_(None))
    .with_for_update(read=True, key_share=True, of=staff)
)


def active_staff(connection: Connection, username: str | None = None) -> Mapping[str, Staff]:
    """Everybody who is not disabled, or one of them, by user name."""
    wanted = sa.select(staff.c.username, staff.c.name_ar, staff.c.name_en, staff.c.role).where(
        staff.c.disabled_at.is_(None)
    )
    programmes = sa.select(staff_programmes.c.username, staff_programmes.c.programme)
    regions = sa.select(staff_regions.c.username, staff_regions.c.region)
    if username is not None:
        wanted = wanted.where(staff.c.username == username)
        programmes = programmes.where(staff_programmes.c.username == username)
        regions = regions.where(staff_regions.c.username == username)
    in_programmes = [tuple(row) for row in connection.execute(programmes)]
    in_regions = [tuple(row) for row in connection.execute(regions)]
    return MappingProxyType(
        {
            row.username: Staff(
                username=row.username,
                name_ar=row.name_ar,
                name_en=row.name_en,
                role=Role(row.role),
                programmes=frozenset(programme for name, programme in in_programmes if name == row.username),
                regions=frozenset(region for name, region in in_regions if name == row.username),
            )
            for row in connection.execute(wanted.order_by(staff.c.username))
        }
    )


def find_colleague(connection: Connection, username: str) -> Staff | None:
    """An active member of staff, or None."""
    return active_staff(connection, username).get(username)


def competence_of(connection: Connection, username: str) -> tuple[frozenset[str], frozenset[str]]:
    """A person's programmes and regions, in one statement."""
    both = sa.union_all(
        sa.select(sa.literal_column("0", sa.Integer), staff_programmes.c.programme).where(
            staff_programmes.c.username == username
        ),
        sa.select(sa.literal_column("1", sa.Integer), staff_regions.c.region).where(
            staff_regions.c.username == username
        ),
    )
    found: tuple[set[str], set[str]] = (set(), set())
    for which, code in connection.execute(both):
        found[which].add(code)
    return frozenset(found[0]), frozenset(found[1])


def write_down(
    connection: Connection, username: str, what: str, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    """Leave a line about a change of somebody's work or access, and raise the person's version with it."""
    connection.execute(
        sa.insert(staff_changes).values(at=at, by=by, username=username, what=what, facts=dict(facts))
    )
    connection.execute(
        sa.update(staff).where(staff.c.username == username).values(version=staff.c.version + 1)
    )


def replace_competence(
    connection: Connection, username: str, programmes: Iterable[str], regions: Iterable[str]
) -> None:
    """Replace the programmes and regions a person works on."""
    for table in (staff_programmes, staff_regions):
        connection.execute(sa.delete(table).where(table.c.username == username))
    write_competence(connection, username, programmes, regions)


def write_competence(
    connection: Connection, username: str, programmes: Iterable[str], regions: Iterable[str]
) -> None:
    """Write the programmes and regions of a person who has none."""
    for table, column, codes in (
        (staff_programmes, "programme", programmes),
        (staff_regions, "region", regions),
    ):
        if rows := [{"username": username, column: code} for code in sorted(set(codes))]:
            connection.execute(sa.insert(table), rows)

"""Staff as the rules ask for them: with role and competence, if they still work here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.permissions import Role
from data_access.tables import staff, staff_programmes, staff_regions


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

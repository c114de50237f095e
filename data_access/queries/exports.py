"""What left the office as a file, for those who answer for the people who took it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import Permission
from data_access.tables import exports, staff_programmes


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """One file: who took it, when, what it showed, how many rows. ``filters`` are codes."""

    id: int
    at: datetime
    username: str
    what: str
    format: str
    rows: int
    filters: Mapping[str, str]


def taken_files(connection: Connection, *, viewer: Staff, limit: int = 20) -> tuple[TakenFile, ...]:
    """The latest files taken by people who share a programme with the viewer, newest first.

    Raises:
        NotAllowed: the viewer answers for nobody.
    """
    if not viewer.may(Permission.SEE_TEAM):
        raise NotAllowed(permission=Permission.SEE_TEAM)
    shared = sa.select(staff_programmes.c.username).where(
        staff_programmes.c.programme.in_(sorted(viewer.programmes))
    )
    rows = connection.execute(
        sa.select(exports).where(exports.c.username.in_(shared)).order_by(exports.c.id.desc()).limit(limit)
    )
    return tuple(TakenFile(**row) for row in rows.mappings())

"""Who is meant by the name a single sign-on gives."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from data_access import tables
from data_access.engine import for_reading


def person_known_as(engine: Engine, sso_name: str) -> str | None:
    """The user name of the member of staff who bears this name there, unless they are disabled."""
    staff = tables.staff.c
    wanted = sa.select(staff.username).where(staff.sso_name == sso_name, staff.disabled_at.is_(None))
    with for_reading(engine).connect() as connection:
        return connection.scalar(wanted)

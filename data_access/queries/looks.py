"""Who looked into cases that were not in their hands: papers, originals, masked values; never a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.permissions import Permission
from casework.statistics.periods import Period
from data_access.queries.behind_list import Place, Turn, within_days
from data_access.queries.scope import Asked, Scope, scope_of
from data_access.tables import applications, openings, papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look. ``what`` is a masked field, ``paper``, ``original`` or ``inquiry``.

    ``kind`` is that of the paper, or the purpose of the inquiry.
    """

    at: datetime
    id: int
    by: str
    reference: str
    programme: str
    region: str
    what: str
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksPage:
    """A page of looks, the newest first, and where the next and the previous page begin."""

    rows: tuple[Look, ...]
    onward: Place | None
    backward: Place | None


def looks(
    connection: Connection,
    *,
    viewer: Staff,
    period: Period,
    by: str | None = None,
    at: Place | None = None,
    limit: int = 50,
) -> LooksPage:
    """Looks of the period into cases of the viewer's competence that were not in the looker's hands.

    Raises:
        NotAllowed: the viewer leads nobody.
    """
    scope = scope_of(viewer, Permission.SEE_TEAM, Asked())
    o, a = openings.c, applications.c
    asked = (
        sa.select(o.at, o.id, o.by, o.what, a.reference, a.programme, a.region)
        .join(applications, a.id == o.application_id)
        .where(*_of(scope, period), *([] if by is None else [o.by == by]))
    )
    rows = connection.execute(Turn(at=at, limit=limit + 1).of(asked, o.at, o.id)).all()
    back, more = at is not None and at.back, len(rows) > limit
    shown = list(reversed(rows[:limit])) if back else list(rows[:limit])
    kinds = _kinds(connection, (row.what for row in shown))
    found = tuple(
        Look(
            at=row.at,
            id=row.id,
            by=row.by,
            reference=row.reference,
            programme=row.programme,
            region=row.region,
            what=row.what.partition(":")[0],
            kind=kinds.get(_paper_of(row.what)) or _purpose_of(row.what),
        )
        for row in shown
    )
    return LooksPage(
        rows=found,
        onward=_edge(found[-1:], back=False) if more or back else None,
        backward=_edge(found[:1], back=True) if (more and back) or (at is not None and not back) else None,
    )


def looks_by_person(connection: Connection, *, viewer: Staff, period: Period) -> Mapping[str, int]:
    """By user name, how many such looks there were in the period, the most first.

    Raises:
        NotAllowed: the viewer leads nobody.
    """
    scope = scope_of(viewer, Permission.SEE_TEAM, Asked())
    n = sa.func.count()
    rows = connection.execute(
        sa.select(openings.c.by, n)
        .join(applications, applications.c.id == openings.c.application_id)
        .where(*_of(scope, period))
        .group_by(openings.c.by)
        .order_by(n.desc(), openings.c.by)
    )
    return {by: int(count) for by, count in rows}


def _of(scope: Scope, period: Period) -> Iterable[sa.ColumnElement[bool]]:
    return ~openings.c.own, *scope.cases(applications), *within_days(openings.c.at, scope, period)


def _paper_of(what: str) -> int:
    """The number of the paper that was looked at; 0 where it was no paper."""
    number = what.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _purpose_of(what: str) -> str | None:
    looked, _colon, purpose = what.partition(":")
    return purpose if looked == "inquiry" else None


def _kinds(connection: Connection, seen: Iterable[str]) -> dict[int, str]:
    numbers = {_paper_of(what) for what in seen} - {0}
    if not numbers:
        return {}
    rows = connection.execute(sa.select(papers.c.id, papers.c.kind).where(papers.c.id.in_(numbers)))
    return {row.id: row.kind for row in rows}


def _edge(rows: tuple[Look, ...], *, back: bool) -> Place | None:
    return Place(at=rows[0].at, id=rows[0].id, back=back) if rows else None

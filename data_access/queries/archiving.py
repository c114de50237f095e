"""What the archive is made of: decisions and the course of cases, read month by month and without a person.

A case belongs to the archive of a day if it is closed and nothing that moves decisions has happened to it
since the day began. So what is archived needs no mark in the database: it can be told at any time, and a case
that was reopened since is told apart by its own journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import System
from casework.applications.lifecycle import Stage
from casework.complaints.lifecycle import ComplaintOutcome, ComplaintState
from casework.countries.pack import pack_of, packs
from casework.statistics.afterwards import OBJECTED, OBJECTION_REFUSED, OVERTURNED, STATELESS
from casework.statistics.course import COUNTED
from casework.statistics.profile import TRAITS
from data_access.tables import applications, decision_reasons, decisions, journal, profiles, second_checks
from data_access.tables import undoings as undone
from data_access.tables_after_decision import complaints

AT_ONCE: Final = 20_000
NOTHING: Final = "none"
_MOVES: Final = sorted(COUNTED - STATELESS)
_OBJECTIONS: Final = {None: NOTHING, 1: OBJECTED, 2: OBJECTION_REFUSED, 3: OVERTURNED}
_BETWEEN: Final = " "
_CASES_AT_ONCE: Final = 2_000
_LONG_AGO: Final = datetime(1, 1, 2, tzinfo=UTC)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A programme's decisions of a month; ``first`` is its first day."""

    programme: str
    first: date


def months_to_archive(
    connection: Connection, *, viewer: System, closed_before: date, since: date | None
) -> tuple[Month, ...]:
    """The months of which an archive of this day differs from one of the day ``since``; None: from nothing.

    A case whose standing changed has a line since that day, whichever way it changed.
    """
    del viewer  # The timer sees everything.
    asked = sa.select(profiles.c.programme, profiles.c.month).distinct()
    asked = asked.join_from(profiles, applications, applications.c.id == profiles.c.application_id)
    changed = _archived(closed_before) if since is None else _moved_since(since)
    rows = connection.execute(asked.where(changed).order_by(profiles.c.programme, profiles.c.month))
    return tuple(Month(*row) for row in rows)


def archived_decisions(
    connection: Connection, *, viewer: System, month: Month, closed_before: date
) -> Iterator[Row]:
    """The decisions of a month whose cases belong to the archive, in the order they were recorded.

    The iterator is read within the connection's transaction; rows are those of :func:`live_decisions`.
    """
    del viewer
    return _decisions(connection, sa.and_(*_of(month), *_archived_of(month, closed_before)))


def live_decisions(connection: Connection, *, viewer: System, closed_before: date | None) -> Iterator[Row]:
    """The decisions whose cases are not in an archive of this day; None: all of them.

    A row has `case`, the number of the case, never its reference, and nothing of the person but the
    groups of :mod:`casework.statistics.profile`.
    """
    del viewer
    wanted = sa.true() if closed_before is None else sa.not_(_archived(closed_before))
    return _decisions(connection, wanted)


def archived_lines(
    connection: Connection, *, viewer: System, month: Month, closed_before: date
) -> Iterator[Row]:
    """What happened to the archived cases whose last decision was made in the month, case by case.

    A row has `case`, `version`, `at` (UTC), `kind` and `actor_kind`: who acted and what was said stay behind.
    """
    del viewer
    later = profiles.alias("later")
    last = sa.select(sa.func.max(later.c.decision_id))
    last = last.where(later.c.application_id == profiles.c.application_id)
    mine = (
        sa.select(profiles.c.application_id)
        .join_from(profiles, applications, applications.c.id == profiles.c.application_id)
        .where(
            *_of(month),
            profiles.c.decision_id == last.scalar_subquery(),
            *_archived_of(month, closed_before),
        )
        .order_by(profiles.c.application_id)
    )
    cases = connection.execute(mine).scalars().all()
    told = sa.select(
        journal.c.application_id.label("case"),
        *(journal.c[name] for name in ("version", "at", "kind", "actor_kind")),
    )
    told = told.where(journal.c.kind.in_(_MOVES)).order_by(journal.c.application_id, journal.c.id)
    # So many cases by their numbers are found by the index; a join would read the journal from end to end.
    for start in range(0, len(cases), _CASES_AT_ONCE):
        some = journal.c.application_id.in_(cases[start : start + _CASES_AT_ONCE])
        yield from _streamed(connection, told.where(some))


def _decisions(connection: Connection, wanted: sa.ColumnElement[bool]) -> Iterator[Row]:
    p = profiles.c
    asked = (
        sa.select(
            p.application_id.label("case"),
            decisions.c.version,
            *(p[name] for name in ("programme", "region", "decided_on", "month", "outcome", "stands")),
            *(p[name] for name in ("reason_count", "only_reason", "first", "right_first_time")),
            *(p[name] for name in ("days", "requests", "late", *TRAITS)),
            _stated().label("reasons"),
            undone.c.decision_id.is_not(None).label("undone"),
            second_checks.c.agreed,
            _objection().label("objection"),
        )
        .join_from(profiles, decisions, decisions.c.id == p.decision_id)
        .join(applications, applications.c.id == p.application_id)
        .outerjoin(undone, undone.c.decision_id == p.decision_id)
        .outerjoin(second_checks, second_checks.c.decision_id == p.decision_id)
        .where(wanted)
        .order_by(p.decision_id)
    )
    for row in _streamed(connection, asked):
        yield _told(row)


def _streamed(connection: Connection, asked: sa.Select[*tuple[Any, ...]]) -> Iterator[Row]:
    """Rows as they come, never all at once."""
    for row in connection.execute(asked.execution_options(yield_per=AT_ONCE)).mappings():
        yield {str(name): value for name, value in row.items()}


def _told(row: Row) -> Row:
    agreed = row["agreed"]
    return {name: value for name, value in row.items() if name != "agreed"} | {
        "country": pack_of(row["programme"]).code,
        "reasons": sorted((row["reasons"] or "").split()),
        "second_check": NOTHING if agreed is None else "agreed" if agreed else "replaced",
        "objection": _OBJECTIONS[row["objection"]],
    }


def _stated() -> sa.ScalarSelect[str]:
    """A decision's reasons in one text: their codes hold no space."""
    return (
        sa.select(sa.func.aggregate_strings(decision_reasons.c.reason, _BETWEEN))
        .where(decision_reasons.c.decision_id == profiles.c.decision_id)
        .scalar_subquery()
    )


def _objection() -> sa.ScalarSelect[int]:
    """What was said against a decision counts once, and what was upheld once counts as upheld."""
    upheld = complaints.c.outcome.in_((ComplaintOutcome.UPHELD, ComplaintOutcome.PARTLY))
    rank = sa.case((upheld, 3), (complaints.c.state == ComplaintState.ANSWERED, 2), else_=1)
    return (
        sa.select(sa.func.max(rank))
        .where(
            complaints.c.application_id == profiles.c.application_id,
            complaints.c.decision_id == profiles.c.decision_id,
        )
        .scalar_subquery()
    )


def _of(month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    # By days, because the index has days.
    after = date(month.first.year + month.first.month // 12, month.first.month % 12 + 1, 1)
    return (
        profiles.c.programme == month.programme,
        profiles.c.decided_on >= month.first,
        profiles.c.decided_on < after,
    )


def _archived(closed_before: date) -> sa.ColumnElement[bool]:
    return sa.and_(applications.c.stage == Stage.CLOSED, sa.not_(_moved_since(closed_before)))


def _archived_of(month: Month, closed_before: date) -> tuple[sa.ColumnElement[bool], ...]:
    """The same within one programme, whose midnight is known: each case's last line is looked up by index.

    Over the whole office it is quicker to find all that moved since; over a month it is not.
    """
    last = sa.select(sa.func.max(journal.c.at)).where(
        journal.c.application_id == applications.c.id, journal.c.kind.in_(_MOVES)
    )
    began = _midnight(closed_before, pack_of(month.programme).zone)
    moved_at = sa.func.coalesce(last.scalar_subquery(), _moment(_LONG_AGO))
    return applications.c.stage == Stage.CLOSED, moved_at < _moment(began)


def _moved_since(day: date) -> sa.ColumnElement[bool]:
    """Whether a line that moves decisions was written since a day began by the clock of the country."""
    begins = {pack.code: _midnight(day, pack.zone) for pack in packs().values()}
    began = sa.case(
        *(
            (applications.c.programme.in_(sorted(pack.programmes)), _moment(begins[pack.code]))
            for pack in packs().values()
        ),
    )
    return sa.exists().where(
        journal.c.application_id == applications.c.id,
        journal.c.kind.in_(_MOVES),
        journal.c.at >= began,
        # Said again without the country, so that the few lines since can be found by the index of moments.
        journal.c.at >= _moment(min(begins.values())),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def _moment(at: datetime) -> sa.BindParameter[datetime]:
    return sa.literal(at, journal.c.at.type)

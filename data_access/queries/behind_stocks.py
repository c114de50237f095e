"""Lists of what was unfinished at the end of a day, told from the journals: of today, or of any day before.

A case that was unfinished on a day is unfinished still, or something has happened to it since. Only those are
looked at, so that a list of last week costs about what a list of today does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from casework.applications.events import EventKind
from casework.applications.lifecycle import Outcome, Stage, State
from casework.countries.pack import pack_of
from casework.local_time import local_date
from casework.statistics.backlog import Span
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from casework.working_days import working_days_between
from data_access.queries.behind_figure import Figure
from data_access.queries.behind_list import BehindRow, Reading, Turn, midnight, zones_of
from data_access.queries.scope import Scope
from data_access.tables import Moment, applications, journal

# Lines after which a case stands somewhere else; the others leave it where it is.
_MOVES: Final = tuple(
    kind
    for kind in EventKind
    if kind not in {EventKind.NOTED, EventKind.PAPER_JUDGED, EventKind.PAPER_CHECKED}
)
_INTO_HANDS: Final = (EventKind.CLAIMED, EventKind.REASSIGNED, EventKind.UNDONE)
_BACK: Final = (EventKind.HANDED_BACK, EventKind.CLAIM_LAPSED)
_OFFICES: Final = frozenset[str]({State.SUBMITTED, State.COMPLETED, State.UNDER_REVIEW})
_ELSEWHERE: Final = "-"


def stock_rows(scope: Scope, figure: Figure, period: Period, turn: Turn) -> Reading:
    """Cases unfinished at the end of the period's last day, the oldest first."""
    a, on = applications.c, period.until
    end = _end(scope, on)
    line = journal.alias("line")
    state = _state(line).label("state")
    standing = _OFFICES if figure.measure is Measure.OPEN else figure.meant(figure.a) or frozenset()
    asked = (
        sa.select(a.id, a.reference, a.name, a.programme, a.region, a.submitted_at, state)
        .select_from(applications.join(line, line.c.id == _last_move(end)))
        .where(
            *scope.cases(applications),
            a.id.in_(_looked_at(scope, on)),
            state.in_(sorted(standing)),
            *(_spans(scope, figure, on, end) if figure.measure is Measure.OPEN else ()),
        )
    )
    return turn.of(asked, a.submitted_at, a.id), lambda row: _row(row, on)


def _end(scope: Scope, on: date) -> sa.ColumnElement[datetime]:
    """The moment at which the day is over, by the clock of each application's programme."""
    ends = {zone: midnight(zone, on + timedelta(days=1)) for zone in zones_of(scope)}
    return sa.case(
        *(
            (applications.c.programme.in_(codes), sa.literal(ends[zone], Moment))
            for zone, codes in zones_of(scope).items()
        )
    )


def _looked_at(scope: Scope, on: date) -> sa.CompoundSelect[Any]:
    """Cases that are unfinished now, and those that have moved since the day."""
    first_end = min(midnight(zone, on + timedelta(days=1)) for zone in zones_of(scope))
    return sa.union(
        sa.select(applications.c.id).where(
            applications.c.stage.in_([stage for stage in Stage if stage is not Stage.CLOSED]),
            *scope.cases(applications),
        ),
        sa.select(journal.c.application_id).where(journal.c.kind.in_(_MOVES), journal.c.at >= first_end),
    )


def _last_move(end: sa.ColumnElement[datetime]) -> sa.ScalarSelect[int]:
    """The line by which a case stood where it stood; one put on record late counts from its receipt."""
    move, a = journal.alias("move"), applications.c
    late = sa.and_(move.c.kind == EventKind.RECEIVED, a.submitted_at < end)
    return (
        sa.select(sa.func.max(move.c.id))
        .where(move.c.application_id == a.id, move.c.kind.in_(_MOVES), sa.or_(move.c.at < end, late))
        .correlate(applications)
        .scalar_subquery()
    )


def _state(line: sa.FromClause) -> sa.ColumnElement[str]:
    """Where the last line left a case."""
    earlier = journal.alias("earlier")
    came_back = sa.exists().where(
        earlier.c.application_id == line.c.application_id,
        earlier.c.id < line.c.id,
        earlier.c.kind == EventKind.COMPLETED,
    )
    kind, facts = line.c.kind, line.c.facts
    drawn = sa.and_(
        kind == EventKind.DECIDED, sa.func.coalesce(facts["draw", "drawn"].as_boolean(), sa.false())
    )
    asked = sa.and_(
        kind.in_([EventKind.DECIDED, EventKind.CHECKED]),
        facts["outcome"].as_string() == Outcome.NEEDS_COMPLETION,
    )
    leads: Mapping[State, sa.ColumnElement[bool]] = {
        State.SUBMITTED: sa.or_(kind == EventKind.RECEIVED, sa.and_(kind.in_(_BACK), ~came_back)),
        State.COMPLETED: sa.or_(kind == EventKind.COMPLETED, kind.in_(_BACK)),
        State.UNDER_REVIEW: kind.in_(_INTO_HANDS),
        State.AWAITING_CHECK: drawn,
        State.NEEDS_COMPLETION: asked,
    }
    return sa.case(*((led, state.value) for state, led in leads.items()), else_=_ELSEWHERE)


def _spans(
    scope: Scope, figure: Figure, on: date, end: sa.ColumnElement[datetime]
) -> list[sa.ColumnElement[bool]]:
    """Age and deadline as spans of days in each programme."""
    due = _due(end)
    groups: list[sa.ColumnElement[bool]] = []
    for code in scope.programmes:
        received, owed = figure.received(code, on), figure.due(code, on)
        groups.append(
            sa.and_(
                applications.c.programme == code,
                *(_received(code, received) if received else ()),
                *([due.between(owed.first.isoformat(), owed.last.isoformat())] if owed else []),
            )
        )
    return [sa.or_(*groups)]


def _received(code: str, span: Span) -> list[sa.ColumnElement[bool]]:
    zone, moment = pack_of(code).zone, applications.c.submitted_at
    found: list[sa.ColumnElement[bool]] = []
    if span.first != date.min:
        found.append(moment >= midnight(zone, span.first))
    if span.last != date.max:
        found.append(moment < midnight(zone, span.last + timedelta(days=1)))
    return found


def _due(end: sa.ColumnElement[datetime]) -> sa.ColumnElement[str]:
    """The deadline a case had then, as ISO text: it changes when the applicant completes it."""
    told, a = journal.alias("told"), applications.c
    late = sa.and_(told.c.kind == EventKind.RECEIVED, a.submitted_at < end)
    stated = (
        sa.select(told.c.facts["due_on"].as_string())
        .where(
            told.c.application_id == a.id,
            told.c.kind.in_([EventKind.RECEIVED, EventKind.COMPLETED]),
            sa.or_(told.c.at < end, late),
        )
        .order_by(told.c.id.desc())
        .limit(1)
        .correlate(applications)
        .scalar_subquery()
    )
    return sa.func.coalesce(stated, sa.cast(a.due_on, sa.String))


def _row(row: Any, on: date) -> BehindRow:
    received = local_date(row.programme, row.submitted_at)
    return BehindRow(
        at=row.submitted_at,
        id=row.id,
        reference=row.reference,
        name=row.name,
        programme=row.programme,
        region=row.region,
        what=row.state,
        detail="",
        on=received,
        days=working_days_between(received, on, pack_of(row.programme)),
    )

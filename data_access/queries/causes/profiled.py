"""The causes counted decision by decision, where groups of applicants are crossed and no tally knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State
from casework.complaints.lifecycle import ComplaintOutcome, ComplaintState
from casework.statistics.afterwards import OBJECTED, OBJECTION_REFUSED, OVERTURNED
from casework.statistics.profile import TRAITS
from data_access.queries.causes.asked import CauseFilters, Field, field_of, next_month
from data_access.queries.causes.counts import ALL, JOINT, SOLE, Counts
from data_access.queries.scope import Scope
from data_access.tables import applications, decision_reasons, decisions, profiles, second_checks
from data_access.tables_after_decision import complaints

_N: Final = sa.func.count().label("n")


def from_profiles(connection: Connection, *, viewer: Staff, filters: CauseFilters) -> Counts:
    """The counts of any question, counted over the decisions of the months asked for.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    field = field_of(viewer, filters)
    stated, only = _stated(connection, field, filters)
    return Counts(
        decided=_decided(connection, field, filters),
        placed=_placed(connection, field, filters),
        stated=stated,
        only=only,
        pairs=_pairs(connection, field, filters),
        groups=_groups(connection, field, filters),
        stating=stating_of(connection, viewer=viewer, filters=filters),
        after=_after(connection, field, filters),
    )


def stating_of(
    connection: Connection, *, viewer: Staff, filters: CauseFilters
) -> Mapping[tuple[str, str], int]:
    """``stating`` of :class:`Counts`, where the tallies do not know it.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    chosen, columns = filters.traits, [profiles.c[name] for name in TRAITS]
    found: Counter[tuple[str, str]] = Counter()
    if filters.reason is None:
        return found
    asked = (
        sa.select(*columns, _N)
        .select_from(_WITH_REASONS)
        .where(
            *_standing(field_of(viewer, filters).narrow, filters),
            *_nearly(chosen),
            _of(filters),
            decision_reasons.c.reason == filters.reason,
        )
        .group_by(*columns)
    )
    for row in connection.execute(asked):
        for name in _counts_for(row, chosen):
            found[name, getattr(row, name)] += row.n
    return found


def how_many(connection: Connection, *, viewer: Staff, filters: CauseFilters) -> int:
    """How many decisions with the outcome, and with the reason if one is chosen, counted one by one.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    asked = sa.select(_N).select_from(profiles).where(*behind(viewer, filters))
    return connection.execute(asked).scalar_one()


def behind(viewer: Staff, filters: CauseFilters) -> Sequence[sa.ColumnElement[bool]]:
    """The conditions on ``profiles`` for the decisions that a figure counts.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    reason = (
        sa.exists().where(
            decision_reasons.c.decision_id == profiles.c.decision_id,
            decision_reasons.c.reason == filters.reason,
        )
        if filters.reason
        else sa.true()
    )
    return (
        *_standing(field_of(viewer, filters).narrow, filters),
        *_with_traits(filters),
        profiles.c.outcome == filters.outcome,
        reason,
    )


def _groups(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[str, str, str], int]:
    chosen, columns = filters.traits, [profiles.c[name] for name in TRAITS]
    asked = (
        sa.select(*columns, profiles.c.outcome, _N)
        .where(*_standing(field.narrow, filters), *_nearly(chosen))
        .group_by(*columns, profiles.c.outcome)
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for row in connection.execute(asked):
        for name in _counts_for(row, chosen):
            found[name, getattr(row, name), row.outcome] += row.n
    return found


def _nearly(chosen: Mapping[str, str]) -> Sequence[sa.ColumnElement[bool]]:
    """All of the chosen groups but one at most: in its own panel a trait's choice is left aside."""
    unmet = [sa.case((profiles.c[name] == value, 0), else_=1) for name, value in chosen.items()]
    return [sum(unmet[1:], unmet[0]) <= 1] if unmet else []


def _counts_for(row: sa.Row[Any], chosen: Mapping[str, str]) -> Iterator[str]:
    """The traits in whose panels a row counts: all of them, or only the one whose choice it does not meet."""
    unmet = [name for name, value in chosen.items() if getattr(row, name) != value]
    yield from unmet or TRAITS


def _decided(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[str, str, str], int]:
    key = (profiles.c.programme, profiles.c.region, profiles.c.outcome)
    rows = connection.execute(
        sa.select(*key, _N).where(*_standing(field.whole, filters), *_with_traits(filters)).group_by(*key)
    )
    return {(row.programme, row.region, row.outcome): row.n for row in rows}


def _placed(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[str, str, str], int]:
    key = (profiles.c.programme, profiles.c.region, decision_reasons.c.reason)
    rows = connection.execute(
        sa.select(*key, _N)
        .select_from(_WITH_REASONS)
        .where(*_standing(field.whole, filters), *_with_traits(filters), _of(filters))
        .group_by(*key)
    )
    return {(row.programme, row.region, row.reason): row.n for row in rows}


def _stated(
    connection: Connection, field: Field, filters: CauseFilters
) -> tuple[Mapping[tuple[date, str, str], int], Mapping[str, int]]:
    sole = sa.case((profiles.c.reason_count == 1, SOLE), else_=JOINT).label("alone")
    key = (profiles.c.month, decision_reasons.c.reason, sole)
    only = sa.func.sum(sa.case((profiles.c.only_reason == decision_reasons.c.reason, 1), else_=0))
    rows = connection.execute(
        sa.select(*key, _N, only.label("only"))
        .select_from(_WITH_REASONS)
        .where(*_standing(field.narrow, filters), *_with_traits(filters), _of(filters))
        .group_by(*key)
    )
    stated: Counter[tuple[date, str, str]] = Counter()
    obstacles: Counter[str] = Counter()
    for row in rows:
        stated[row.month, row.reason, row.alone] += row.n
        if row.only:
            obstacles[row.reason] += row.only
    return stated, obstacles


def _pairs(connection: Connection, field: Field, filters: CauseFilters) -> Mapping[tuple[str, str], int]:
    second = decision_reasons.alias("second")
    key = (decision_reasons.c.reason.label("one"), second.c.reason.label("other"))
    rows = connection.execute(
        sa.select(*key, _N)
        .select_from(_WITH_REASONS.join(second, second.c.decision_id == profiles.c.decision_id))
        .where(
            *_standing(field.narrow, filters),
            *_with_traits(filters),
            _of(filters),
            profiles.c.reason_count > 1,
            decision_reasons.c.reason < second.c.reason,
        )
        .group_by(*key)
    )
    return {(row.one, row.other): row.n for row in rows}


def _after(connection: Connection, field: Field, filters: CauseFilters) -> Mapping[tuple[str, str], int]:
    """What came of requests by the state of their case, of every outcome by second checks."""
    found: Counter[tuple[str, str]] = Counter()
    for joined, what, conditions in _followings(field, filters):
        of_all = sa.select(sa.literal(ALL).label("reason"), what.label("what"), _N)
        of_each = sa.select(decision_reasons.c.reason.label("reason"), what.label("what"), _N)
        reasons = joined.join(decision_reasons, decision_reasons.c.decision_id == profiles.c.decision_id)
        both = sa.union_all(
            of_all.select_from(joined).where(*conditions).group_by(what),
            of_each.select_from(reasons).where(*conditions).group_by(decision_reasons.c.reason, what),
        )
        for row in connection.execute(both):
            if row.what != _OPEN:
                found[row.reason, row.what] += row.n
            if row.what in _ANSWERED:
                found[row.reason, OBJECTED] += row.n
    return found


_OPEN: Final = "open"
_ANSWERED: Final = frozenset({OVERTURNED, OBJECTION_REFUSED})


def _followings(
    field: Field, filters: CauseFilters
) -> Iterator[tuple[sa.Join, sa.ColumnElement[str], Sequence[sa.ColumnElement[bool]]]]:
    of_outcome = (*_within(field.narrow, filters), *_with_traits(filters), _of(filters))
    checked = profiles.join(second_checks, second_checks.c.decision_id == profiles.c.decision_id)
    said = sa.case((second_checks.c.agreed, _word("agreed")), else_=_word("replaced"))
    yield checked, said, of_outcome
    objected = profiles.join(_OBJECTIONS, _OBJECTIONS.c.decision_id == profiles.c.decision_id)
    answer = sa.case(
        (_OBJECTIONS.c.overturned == 1, _word(OVERTURNED)),
        (_OBJECTIONS.c.answered == 1, _word(OBJECTION_REFUSED)),
        else_=_word(OBJECTED),
    )
    yield objected, answer, of_outcome
    if filters.outcome is Outcome.NEEDS_COMPLETION:
        asked = profiles.join(decisions, decisions.c.id == profiles.c.decision_id).join(
            applications, applications.c.id == profiles.c.application_id
        )
        became = sa.case(
            (applications.c.came_back_at > decisions.c.at, _word("completed")),
            (applications.c.state == State.EXPIRED, _word("expired")),
            (applications.c.state == State.WITHDRAWN, _word("withdrawn")),
            else_=_word(_OPEN),
        )
        yield asked, became, (*of_outcome, profiles.c.stands)


# One row a decision that somebody objected to, whatever was said how often.
_OBJECTIONS: Final = (
    sa.select(
        complaints.c.decision_id,
        sa.func.max(sa.case((complaints.c.state == ComplaintState.ANSWERED, 1), else_=0)).label("answered"),
        sa.func.max(
            sa.case(
                (complaints.c.outcome.in_((ComplaintOutcome.UPHELD, ComplaintOutcome.PARTLY)), 1), else_=0
            )
        ).label("overturned"),
    )
    .where(complaints.c.decision_id.is_not(None))
    .group_by(complaints.c.decision_id)
    .subquery()
)
_WITH_REASONS: Final = profiles.join(
    decision_reasons, decision_reasons.c.decision_id == profiles.c.decision_id
)


def _word(text: str) -> sa.ColumnElement[str]:
    # Grouped by, so it is written into the statement: PostgreSQL takes two bound values for two things.
    return sa.literal_column(f"'{text}'", sa.String)


def _of(filters: CauseFilters) -> sa.ColumnElement[bool]:
    return profiles.c.outcome == filters.outcome


def _with_traits(filters: CauseFilters) -> Sequence[sa.ColumnElement[bool]]:
    return [profiles.c[name] == value for name, value in filters.traits.items()]


def _standing(scope: Scope, filters: CauseFilters) -> Sequence[sa.ColumnElement[bool]]:
    return *_within(scope, filters), profiles.c.stands


def _within(scope: Scope, filters: CauseFilters) -> Sequence[sa.ColumnElement[bool]]:
    # By the day, because the index has days: a month is the days up to the next one.
    of_months = (
        profiles.c.decided_on >= filters.since,
        profiles.c.decided_on < next_month(filters.until),
    )
    # Every outcome, named one by one: the index begins with them.
    return *scope.cases(profiles), *of_months, profiles.c.outcome.in_(list(Outcome))

"""Lists of what happened in a period: decisions, arrivals, events of the journal, papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from casework.applications.events import EventKind
from casework.applications.lifecycle import Outcome
from casework.local_time import local_date
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from data_access.queries.behind_figure import FAULTY, Figure
from data_access.queries.behind_list import Asking, BehindRow, Reading, Turn, first_moment, within_days
from data_access.queries.scope import Scope
from data_access.tables import applications, decisions, journal, papers, profiles, second_checks

_KIND_OF: Final[Mapping[str, EventKind]] = {
    "claimed": EventKind.CLAIMED,
    "reassigned": EventKind.REASSIGNED,
    "handed_back": EventKind.HANDED_BACK,
    "lapsed": EventKind.CLAIM_LAPSED,
    "completed": EventKind.COMPLETED,
    "withdrawn": EventKind.WITHDRAWN,
    "expired": EventKind.EXPIRED,
    "undone": EventKind.UNDONE,
    "reopened": EventKind.REOPENED,
    "amended": EventKind.AMENDED,
}
_FAULTS: Final = Figure(Measure.PAPER, b=FAULTY).meant(FAULTY) or frozenset()


def decided_rows(scope: Scope, figure: Figure, period: Period, turn: Turn) -> Reading:
    """Decisions that stand, by the local day they were made; the newest first."""
    p, a = profiles.c, applications.c
    order = p.decided_on, p.decision_id
    wanted = (p.decision_id, p.application_id, p.decided_on, p.outcome, p.days, p.requests)
    # Each programme is one range of the index; the few rows of each are then put in one order.
    parts = [
        turn.of(
            sa.select(*wanted).where(
                p.programme == code,
                p.decided_on.between(period.since, period.until),
                p.stands,
                *([p.region.in_(scope.regions)] if scope.regions else []),
                *_which_decisions(figure),
            ),
            *order,
        ).subquery()
        for code in scope.programmes
    ]
    found = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    asked = turn.of(
        sa.select(*found.c, *_named()).select_from(found.join(applications, a.id == found.c.application_id)),
        found.c.decided_on,
        found.c.decision_id,
    )
    detailed = figure.measure is Measure.REQUESTS
    return asked, lambda row: BehindRow(
        **_case(row),
        at=row.decided_on,
        id=row.decision_id,
        what=row.outcome,
        detail=str(row.requests) if detailed else "",
        on=row.decided_on,
        days=row.days,
    )


def _which_decisions(figure: Figure) -> list[sa.ColumnElement[bool]]:
    p = profiles.c
    final = p.right_first_time.is_not(None)
    measures: Mapping[Measure, Callable[[], list[sa.ColumnElement[bool] | None]]] = {
        Measure.DECIDED: lambda: [
            p.outcome == figure.a if figure.a else None,
            p.first.is_(figure.b == "first") if figure.b else None,
        ],
        Measure.DAYS_FIRST: lambda: [p.first, p.days == int(figure.a) if figure.a else None],
        Measure.DAYS_FINAL: lambda: [final, p.days == int(figure.a) if figure.a else None],
        Measure.REQUESTS: lambda: [final, p.requests == int(figure.a) if figure.a else None],
        Measure.RIGHT: lambda: [final, p.right_first_time.is_(figure.a == "right") if figure.a else None],
        Measure.IN_TIME: lambda: [
            p.late.is_(figure.a == "late") if figure.a else None,
            p.outcome == figure.b if figure.b else None,
        ],
    }
    return [condition for condition in measures[figure.measure]() if condition is not None]


def flow_rows(scope: Scope, figure: Figure, period: Period, turn: Turn) -> Reading:
    """Arrivals by the day the application reached the office; other events by the day of their line."""
    a, j = applications.c, journal.c
    if figure.a == "received":
        asked = _arrivals(scope, period).add_columns(a.id.label("number"))
        asked = turn.of(asked, a.submitted_at, a.id)
    else:
        asked = turn.of(_lines(scope, period, _KIND_OF[figure.a]), j.at, j.id)
    return asked, lambda row: _event(row, what=figure.a)


def check_rows(scope: Scope, figure: Figure, period: Period, turn: Turn) -> Reading:
    """Second checks by the day they were made; the drawn decisions by the day they were made."""
    j = journal.c
    outcome = j.facts["outcome"].as_string()
    if figure.a == "drawn":
        asked = (
            _lines(scope, period, EventKind.DECIDED)
            .add_columns(outcome.label("detail"))
            .join(
                decisions,
                sa.and_(decisions.c.application_id == j.application_id, decisions.c.version == j.version),
            )
            .join(profiles, profiles.c.decision_id == decisions.c.id)
            # What was taken back before anybody looked at it is out of the draw.
            .where(
                j.facts["draw", "drawn"].as_boolean(),
                sa.or_(profiles.c.stands, sa.exists().where(second_checks.c.decision_id == decisions.c.id)),
            )
        )
    else:
        agreed = j.facts["agreed"].as_boolean()
        said = sa.case((agreed, "agreed"), else_="replaced")
        asked = _lines(scope, period, EventKind.CHECKED).add_columns(
            outcome.label("detail"), said.label("said")
        )
        asked = asked.where(said.in_(sorted(figure.meant(figure.a) or ())))
    if figure.b:
        asked = asked.where(outcome == figure.b)
    return turn.of(asked, j.at, j.id), lambda row: _event(
        row, what=getattr(row, "said", figure.a), detail=Outcome(row.detail).value
    )


def paper_rows(scope: Scope, figure: Figure, period: Period, turn: Turn) -> Reading:
    """Papers by their last verdict, on the day it was given; those kept aside by the day of receipt."""
    a, j, p = applications.c, journal.c, papers.c
    values = figure.meant(figure.b) or frozenset()
    kind = [p.kind == figure.a] if figure.a else []
    if values <= _FAULTS:
        asked = (
            _arrivals(scope, period)
            .add_columns(p.id.label("number"), p.kind, p.fault.label("said"))
            .join(papers, sa.and_(p.application_id == a.id, p.received_at == a.submitted_at))
            .where(p.fault.in_(sorted(values)), *kind)
        )
        asked = turn.of(asked, a.submitted_at, p.id)
    else:
        asked = (
            _lines(scope, period, EventKind.PAPER_JUDGED)
            .add_columns(p.kind, p.verdict.label("said"))
            # A verdict that another one has replaced no longer counts: the paper bears the last one's moment.
            .join(papers, sa.and_(p.id == j.facts["paper"].as_integer(), p.judged_at == j.at))
            .where(p.verdict.in_(sorted(values)), *kind)
        )
        asked = turn.of(asked, j.at, j.id)
    return asked, lambda row: _event(row, what=row.said, detail=row.kind)


def _arrivals(scope: Scope, period: Period) -> Asking:
    """Applications that reached the office in these days."""
    a, j = applications.c, journal.c
    return (
        sa.select(*_named(), a.submitted_at.label("at"))
        .select_from(journal.join(applications, a.id == j.application_id))
        # No application is put on record before it is there, so the journal's index knows where to begin.
        .where(
            j.kind == EventKind.RECEIVED,
            j.at >= first_moment(scope, period),
            *scope.cases(applications),
            *within_days(a.submitted_at, scope, period),
        )
    )


def _lines(scope: Scope, period: Period, kind: EventKind) -> Asking:
    """Lines of the journal of one kind, with their cases."""
    j = journal.c
    return (
        sa.select(*_named(), j.at.label("at"), j.id.label("number"))
        .select_from(applications.join(journal, j.application_id == applications.c.id))
        .where(j.kind == kind, *scope.cases(applications), *within_days(j.at, scope, period))
    )


def _named() -> tuple[sa.ColumnElement[Any], ...]:
    a = applications.c
    return a.reference, a.name, a.programme, a.region


def _case(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("reference", "name", "programme", "region")}


def _event(row: Any, *, what: str, detail: str = "") -> BehindRow:
    return BehindRow(
        **_case(row),
        at=row.at,
        id=row.number,
        what=what,
        detail=detail,
        on=local_date(row.programme, row.at),
        days=None,
    )

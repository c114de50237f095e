"""The list behind a caseworker's figure: which decisions, which cases handed back, which second checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.events import EventKind
from casework.applications.lifecycle import Outcome
from casework.errors import NotInYourTeam
from casework.local_time import local_date
from casework.permissions import Permission
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from casework.team import leads
from data_access.queries.behind_list import Asking, BehindPage, BehindRow, Place, Turn, page_of, within_days
from data_access.queries.scope import Asked, Scope, scope_of
from data_access.repositories.colleagues import find_colleague
from data_access.tables import applications, journal, profiles, tallies

DECIDED, CHECKED = "decided", "checked"
_OUTCOMES: Final = tuple(str(outcome) for outcome in Outcome)
# Each figure that has a list, and the acts it adds up.
FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    DECIDED: _OUTCOMES,
    **{outcome: (outcome,) for outcome in _OUTCOMES},
    "handed_back": ("handed_back",),
    "lapsed": ("lapsed",),
    "undone": ("undone",),
    CHECKED: ("agreed", "replaced"),
    "agreed": ("agreed",),
    "replaced": ("replaced",),
}


def work_of(
    connection: Connection,
    *,
    viewer: Staff,
    username: str,
    figure: str,
    asked: Asked,
    period: Period,
    at: Place | None = None,
    limit: int = 50,
) -> BehindPage:
    """One page of what a caseworker did in a period, the newest first; `figure` is one of :data:`FIGURES`.

    Raises:
        NotAllowed: the viewer leads nobody.
        NotInYourTeam: not a caseworker of the viewer's.
    """
    scope = scope_of(viewer, Permission.SEE_TEAM, asked)
    person = find_colleague(connection, username)
    if person is None or not leads(viewer, person):
        raise NotInYourTeam(username=username)
    by_day = bool(set(FIGURES[figure]) & set(_OUTCOMES))
    here = at if at is not None and isinstance(at.at, datetime) is not by_day else None
    turn = Turn(at=here, limit=limit + 1)
    rows = _decisions if by_day else _lines
    found = rows(connection, scope, username, figure, period, turn)
    return page_of(found, _total(connection, scope, username, figure, period), here, limit)


def _total(connection: Connection, scope: Scope, username: str, figure: str, period: Period) -> int:
    t = tallies.c
    return int(
        connection.execute(
            sa.select(sa.func.coalesce(sa.func.sum(t.n), 0)).where(
                t.measure == Measure.STAFF,
                *scope.rows(tallies),
                t.period.between(period.since, period.until),
                t.a == username,
                t.b.in_(FIGURES[figure]),
            )
        ).scalar_one()
    )


def _decisions(  # noqa: PLR0917 - the same question as above
    connection: Connection, scope: Scope, username: str, figure: str, period: Period, turn: Turn
) -> list[BehindRow]:
    p, a = profiles.c, applications.c
    asked = (
        sa.select(p.decision_id, p.decided_on, p.outcome, p.days, *_named())
        .join(applications, a.id == p.application_id)
        .where(
            p.by == username,
            p.decided_on.between(period.since, period.until),
            p.stands,
            p.outcome.in_(FIGURES[figure]),
            *scope.cases(profiles),
        )
    )
    return [
        BehindRow(
            **_case(row),
            at=row.decided_on,
            id=row.decision_id,
            what=row.outcome,
            detail="",
            on=row.decided_on,
            days=row.days,
        )
        for row in connection.execute(turn.of(asked, p.decided_on, p.decision_id))
    ]


def _lines(  # noqa: PLR0917 - the same question as above
    connection: Connection, scope: Scope, username: str, figure: str, period: Period, turn: Turn
) -> list[BehindRow]:
    """Lines of the journal that concern this person: their own, or those about what was theirs."""
    j = journal.c
    said = sa.case((j.facts["agreed"].as_boolean(), "agreed"), else_="replaced")
    kinds: Mapping[str, tuple[EventKind, sa.ColumnElement[bool]]] = {
        "handed_back": (EventKind.HANDED_BACK, j.actor == username),
        "undone": (EventKind.UNDONE, j.actor == username),
        "lapsed": (EventKind.CLAIM_LAPSED, j.facts["before"].as_string() == username),
    }
    checked = EventKind.CHECKED, sa.and_(j.facts["first"].as_string() == username, said.in_(FIGURES[figure]))
    kind, whose = kinds.get(figure, checked)
    asked: Asking = (
        sa.select(*_named(), j.at, j.id.label("number"), said.label("said"))
        .select_from(applications.join(journal, j.application_id == applications.c.id))
        .where(j.kind == kind, whose, *scope.cases(applications), *within_days(j.at, scope, period))
    )
    return [
        BehindRow(
            **_case(row),
            at=row.at,
            id=row.number,
            what=row.said if kind is EventKind.CHECKED else figure,
            detail="",
            on=local_date(row.programme, row.at),
            days=None,
        )
        for row in connection.execute(turn.of(asked, j.at, j.id))
    ]


def _named() -> tuple[sa.ColumnElement[Any], ...]:
    a = applications.c
    return a.reference, a.name, a.programme, a.region


def _case(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("reference", "name", "programme", "region")}

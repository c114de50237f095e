"""A number of the office that has a list behind it, and how much it is.

A figure is named as it is counted: its measure and what of it, so that its address says what was clicked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.evidence import PaperFault, PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.countries.pack import packs
from casework.deadlines import Urgency
from casework.statistics.backlog import UNFINISHED, WAITING, Age, Span, due_within, received_within
from casework.statistics.periods import Period
from casework.statistics.postings import LEVELS, Measure
from data_access.queries.office_figures import office_scope
from data_access.queries.scope import Asked, Scope
from data_access.tables import levels, tallies

ALL_WAITING: Final = "waiting"
REFUSED, JUDGED, FAULTY = "refused", "judged", "faulty"
CHECKED: Final = "checked"

_OUTCOMES: Final = frozenset[str](Outcome)
_VERDICTS: Final = frozenset[str](PaperVerdict)
_FAULTS: Final = frozenset[str](PaperFault) - {PaperFault.NOT_CHECKED}
_KINDS: Final = frozenset(kind for pack in packs().values() for kind in pack.documents)
_NUMBERS: Final = frozenset(str(number) for number in range(1_000))
_ANY: Final = frozenset({""})
_FLOWS: Final = frozenset(
    {
        *("received", "claimed", "reassigned", "handed_back", "lapsed"),
        *("completed", "withdrawn", "expired", "undone"),
    }
)
# What stands for several values at once.
GROUPS: Final[Mapping[tuple[Measure, str], frozenset[str]]] = {
    (Measure.STATE, ""): frozenset[str](UNFINISHED),
    (Measure.STATE, ALL_WAITING): frozenset[str](WAITING),
    (Measure.PAPER, JUDGED): _VERDICTS,
    (Measure.PAPER, REFUSED): _VERDICTS - {PaperVerdict.ACCEPTED},
    (Measure.PAPER, FAULTY): _FAULTS,
    (Measure.CHECK, CHECKED): frozenset({"agreed", "replaced"}),
}
# For each measure with lists: what `a` and `b` may be; "" leaves it open.
_MEANINGS: Final[Mapping[Measure, tuple[frozenset[str], frozenset[str]]]] = {
    Measure.FLOW: (_FLOWS, _ANY),
    Measure.DECIDED: (_OUTCOMES | _ANY, frozenset({"", "first", "later"})),
    Measure.DAYS_FIRST: (_NUMBERS | _ANY, _ANY),
    Measure.DAYS_FINAL: (_NUMBERS | _ANY, _ANY),
    Measure.REQUESTS: (_NUMBERS | _ANY, _ANY),
    Measure.RIGHT: (frozenset({"", "right", "not"}), _ANY),
    Measure.IN_TIME: (frozenset({"", "in_time", "late"}), _OUTCOMES | _ANY),
    Measure.PAPER: (_KINDS | _ANY, _VERDICTS | _FAULTS | {JUDGED, REFUSED, FAULTY}),
    Measure.CHECK: (frozenset({"drawn", "agreed", "replaced", CHECKED}), _OUTCOMES | _ANY),
    Measure.STATE: (frozenset[str](UNFINISHED) | {"", ALL_WAITING}, _ANY),
    Measure.OPEN: (frozenset[str](Age) | _ANY, frozenset[str](Urgency) | _ANY),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was clicked: its measure, and which part of it; "" leaves a part open."""

    measure: Measure
    a: str = ""
    b: str = ""

    @classmethod
    def parse(cls, measure: str, a: str, b: str) -> Figure | None:
        """The figure of an address; None where there is none such."""
        known = next((one for one in _MEANINGS if one == measure), None)
        if known is None:
            return None
        allowed = _MEANINGS[known]
        return cls(known, a, b) if a in allowed[0] and b in allowed[1] else None

    @property
    def is_stock(self) -> bool:
        """Whether it is told as of a day instead of for a period."""
        return self.measure in LEVELS

    def meant(self, part: str) -> frozenset[str] | None:
        """The values meant by one of its parts; None means any."""
        group = GROUPS.get((self.measure, part)) if part or self.measure is Measure.STATE else None
        return group or (frozenset({part}) if part else None)

    def received(self, programme: str, on: date) -> Span | None:
        """Of a backlog by age: when its cases were received; None means on any day."""
        return received_within(programme, Age(self.a), on) if self.a else None

    def due(self, programme: str, on: date) -> Span | None:
        """Of a backlog by deadline: when its cases are due; None means on any day."""
        return due_within(programme, Urgency(self.b), on) if self.b else None


def total_behind(
    connection: Connection, *, viewer: Staff, figure: Figure, asked: Asked, period: Period
) -> int:
    """The figure itself: what the Office page shows, and what the list behind it counts.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    scope = office_scope(viewer, asked)
    if figure.is_stock:
        later = _sum(tallies, scope, figure, period.until, tallies.c.period > period.until)
        total = _sum(levels, scope, figure, period.until) - later
    else:
        within = tallies.c.period.between(period.since, period.until)
        total = _sum(tallies, scope, figure, period.until, within)
    return int(connection.execute(sa.select(total)).scalar_one())


def _sum(
    table: sa.Table, scope: Scope, figure: Figure, on: date, *when: sa.ColumnElement[bool]
) -> sa.ColumnElement[int]:
    parts = _spans(table, scope, figure, on) if figure.measure is Measure.OPEN else _parts(table, figure)
    asked = sa.select(sa.func.coalesce(sa.func.sum(table.c.n), 0))
    return asked.where(table.c.measure == figure.measure, *scope.rows(table), *parts, *when).scalar_subquery()


def _parts(table: sa.Table, figure: Figure) -> list[sa.ColumnElement[bool]]:
    parts = ((table.c.a, figure.meant(figure.a)), (table.c.b, figure.meant(figure.b) if figure.b else None))
    return [column.in_(sorted(values)) for column, values in parts if values is not None]


def _spans(table: sa.Table, scope: Scope, figure: Figure, on: date) -> list[sa.ColumnElement[bool]]:
    """Age and deadline are spans of days in each programme; days are ISO text, whose order is theirs."""
    groups = [
        sa.and_(
            table.c.programme == code,
            *(
                column.between(span.first.isoformat(), span.last.isoformat())
                for column, span in (
                    (table.c.a, figure.received(code, on)),
                    (table.c.b, figure.due(code, on)),
                )
                if span is not None
            ),
        )
        for code in scope.programmes
    ]
    return [sa.or_(sa.false(), *groups)]

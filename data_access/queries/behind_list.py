"""The lists behind the office's figures: their rows, their pages, and the places where pages begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.countries.pack import pack_of
from casework.statistics.periods import Period
from data_access.queries.scope import Scope
from data_access.tables import Moment, applications

Asking = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list: the row's moment or day and its number, and whether to read on or back from it."""

    at: date
    id: int
    back: bool = False

    def __str__(self) -> str:
        when = f"{self.at:%Y%m%dT%H%M%S%f}" if isinstance(self.at, datetime) else f"{self.at:%Y%m%d}"
        return f"{'b' if self.back else 'a'}{when}.{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Place | None:
        """The place of an address; None where the text is not one."""
        if not text or text[0] not in "ab":
            return None
        when, _, number = text[1:].partition(".")
        try:
            at = (
                datetime.strptime(when, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
                if "T" in when
                else date.fromisoformat(when)
            )
            return cls(at=at, id=int(number), back=text[0] == "b")
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindRow:
    """A case in a list. ``what`` is what happened to it, or its state; ``detail`` of which paper or decision.

    ``on`` is the local day it counts on; ``days`` working days since receipt, where they are told.
    """

    at: date
    id: int
    reference: str
    name: str
    programme: str
    region: str
    what: str
    detail: str
    on: date
    days: int | None


Reading = tuple[Asking, Callable[[Any], BehindRow]]
"""What to ask for a part of a list, and how to read a row of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindPage:
    """A page of the list behind a figure, and how many the figure counts."""

    total: int
    rows: tuple[BehindRow, ...]
    onward: Place | None
    backward: Place | None


def page_of(found: list[BehindRow], total: int, at: Place | None, limit: int) -> BehindPage:
    """A page made of one row more than it shows, in the order in which they were read."""
    back = at is not None and at.back
    more, rows = len(found) > limit, found[:limit]
    if back:
        rows.reverse()
    return BehindPage(
        total=total,
        rows=tuple(rows),
        onward=_edge(rows[-1:], back=False) if more or back else None,
        backward=_edge(rows[:1], back=True) if (more and back) or (at is not None and not back) else None,
    )


def _edge(rows: Sequence[BehindRow], *, back: bool) -> Place | None:
    return Place(at=rows[0].at, id=rows[0].id, back=back) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Which part of a list is read: from which place on, how many rows, the newest or the oldest first."""

    at: Place | None
    limit: int
    newest_first: bool = True

    def of(self, asked: Asking, *order: sa.ColumnElement[Any]) -> Asking:
        """The rows of this part, by two columns: a moment or a day, and a number that breaks ties."""
        back = self.at is not None and self.at.back
        if self.at is not None:
            kind = Moment if isinstance(self.at.at, datetime) else sa.Date
            edge = sa.tuple_(sa.literal(self.at.at, kind), sa.literal(self.at.id, sa.BigInteger))
            here = sa.tuple_(*order)
            asked = asked.where(here < edge if self.newest_first is not back else here > edge)
        falling = self.newest_first is not back
        return asked.order_by(*(column.desc() if falling else column for column in order)).limit(self.limit)


def midnight(zone: str, day: date) -> datetime:
    """The moment (UTC) at which a local day begins."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def zones_of(scope: Scope) -> dict[str, list[str]]:
    """The scope's programmes by the zone of their country."""
    zones: dict[str, list[str]] = {}
    for code in scope.programmes:
        zones.setdefault(pack_of(code).zone, []).append(code)
    return zones


def first_moment(scope: Scope, period: Period) -> datetime:
    """The moment (UTC) at which the period begins in the first of the scope's zones; it has one."""
    return min(midnight(zone, period.since) for zone in zones_of(scope))


def within_days(
    moment: sa.ColumnElement[datetime], scope: Scope, period: Period
) -> Sequence[sa.ColumnElement[bool]]:
    """That a moment lies on one of the period's days, by the clock of each application's programme."""
    after = period.until + timedelta(days=1)
    spans = {zone: (midnight(zone, period.since), midnight(zone, after)) for zone in zones_of(scope)}
    if not spans:
        return [sa.false()]
    each = [
        sa.and_(applications.c.programme.in_(codes), moment >= spans[zone][0], moment < spans[zone][1])
        for zone, codes in zones_of(scope).items()
    ]
    # The outer bounds are what an index can be read by.
    first, last = min(begin for begin, _ in spans.values()), max(end for _, end in spans.values())
    return [moment >= first, moment < last, sa.or_(*each)]

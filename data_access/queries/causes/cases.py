"""The cases behind a figure, newest decision first: without personal data, and only for who may open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.statistics.disclosure import sees_exactly, shown
from data_access.queries.causes import profiled, tallied
from data_access.queries.causes.asked import CauseFilters
from data_access.tables import applications, decision_reasons, profiles

ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the list: a decision's number, and whether to read on or back from it."""

    id: int
    back: bool = False

    def __str__(self) -> str:
        return f"{'b' if self.back else 'a'}{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Place | None:
        """The place of an address; None where the text is not one."""
        if not text or text[0] not in "ab" or not text[1:].isascii() or not text[1:].isdigit():
            return None
        return cls(id=int(text[1:]), back=text[0] == "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One decision; ``days`` is working days from receipt to it."""

    id: int
    reference: str
    programme: str
    region: str
    outcome: Outcome
    reasons: tuple[str, ...]
    decided_on: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """A page of the list; ``of`` is how many there are as shown, the places are None at the ends.

    ``withheld`` says that this viewer gets no list. Rows can be counted: a list with region, month and
    reasons gives every small figure away that is hidden elsewhere.
    """

    rows: tuple[CaseRow, ...]
    of: int | None
    onward: Place | None
    backward: Place | None
    withheld: bool = False


def cases_behind(
    connection: Connection, *, viewer: Staff, filters: CauseFilters, at: Place | None = None
) -> CasesPage:
    """The decisions with the outcome, the reason and the groups asked for, a page at a time by keyset.

    Who may not open cases is told how many there are, as rounded, and no more.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    source = tallied if tallied.tallies_answer(filters) else profiled
    total = source.how_many(connection, viewer=viewer, filters=filters)
    of, withheld = shown(total, viewer), not sees_exactly(viewer)
    if withheld or not total:
        return CasesPage(rows=(), of=of, onward=None, backward=None, withheld=withheld)
    found, back = _page(connection, profiled.behind(viewer, filters), at), at is not None and at.back
    more, kept = len(found) > ON_A_PAGE, found[:ON_A_PAGE]
    if back:
        kept.reverse()
    return CasesPage(
        rows=_rows(connection, kept),
        of=of,
        onward=_place(kept[-1:], back=False) if more or back else None,
        backward=_place(kept[:1], back=True) if (more and back) or (at is not None and not back) else None,
    )


def _page(
    connection: Connection, conditions: Sequence[sa.ColumnElement[bool]], at: Place | None
) -> list[RowMapping]:
    number, back = profiles.c.decision_id, at is not None and at.back
    wanted = sa.select(
        *(profiles.c[name] for name in ("decision_id", "programme", "region", "outcome")),
        *(profiles.c[name] for name in ("decided_on", "days")),
        applications.c.reference,
    ).join_from(profiles, applications, applications.c.id == profiles.c.application_id)
    wanted = wanted.where(*conditions).order_by(number if back else number.desc()).limit(ON_A_PAGE + 1)
    if at is not None:
        wanted = wanted.where(number > at.id if back else number < at.id)
    return list(connection.execute(wanted).mappings())


def _rows(connection: Connection, found: Sequence[RowMapping]) -> tuple[CaseRow, ...]:
    numbers = [row["decision_id"] for row in found]
    stated: dict[int, list[str]] = {number: [] for number in numbers}
    asked = (
        sa.select(decision_reasons)
        .where(decision_reasons.c.decision_id.in_(numbers))
        .order_by(decision_reasons.c.decision_id, decision_reasons.c.reason)
    )
    for row in connection.execute(asked):
        stated[row.decision_id].append(row.reason)
    return tuple(
        CaseRow(
            id=row["decision_id"],
            reference=row["reference"],
            programme=row["programme"],
            region=row["region"],
            outcome=Outcome(row["outcome"]),
            reasons=tuple(stated[row["decision_id"]]),
            decided_on=row["decided_on"],
            days=row["days"],
        )
        for row in found
    )


def _place(rows: Sequence[RowMapping], *, back: bool) -> Place | None:
    return Place(id=rows[0]["decision_id"], back=back) if rows else None

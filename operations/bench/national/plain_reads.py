"""The floor of reading: what each screen asks, in plain SQL through the bare driver, one connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Self

from data_access.engine import make_engine

_ROWS: Final = """
    SELECT a.id, a.reference, a.name, a.programme, a.region, a.state, a.due_on, a.amber_on, a.submitted_at,
        a.came_back_at, a.assignee, a.protected, s.name_ar, s.name_en
    FROM applications a LEFT JOIN staff s ON s.username = a.assignee WHERE
"""
_PLACES: Final = "SELECT a.due_on, a.id FROM applications a WHERE a.programme = %s"
_MINE: Final = "a.programme = ANY (%s) AND"
_FIRST: Final = " ORDER BY a.due_on, a.id LIMIT 51"
_NEWEST: Final = " ORDER BY a.id DESC LIMIT 50"
_CASE: Final = (
    "SELECT * FROM applications WHERE reference = %s",
    "SELECT * FROM papers WHERE application_id = %s ORDER BY id",
    """
    SELECT d.*, r.reason FROM decisions d LEFT JOIN decision_reasons r ON r.decision_id = d.id
    WHERE d.application_id = %s ORDER BY d.id
    """,
    "SELECT * FROM journal WHERE application_id = %s ORDER BY id",
    "SELECT * FROM outbox WHERE application_id = %s",
)
_COUNTED: Final = (
    "(SELECT count(*) FROM (SELECT 1 FROM applications a WHERE {mine} {which} LIMIT 1001) AS found)"
)


class PlainReads:
    """One connection; every question is answered for the given programmes."""

    def __init__(self, url: str, programmes: Sequence[str]) -> None:
        self._engine = make_engine(url)
        self._held = self._engine.raw_connection()
        self._driver: Any = self._held.driver_connection
        self._driver.autocommit = True
        self._mine = sorted(programmes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._held.invalidate()
        self._engine.dispose()

    def listed(self, which: str, behind: tuple[date, int] | None = None) -> list[Any]:
        """A page of those cases that ``which``, a condition, names: the first, or the one behind a place."""
        beyond = " AND (a.due_on, a.id) > (%s, %s)" if behind else ""
        values = [value for mine in self._mine for value in (mine, *(behind or ()))]
        ranges = " UNION ALL ".join([f"({_PLACES} AND {which}{beyond}{_FIRST})"] * len(self._mine))
        asked = f"{_ROWS} a.id IN (SELECT id FROM ({ranges}) AS a{_FIRST}){_FIRST}"
        return self._all(asked, *values)

    def place(self, which: str, back: int) -> tuple[date, int]:
        """Deadline and number of the case so many before the last of a programme's list, or of its first."""
        last = f"{_PLACES} AND {which} ORDER BY a.due_on DESC, a.id DESC LIMIT {back + 1}"
        found = self._all(last, self._mine[-1])[-1]
        return found[0], found[1]

    def counted(self, lists: Sequence[str]) -> list[Any]:
        """How many each of these lists holds, to 1,001 at most; in one statement."""
        counts = ", ".join(_COUNTED.format(mine=_MINE, which=which) for which in lists)
        return self._all(f"SELECT {counts}", *[self._mine] * len(lists))

    def all(self) -> int:
        """How many applications there are; it reads them all."""
        return int(self._all("SELECT count(*) FROM applications")[0][0])

    def by_number(self, number: str) -> list[Any]:
        """The cases of a national number."""
        return self._all(f"{_ROWS} {_MINE} a.national_id = %s{_NEWEST}", self._mine, number)

    def named(self, asked: str) -> list[Any]:
        """The newest cases whose name holds these words, a ``tsquery``."""
        of = "to_tsvector('simple'::regconfig, a.name_norm) @@ to_tsquery('simple', %s)"
        return self._all(f"{_ROWS} {_MINE} {of}{_NEWEST}", self._mine, asked)

    def case(self, reference: str) -> None:
        """A case with its papers, decisions, journal and messages."""
        number = self._all(_CASE[0], reference)[0][0]
        for asked in _CASE[1:]:
            self._all(asked, number)

    def drawn(self, column: str, how_many: int) -> list[Any]:
        """Values of a column of cases drawn at random, within the programmes."""
        last = self._all("SELECT max(id) FROM applications")[0][0]
        asked = (
            f"SELECT a.{column} FROM applications a JOIN ("
            "SELECT (random() * %s)::bigint AS place FROM generate_series(1, %s)) AS drawn "
            "ON a.id = (SELECT b.id FROM applications b WHERE b.id >= drawn.place ORDER BY b.id LIMIT 1) "
            "WHERE a.programme = ANY (%s)"
        )
        return [row[0] for row in self._all(asked, last, how_many, self._mine)]

    def _all(self, sql: str, *values: object) -> list[Any]:
        # Never prepared: a plan for any words would read all names.
        return list(self._driver.execute(sql, values, prepare=False).fetchall())

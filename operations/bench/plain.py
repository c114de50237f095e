"""The floor: the same questions and acts in plain SQL through the bare driver, without types or rules."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, Self
from uuid import uuid4

from data_access.engine import make_engine
from operations.bench.office import NOW

_ROWS: Final = """
    SELECT a.id, a.reference, a.name, a.programme, a.region, a.state, a.due_on, a.amber_on, a.submitted_at,
           a.came_back_at, a.assignee, s.name_ar, s.name_en
    FROM applications a LEFT JOIN staff s ON s.username = a.assignee
    WHERE a.programme IN (%s, %s) AND a.stage = 'waiting'
"""
_ORDER: Final = " ORDER BY a.due_on, a.id LIMIT 51"
_LOCK: Final = {"postgresql": " FOR UPDATE SKIP LOCKED", "sqlite": ""}


@contextmanager
def bare(engine: Any) -> Iterator[Any]:
    """A connection of an engine's bare driver, in autocommit, for questions without types or limits.

    The engine knows nothing of what was set on it, so it is not given back to the pool.
    """
    held = engine.raw_connection()
    driver: Any = held.driver_connection
    if engine.dialect.name == "postgresql":
        driver.autocommit = True
    try:
        yield driver
    finally:
        held.invalidate()


class Plain:
    """One connection of the bare driver."""

    def __init__(self, url: str, programmes: Sequence[str]) -> None:
        self._engine = make_engine(url)
        self._held = self._engine.raw_connection()
        self.database = self._engine.dialect.name
        self._driver: Any = self._held.driver_connection
        if self.database == "postgresql":
            self._driver.autocommit = True
        self._programmes = tuple(sorted(programmes))
        self._taken: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._held.invalidate()
        self._engine.dispose()

    def first_page(self) -> list[Any]:
        """The queue's first fifty cases and one more."""
        return self._all(_ROWS + _ORDER, *self._programmes)

    def page_after(self, due_on: date, number: int) -> list[Any]:
        """The page behind a place, by keyset."""
        asked = _ROWS + " AND (a.due_on, a.id) > (%s, %s)" + _ORDER
        return self._all(asked, *self._programmes, due_on.isoformat(), number)

    def page_at(self, offset: int) -> list[Any]:
        """The page at a distance, by OFFSET: how most lists are paged."""
        return self._all(f"{_ROWS}{_ORDER} OFFSET {offset}", *self._programmes)

    def waiting(self) -> int:
        """How many cases wait for these programmes."""
        return int(self._all(f"SELECT count(*) FROM ({_ROWS}) AS waiting", *self._programmes)[0][0])

    def place(self, offset: int) -> tuple[date, int]:
        """Deadline and number of the case at a distance."""
        row = self._all(f"{_ROWS} ORDER BY a.due_on, a.id LIMIT 1 OFFSET {offset}", *self._programmes)[0]
        return (row[6] if isinstance(row[6], date) else date.fromisoformat(row[6])), int(row[0])

    def analyse(self) -> None:
        """What PostgreSQL's own housekeeping would have done by the next minute."""
        if self.database == "postgresql":
            self._all("VACUUM ANALYZE", fetch=False)

    def next_case(self) -> None:
        """Claim the most urgent case and write it down."""
        moment, command = NOW.isoformat(sep=" "), uuid4().hex
        with self._transaction():
            self._command(command, "claim_next", moment)
            taken = self._all(
                f"""
                UPDATE applications SET state = 'under_review', stage = 'in_hand', assignee = 'plain',
                    claimed_at = %s, version = version + 1
                WHERE id = (SELECT id FROM applications WHERE stage = 'waiting' AND programme IN (%s, %s)
                            ORDER BY due_on, id LIMIT 1{_LOCK[self.database]})
                RETURNING id, reference
                """,
                moment,
                *self._programmes,
            )
            self._line(taken[0][0], 2, moment, "claimed")
            self._all(
                "UPDATE commands SET result = %s WHERE command_id = %s", taken[0][1], command, fetch=False
            )
        self._taken.append(taken[0][0])

    def decision(self) -> None:
        """Reject a claimed case for one reason: state, decision, reason, journal and message."""
        number, moment = self._taken.pop(), NOW.isoformat(sep=" ")
        with self._transaction():
            self._command(uuid4().hex, "decide", moment)
            self._all("SELECT * FROM applications WHERE id = %s", number)
            self._all(
                "UPDATE applications SET state = 'rejected', stage = 'closed', assignee = NULL, "
                "claimed_at = NULL, version = 3 WHERE id = %s AND version = 2",
                number,
                fetch=False,
            )
            decided = self._all(
                "INSERT INTO decisions (application_id, outcome, note, by, at, version, evidence) "
                "VALUES (%s, 'reject', '', 'plain', %s, 3, '{}') RETURNING id",
                number,
                moment,
            )[0][0]
            self._all("INSERT INTO decision_reasons VALUES (%s, 'plain')", decided, fetch=False)
            self._line(number, 3, moment, "decided")
            self._all(
                "INSERT INTO outbox (id, application_id, decision_id, key, language, facts, status, "
                "not_before, promised_at, channel, due_at, attempts, moved_at) "
                "VALUES (%s, %s, %s, 'decided_rejected', 'ar', '{}', 'queued', %s, %s, 'sms', %s, 0, %s)",
                *(uuid4().hex, number, decided, moment, moment, moment, moment),
                fetch=False,
            )

    def _command(self, command: str, use_case: str, moment: str) -> None:
        self._all(
            "INSERT INTO commands (command_id, username, use_case, at) VALUES (%s, 'plain', %s, %s)",
            *(command, use_case, moment),
            fetch=False,
        )

    def _line(self, number: int, version: int, moment: str, kind: str) -> None:
        self._all(
            "INSERT INTO journal (application_id, version, at, kind, actor_kind, actor, facts) "
            "VALUES (%s, %s, %s, %s, 'staff', 'plain', '{}')",
            *(number, version, moment, kind),
            fetch=False,
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._driver.execute("BEGIN" if self.database == "postgresql" else "BEGIN IMMEDIATE")
        yield
        self._driver.execute("COMMIT")

    def _all(self, sql: str, *values: object, fetch: bool = True) -> list[Any]:
        cursor = self._driver.execute(
            sql if self.database == "postgresql" else sql.replace("%s", "?"), values
        )
        return cursor.fetchall() if fetch else []

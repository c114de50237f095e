"""Somebody with every right in the database and without the key, for the drill of the seals."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from data_access.append_only import APPEND_ONLY
from data_access.chains import Finding
from data_access.engine import for_reading
from data_access.heads import compared
from data_access.verification import findings
from operations.drills.offices import SQLITE, DrillOffice
from operations.throwaway import SEAL_KEY

EDITED: Final[Mapping[str, tuple[str, ...]]] = {
    "journal": ("id", "application_id", "version", "at", "kind", "actor_kind", "actor", "facts", "seal"),
    "decisions": ("id", "outcome", "note", "by", "at", "version", "complete_by", "evidence", "words"),
    "decision_reasons": ("decision_id", "reason"),
    "undoings": ("decision_id", "by", "at", "note"),
    "second_checks": ("decision_id", "by", "at", "agreed", "note", "replacement"),
    "applications": (
        *("reference", "programme", "region", "state", "stage", "version", "assignee", "submitted_at"),
        *("due_on", "name", "national_id", "iban", "phone", "facts", "source_key"),
    ),
    "papers": ("kind", "original_name", "sha256", "size", "verdict", "note", "judged_by"),
    "case_heads": ("lines", "seal", "bound", "mac"),
}
KEY: Final = {
    "undoings": "decision_id",
    "second_checks": "decision_id",
    "decision_reasons": "decision_id",
    "case_heads": "application_id",
}

Row = dict[str, Any]


def heads_of(office: DrillOffice) -> Path:
    """Where the office keeps its daily heads."""
    return office.home / "heads.jsonl"


class Attacker:
    """Somebody with every right in the database; whatever is done is looked at and taken back."""

    def __init__(self, connection: Any, heads: Path) -> None:
        self.connection, self.heads = connection, heads
        self.sqlite = connection.dialect.name == SQLITE
        self.rng = Random(7)  # noqa: S311 - a drill repeats itself.
        self.lines = self.rows("SELECT id, application_id, kind FROM journal ORDER BY application_id, id")
        self.by_case: dict[int, list[int]] = {}
        for line in self.lines:
            self.by_case.setdefault(line["application_id"], []).append(line["id"])
        self.references = {
            row["id"]: row["reference"] for row in self.rows("SELECT id, reference FROM applications")
        }
        self.case_of = {line["id"]: line["application_id"] for line in self.lines}

    @classmethod
    @contextmanager
    def of(cls, office: DrillOffice) -> Generator[Attacker]:
        """Take the guards away, and begin."""
        sqlite = office.engine.dialect.name == SQLITE
        with (for_reading(office.engine) if sqlite else office.engine).connect() as connection:
            _unguard(connection, sqlite=sqlite)
            yield cls(connection, heads_of(office))

    @contextmanager
    def tampering(self) -> Generator[None]:
        """What is done within is taken back at the end."""
        if self.sqlite:
            self.do("BEGIN")
        try:
            yield
        finally:
            if self.sqlite:
                self.do("ROLLBACK")
            else:
                self.connection.rollback()

    def rows(self, asked: str, *values: object) -> list[Row]:
        """Rows as they are stored."""
        return stored_rows(self.connection, asked if self.sqlite else asked.replace("?", "%s"), *values)

    def do(self, statement: str, *values: object) -> None:
        """Any statement."""
        marked = statement if self.sqlite else statement.replace("?", "%s")
        self.connection.exec_driver_sql(marked, tuple(self._plain(value) for value in values))

    def put(self, table: str, row: Row) -> None:
        """Write a row as it is."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self.do(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())

    def found(self, *cases: int) -> list[Finding]:
        """What is found in these cases."""
        return list(findings(self.connection, SEAL_KEY, only=set(cases)))

    def found_by_heads(self) -> list[Finding]:
        """What the daily heads find."""
        return list(compared(self.connection, self.heads, SEAL_KEY))

    def some_case(self, *, least: int = 3) -> int:
        """A case of so many lines."""
        while len(self.by_case[case := self.rng.choice(list(self.by_case))]) < least:
            pass
        return case

    def _plain(self, value: object) -> object:
        return json.dumps(value) if isinstance(value, dict | list) else value


def _unguard(connection: Any, *, sqlite: bool) -> None:
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        guards = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        for name in [name for name in guards if not name.startswith("names_")]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    for table in {*APPEND_ONLY, "applications", "case_heads", "papers", "outbox", "profiles"}:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    connection.commit()


def stored_rows(connection: Any, asked: str, *values: object) -> list[Row]:
    """Rows as they are stored."""
    return [dict(row) for row in connection.exec_driver_sql(asked, values).mappings()]


def _more(value: Any) -> str:
    held = json.loads(value) if isinstance(value, str) else dict(value)
    return json.dumps(held | {"note": f"{held.get('note', '')}!", "forged": 1})


def _later(value: Any) -> object:
    return value[:-1] + str((int(value[-1]) + 1) % 10) if isinstance(value, str) else value + timedelta(1)


_OTHERS: Final[Mapping[str, Callable[[Attacker, Any], object]]] = {
    **dict.fromkeys(("facts", "evidence"), lambda _attacker, value: _more(value)),
    **dict.fromkeys(
        ("id", "decision_id", "replacement"),
        lambda attacker, _value: 900_000 + attacker.rng.randrange(90_000),
    ),
    "application_id": lambda attacker, value: attacker.rng.choice(
        [case for case in attacker.by_case if case != value]
    ),
    **dict.fromkeys(("at", "submitted_at"), lambda _attacker, value: _later(value)),
    **dict.fromkeys(("complete_by", "due_on"), lambda _attacker, _value: "2027-01-01"),
    **dict.fromkeys(("seal", "bound", "mac"), lambda _attacker, value: value[::-1]),
    "agreed": lambda attacker, value: 1 - value if attacker.sqlite else not value,
}


def other_value(attacker: Attacker, column: str, value: Any) -> object:
    """Another value that the column can hold."""
    if column in _OTHERS:
        return _OTHERS[column](attacker, value)
    if isinstance(value, int):
        return value + 1
    return "x" if value != "x" else "y"

"""Writes that travel together: all of an action's, or none, and on PostgreSQL as one statement."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from data_access.bundle import Bundle
from data_access.errors import StorageError
from data_access.tables import applications, counters, drafts, relay_turns
from data_access.watching import watched


@pytest.fixture
def connection(engine: Engine):
    with engine.begin() as opened:
        yield opened


def count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def rows(how_many: int, start: int = 0) -> list[dict[str, object]]:
    return [{"name": f"c{number}", "value": number} for number in range(start, start + how_many)]


def test_what_is_kept_is_written_when_it_is_sent(engine: Engine, connection: Connection) -> None:
    bundle = Bundle(connection)
    with watched(engine) as told:
        bundle.insert(counters, rows(2))
        bundle.insert(counters, rows(1, start=2))
        bundle.insert(relay_turns, [])
        bundle.add(sa.delete(drafts))
        assert told.statements == 0
        bundle.send()
        bundle.send()
    assert told.statements == (1 if engine.dialect.name == "postgresql" else 3)
    assert count(connection, counters) == 3


def test_many_rows_of_a_table_are_written_at_once_after_what_came_before(connection: Connection) -> None:
    bundle = Bundle(connection)
    bundle.insert(counters, rows(1))
    bundle.insert(counters, rows(100, start=1))
    assert count(connection, counters) == 101


def test_a_change_of_a_row_that_is_not_there_is_an_error(connection: Connection) -> None:
    bundle = Bundle(connection)
    bundle.guard(sa.update(applications).where(applications.c.id == 0).values(name="-"))
    bundle.insert(counters, rows(1))
    with pytest.raises(StorageError):
        bundle.send()

"""What was recorded is not changed; on PostgreSQL the desk's own role may not even try."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from data_access.append_only import APPEND_ONLY, could_change_the_journal, grant_to_desk
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.tables import metadata
from tests.data_access.mixed_acts import Mixed

REFUSED = (DBAPIError, StorageError)


@pytest.fixture(scope="module")
def desk_role(postgres_url: str) -> str:
    """A role that owns nothing."""
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE desk LOGIN")
    engine.dispose()
    return "desk"


def _filled(engine: Engine) -> None:
    """Every append-only table gets a row, also those that mixed acts do not write."""
    with engine.begin() as connection:
        for name in APPEND_ONLY:
            table = metadata.tables[name]
            if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0:
                connection.execute(sa.insert(table).values(_row(connection, table)))


def _row(connection: sa.Connection, table: sa.Table) -> dict[str, object]:
    values = {"application_id": 1, "username": "amal", "decision_id": 1, "replacement": None}
    found: dict[str, object] = {}
    for column in table.columns:
        if column.name == "id":
            continue
        kind = {"at": datetime, "counted_from": date}.get(column.name) or column.type.python_type
        found[column.name] = values.get(
            column.name, _some(dict if isinstance(column.type, sa.JSON) else kind)
        )
    return found


def _some(kind: type) -> object:
    made = {str: "x", int: 1, bool: True, dict: {}, date: date(2026, 1, 1), datetime: datetime.now(UTC)}
    return made[kind]


def test_nothing_that_was_recorded_can_be_changed_or_removed(engine):
    office = Mixed(engine)
    office.acts(60)
    _filled(engine)
    for name in APPEND_ONLY:
        table = metadata.tables[name]
        column = list(table.columns)[-1]
        for statement in (sa.update(table).values({column.name: column}), sa.delete(table)):
            with pytest.raises(REFUSED, match="only added to"), engine.begin() as connection:
                connection.execute(statement)
        if engine.dialect.name == "postgresql":
            with pytest.raises(REFUSED), engine.begin() as connection:
                connection.exec_driver_sql(f"TRUNCATE {name} CASCADE")
        else:
            with pytest.raises(REFUSED, match="only added to"), engine.begin() as connection:
                connection.exec_driver_sql(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_desk_works_as_a_role_that_cannot_change_what_it_recorded(engine, desk_role):
    owner = engine
    with owner.begin() as connection:
        grant_to_desk(connection, desk_role)
    desk = make_engine(owner.url.set(username=desk_role).render_as_string(hide_password=False))
    try:
        office = Mixed(desk)
        office.acts(200)
        assert len(office.done) > 10, office.done
        _refuse_everything(desk)
        with desk.connect() as connection:
            assert not could_change_the_journal(connection)
    finally:
        desk.dispose()
    with owner.connect() as connection:
        assert could_change_the_journal(connection)


def _refuse_everything(desk: Engine) -> None:
    for name in APPEND_ONLY:
        for statement in (
            f"UPDATE {name} SET {list(metadata.tables[name].columns)[-1].name!r} = NULL".replace("'", '"'),
            f"DELETE FROM {name}",
            f"TRUNCATE {name}",
            f"DROP TABLE {name}",
            f"ALTER TABLE {name} DISABLE TRIGGER ALL",
            f"DROP TRIGGER {name}_stays ON {name}",
            f"ALTER TABLE {name} ADD COLUMN more integer",
        ):
            with pytest.raises(REFUSED), desk.begin() as connection:
                connection.exec_driver_sql(statement)
    with pytest.raises(REFUSED), desk.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("role", ["nobody_of_that_name", None])
def test_a_grant_that_would_keep_nothing_from_anybody_is_refused(engine, role):
    role = role or engine.url.username
    with pytest.raises(LookupError), engine.begin() as connection:
        grant_to_desk(connection, role)

"""A database emptied, or put back to the form of an earlier release with the rows it could hold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from data_access.migrate import migrate
from data_access.tables import metadata


def put_back(engine: Engine, revision: str) -> None:
    """Make the tables anew as this revision had them, and fill them with what they knew of the rows."""
    kept = _rows(engine)
    emptied(engine)
    migrate(engine, to=revision)
    with engine.begin() as connection:
        there = sa.inspect(connection)
        known = set(there.get_table_names())
        for table in metadata.sorted_tables:
            if table.name in known and kept[table.name]:
                columns = [column["name"] for column in there.get_columns(table.name)]
                rows = [{name: row[name] for name in columns} for row in kept[table.name]]
                # Without what today's table would add by itself.
                plain = sa.table(table.name, *(sa.column(name, table.c[name].type) for name in columns))
                connection.execute(sa.insert(plain), rows)


def emptied(engine: Engine) -> None:
    """Take every table away, whatever guards it."""
    with engine.begin() as connection:
        _empty(connection)
    engine.dispose()


def _rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    asked = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'table') ORDER BY type DESC"
    for kind, name in connection.exec_driver_sql(asked).all():
        if not name.startswith(("sqlite_", "names_")):
            connection.exec_driver_sql(f'DROP {kind} "{name}"')

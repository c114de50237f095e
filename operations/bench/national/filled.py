"""`--on URL`: a database that `bench load` has filled."""

from __future__ import annotations

import click

from data_access.engine import make_engine, storage_errors
from data_access.errors import StorageError


class Filled(click.ParamType):
    """The URL of a PostgreSQL in which there are applications; whatever else is refused with a sentence."""

    name = "URL"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> str:
        """Look whether there is an office."""
        if not value.startswith("postgresql"):
            self.fail("Such an office is on PostgreSQL: postgresql://user@host/database", param, context)
        try:
            empty = _is_empty(value)
        except StorageError as problem:
            self.fail(f"That database does not answer, or holds no office ({problem}).", param, context)
        if empty:
            self.fail("That office is empty. Fill it: bench load --into URL", param, context)
        return value


def _is_empty(url: str) -> bool:
    engine = make_engine(url)
    try:
        with storage_errors(), engine.connect() as connection:
            return connection.exec_driver_sql("SELECT 1 FROM applications LIMIT 1").first() is None
    finally:
        engine.dispose()

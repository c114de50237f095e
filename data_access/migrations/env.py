"""How alembic reaches the database: an engine handed over by the caller, or the one of the settings."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy.engine import Connection

from data_access.engine import make_engine
from data_access.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, include_name=_ours, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    # SQLite's full-text index keeps tables of its own, which no model describes.
    return not (kind == "table" and name is not None and name.startswith("names"))


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    _run(handed_over)
else:
    with make_engine(os.environ["DATABASE_URL"]).connect() as opened:
        _run(opened)

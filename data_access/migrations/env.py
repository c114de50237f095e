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
    # The indexes over names are written in the dialect's own words by a migration; no model describes them.
    # Nor do the parts of the journal: they are as the whole is.
    by_hand = (
        str(name).startswith(("names", "journal_")) if kind == "table" else name == "ix_applications_names"
    )
    return not by_hand


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    _run(handed_over)
else:
    with make_engine(os.environ["DATABASE_URL"]).connect() as opened:
        _run(opened)

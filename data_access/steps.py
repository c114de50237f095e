"""Being told of every step that is taken in a database, so that a drill can end a process at each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import PoolProxiedConnection


def tell_every_step(engine: Engine, tell: Callable[[str], None]) -> None:
    """Call `tell` before and after each statement and each commit of this engine from now on.

    What `tell` raises is raised where the statement stands.
    """

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        tell(f"before {_first_words(statement)}")

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        tell(f"after {_first_words(statement)}")

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    commit = engine.dialect.do_commit

    def committing(dbapi_connection: PoolProxiedConnection) -> None:
        tell("before COMMIT")
        commit(dbapi_connection)
        tell("after COMMIT")

    engine.dialect.do_commit = committing


def _first_words(statement: str) -> str:
    return " ".join(statement.split()[:3])

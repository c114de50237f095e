"""One engine a process: SQLite for the embedded office, PostgreSQL for production."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from select import POLLIN, poll
from typing import Any, Final

import sqlalchemy as sa
from psycopg import Error as PsycopgError
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.pool import PoolProxiedConnection

from data_access.errors import StorageError

BUSY_SECONDS: Final = 10
"""How long an act waits for another writer before its reader is told to try again."""

_READS: Final = "mizan_reads"
_POOLED: Final = "pooled"
_DEADLOCK: Final = "40P01"
_CANCELLED: Final = "57014"

_LIFTED: Final = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
# No statement may hold the desk up, and nobody waits longer for a lock than a reader waits for a page. What
# needs longer says so for its own transaction. The server tells days in UTC.
LIMITS: Final = {
    "statement_timeout": "30s",
    "lock_timeout": f"{BUSY_SECONDS}s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}
"""What holds for each statement on PostgreSQL, in the server's own words."""
# A server that is gone is noticed within seconds, also when nothing answers at all: a silent network would
# otherwise be waited for for minutes.
_LIVELY: Final = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_WAITS_FOR_CONNECTION: Final = 5
_KEPT_OPEN: Final = 10
"""Connections a process keeps; ten more come and go when all are in use, and each coming costs a process."""


def make_engine(url: str) -> Engine:
    """An engine for a database URL.

    SQLite gets write-ahead logging, foreign keys, a busy timeout and transactions that take the write lock
    when they begin; PostgreSQL gets limits on statements, locks and idle transactions, so that one forgotten
    report cannot slow the desk, and connections that notice when the server is gone. `?pooled=1` says that a
    pooler lends server connections for single transactions: nothing of a session is relied on then, and the
    limits are those of the role, see `data_access.limits`.

    Raises:
        StorageError: the URL is not one of the two databases, or `pooled` is neither 0 nor 1.
    """
    try:
        parsed = sa.make_url(url)
    except ArgumentError as problem:
        raise StorageError("DATABASE_URL cannot be read") from problem
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    raise StorageError("DATABASE_URL must begin with sqlite:// or postgresql://")


def for_reading(engine: Engine) -> Engine:
    """The same pool, without transactions: a read sees the newest and holds nothing back."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READS: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def unhurried(connection: Connection) -> None:
    """Lift the limits that keep a forgotten report from slowing the desk, for this transaction."""
    if connection.dialect.name == "postgresql":
        for limit in _LIFTED:
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")


def as_written(connection: Connection) -> None:
    """Do not compile statements for this transaction: it takes PostgreSQL longer than many of them do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL jit = off")


@contextmanager
def storage_errors() -> Generator[None]:
    """Whatever the database refuses becomes a :class:`StorageError`; a broken promise of a table passes.

    Raises:
        StorageError: the database did not do it.
        IntegrityError: a row clashes with another.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as problem:
        raise StorageError(type(problem).__name__) from problem


def gave_way(problem: StorageError) -> bool:
    """Whether the database ended this of two acts that waited for each other; it may be tried again."""
    return _sqlstate(problem) == _DEADLOCK


def took_too_long(problem: StorageError) -> bool:
    """Whether a statement met its limit: elsewhere it would take as long."""
    return _sqlstate(problem) == _CANCELLED


def _sqlstate(problem: StorageError) -> str:
    cause = problem.__cause__
    return getattr(getattr(cause, "orig", cause), "sqlstate", "") or ""


def insert_for(connection: Connection) -> Any:
    """The dialect's ``insert``, which knows ON CONFLICT."""
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def is_pooled(engine: Engine) -> bool:
    """Whether server connections are lent to it for single transactions only."""
    return bool(engine.get_execution_options().get(_POOLED))


def _postgresql(url: sa.URL) -> Engine:
    said = url.query.get(_POOLED, "0")
    if said not in {"0", "1"}:
        raise StorageError("`pooled` in DATABASE_URL is 0 or 1")
    pooled = said == "1"
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    # Another server connection would not know what was prepared on this one.
    how = {"prepare_threshold": None} if pooled else {"options": limits}
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query([_POOLED]),
        poolclass=_Pool,
        pool_size=_KEPT_OPEN,
        pool_timeout=_WAITS_FOR_CONNECTION,
        connect_args={**how, **_LIVELY},
        execution_options={_POOLED: pooled},
    )
    event.listen(engine, "checkout", _alive)
    return _calm(engine)


def _sqlite(url: sa.URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        poolclass=_Pool if url.database else None,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return _calm(engine)


def _alive(connection: Any, _record: object, _proxy: object) -> None:
    """Replace a connection whose server has gone, without asking the server before each act.

    A server that ends closes its connections, or its machine does: there is something to be read then on what
    rested in the pool. Only who finds that asks.

    Raises:
        InvalidatePoolError: to the pool, which connects anew.
    """
    try:
        if connection.closed or _has_been_sent_to(connection):
            connection.execute("SELECT 1")
            connection.rollback()
    except PsycopgError as gone:
        raise InvalidatePoolError from gone


def _has_been_sent_to(connection: Any) -> bool:
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))


class _Pool(sa.QueuePool):
    """Connections to share; when all are in use for long, that is the store not answering."""

    def connect(self) -> PoolProxiedConnection:
        try:
            return super().connect()
        except NoConnectionLeft as problem:
            raise StorageError("every connection is in use") from problem


def _calm(engine: Engine) -> Engine:
    """What the database cannot do now is one kind of error, whoever asked and however it failed."""
    event.listen(engine, "handle_error", _as_storage_error, retval=True)
    return engine


def _as_storage_error(context: ExceptionContext) -> StorageError | None:
    found = context.sqlalchemy_exception
    unable = isinstance(found, OperationalError | InterfaceError) or type(found) is DatabaseError
    return StorageError(type(found).__name__) if unable else None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes late and is deferred: it failed 283 of 320 concurrent writes when measured.
    connection.isolation_level = None
    # What is deleted or written over is overwritten in the file, too: a removal leaves nothing to be found.
    kept = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "secure_delete=ON",
    )
    for pragma in kept:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(_READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

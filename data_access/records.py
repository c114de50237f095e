"""The door of the memory: ``ask`` reads, ``act`` changes. Nobody else begins or ends a transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from casework.actors import Actor
from casework.ports import Clock, Unit
from data_access.engine import for_reading
from data_access.errors import StorageError
from data_access.lots import Seeds, fresh_seed
from data_access.recount import Difference, differences, rebuild
from data_access.tables import commands
from data_access.unit import UnitOfWork, command_id_of

A = TypeVar("A", bound=Actor)
C = TypeVar("C")
R = TypeVar("R")
P = ParamSpec("P")

# SQLite has one writer; waiting for it in line is fairer than its own random back-off.
_WRITER: Final = threading.Lock()


class Records:
    """Everything on record, over one engine. Safe to share between threads."""

    def __init__(self, engine: Engine, clock: Clock, seeds: Seeds = fresh_seed) -> None:
        self.engine = engine
        self.clock = clock
        self.seeds = seeds
        self._reads = for_reading(engine)
        self._one_writer = engine.dialect.name == "sqlite"

    def ask(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query; it returns frozen rows, and holds no transaction open.

        Raises:
            StorageError: the database cannot answer now.
        """
        with _storage_errors(), self._reads.connect() as connection:
            return query(connection, *args, **kwargs)

    def act(self, use_case: Callable[[C, Unit, A, Clock], R], command: C, *, by: A) -> R:
        """Run a use case in one transaction: all of it is recorded, or nothing.

        A command with a ``command_id`` is done once: its repetition returns the recorded result (a text or
        None) and changes nothing.

        Raises:
            Refusal: the rules say no; nothing was written.
            StorageError: the database cannot answer now; nothing was written.
        """
        try:
            return self._act(use_case, command, by)
        except IntegrityError as clash:
            # The same command was on its way in another tab: by now it is on record.
            return self._after_clash(use_case, command, by, clash)

    def recount(self) -> tuple[Difference, ...]:
        """Where the figures differ from what the records say at one moment; nothing is changed or held up.

        Raises:
            StorageError: the database cannot answer now.
        """
        with _storage_errors(), self._one_moment() as connection:
            return tuple(differences(connection))

    def rebuild_statistics(self) -> int:
        """Write the figures anew from the records; returns how many cases were read. Acts wait until it ends.

        Raises:
            StorageError: the database cannot answer now; the figures are as they were.
        """
        with _storage_errors(), self._writing(), self.engine.begin() as connection:
            _unhurried(connection)
            return rebuild(connection)

    @contextmanager
    def _one_moment(self) -> Generator[Connection]:
        """A read that may take its time and sees the records as they were when it began."""
        if self._one_writer:
            with self._reads.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                yield connection
                connection.exec_driver_sql("ROLLBACK")
            return
        with self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            _unhurried(connection)
            yield connection

    def _act(self, use_case: Callable[[C, Unit, A, Clock], R], command: C, by: A) -> R:
        with _storage_errors(), self._writing(), self.engine.begin() as connection:
            done = _recorded(connection, command)
            if done is not None:
                return done[0]
            # Put on record first: the same click in another tab waits here, and then finds the result.
            _record(connection, command, use_case, by, self.clock())
            unit = UnitOfWork(connection, seeds=self.seeds)
            result = use_case(command, unit, by, self.clock)
            unit.flush()
            _keep_result(connection, command, result)
            unit.statistics.write()
            return result

    def _after_clash(
        self, use_case: Callable[[C, Unit, A, Clock], R], command: C, by: A, clash: IntegrityError
    ) -> R:
        try:
            return self._act(use_case, command, by)
        except IntegrityError:
            raise StorageError("two actions collided") from clash

    @contextmanager
    def _writing(self) -> Generator[None]:
        if not self._one_writer:
            yield
            return
        with _WRITER:
            yield


def _unhurried(connection: Connection) -> None:
    """Lift the limits that keep a forgotten report from slowing the desk, for this transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


@contextmanager
def _storage_errors() -> Generator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as problem:
        raise StorageError(type(problem).__name__) from problem


def _recorded(connection: Connection, command: object) -> tuple[Any] | None:
    command_id = command_id_of(command)
    if command_id is None:
        return None
    row = connection.execute(
        sa.select(commands.c.result).where(commands.c.command_id == command_id)
    ).one_or_none()
    return None if row is None else (row.result,)


def _record(
    connection: Connection, command: object, use_case: Callable[..., object], by: Actor, at: datetime
) -> None:
    command_id = command_id_of(command)
    if command_id is not None:
        connection.execute(
            sa.insert(commands).values(
                command_id=command_id, username=by.username, use_case=use_case.__name__, at=at
            )
        )


def _keep_result(connection: Connection, command: object, result: object) -> None:
    command_id = command_id_of(command)
    if command_id is not None and isinstance(result, str):
        connection.execute(
            sa.update(commands).where(commands.c.command_id == command_id).values(result=result)
        )

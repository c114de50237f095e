"""The door of the memory: ``ask`` reads, ``act`` changes. Nobody else begins or ends a transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from casework.actors import Actor, Staff, System
from casework.inquiries.confirmed import Issued
from casework.ports import Clock, Unit
from data_access.append_only import could_change_the_journal
from data_access.bundle import Bundle
from data_access.chains import Finding
from data_access.engine import (
    BUSY_SECONDS,
    as_written,
    for_reading,
    gave_way,
    insert_for,
    storage_errors,
    unhurried,
)
from data_access.errors import StorageError
from data_access.heads import append_head, compared
from data_access.lots import Seeds, fresh_seed
from data_access.queries.inquiry import issued_answer
from data_access.readings import Readings
from data_access.recount import Difference, differences, rebuild
from data_access.replica import LookBack, Replica
from data_access.retention import Removal, clean_up, remove
from data_access.seals import Sealer
from data_access.tables import commands
from data_access.unit import UnitOfWork, command_id_of
from data_access.verification import findings

A = TypeVar("A", bound=Actor)
C = TypeVar("C")
R = TypeVar("R")
P = ParamSpec("P")

# SQLite has one writer; waiting for it in line is fairer than its own random back-off.
_WRITER: Final = threading.Lock()


class Records:
    """Everything on record, over one engine. Safe to share between threads."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        seeds: Seeds = fresh_seed,
        *,
        seal_key: bytes,
        replica: Replica | None = None,
        shared_for: timedelta = timedelta(0),
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.seeds = seeds
        self._replica = replica
        self._readings = Readings(shared_for)
        self._seal_key = seal_key
        self._reads = for_reading(engine)
        self._one_writer = engine.dialect.name == "sqlite"

    def ask(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query; it returns frozen rows, and holds no transaction open.

        Raises:
            StorageError: the database cannot answer now.
        """
        with storage_errors(), self._reads.connect() as connection:
            return query(connection, *args, **kwargs)

    def look_back(self) -> LookBack:
        """The reads of one page of figures: of the copy where there is one, with the moment they are of.

        Nobody works on what is read here. What somebody holds, and what they did a moment ago, is asked of
        the records themselves.
        """
        return LookBack(self, self._replica, self.clock, self._readings)

    def ask_at_length(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query that may take minutes and read its rows as they come; it sees a single moment.

        While it runs, the database keeps what others change meanwhile: ask for a part at a time.

        Raises:
            StorageError: the database cannot answer now.
        """
        with storage_errors(), self._one_moment() as connection:
            as_written(connection)
            return query(connection, *args, **kwargs)

    def act(self, use_case: Callable[[C, Unit, A, Clock], R], command: C, *, by: A) -> R:
        """Run a use case in one transaction: all of it is recorded, or nothing.

        A command with a ``command_id`` is done once: its repetition returns the recorded result (a text or
        None) and changes nothing.

        Raises:
            Refusal: the rules say no, or who acts works here no longer; nothing was written.
            StorageError: the database cannot answer now; nothing was written.
        """
        try:
            return self._act(use_case, command, by)
        except IntegrityError as clash:
            # The same command was on its way in another tab: by now it is on record.
            return self._after_clash(use_case, command, by, clash)
        except StorageError as problem:
            # Two acts waited for each other, and this one gave way: the other is done by now.
            if not gave_way(problem):
                raise
            return self._act(use_case, command, by)

    def recount(self) -> tuple[Difference, ...]:
        """Where the figures differ from what the records say at one moment; nothing is changed or held up.

        Raises:
            StorageError: the database cannot answer now.
        """
        with storage_errors(), self._one_moment() as connection:
            return tuple(differences(connection))

    def verify(
        self,
        tell: Callable[[Finding], object],
        heads: Path | None = None,
        told: Callable[[int], object] = int,
    ) -> None:
        """Read everything as it stands at one moment and tell whatever differs from its seal.

        ``heads`` is a file of daily heads to compare with; ``told`` gets the number of lines of each case.

        Raises:
            StorageError: the database cannot answer now.
        """
        with storage_errors(), self._one_moment() as connection:
            for finding in findings(connection, self._seal_key, told=told):
                tell(finding)
            if heads is not None:
                for finding in compared(connection, heads, self._seal_key):
                    tell(finding)

    def append_head(self, file: Path, *, unless_within: timedelta | None = None) -> Mapping[str, Any] | None:
        """Append the head of this moment to a file; None when one was written within this time before.

        Raises:
            StorageError: the file or the database cannot do it now.
            TornHeads: the last line of the file is not what the office wrote.
        """
        with storage_errors():
            return append_head(self.engine, self._seal_key, file, self.clock(), unless_within=unless_within)

    def remove(self, removal: Removal, *, by: System) -> tuple[str, ...]:
        """Remove a case's personal data in one transaction; returns hashes of papers nobody has any more.

        Raises:
            StorageError: it cannot be done now, or whoever is connected may not; nothing was removed.
        """
        with storage_errors(), self._writing(), self.engine.begin() as connection:
            return remove(connection, self._seal_key, removal, self.clock(), by.username)

    def forget_words(self) -> None:
        """After removals: nothing of them stays in an index or, on SQLite, in the log of writes."""
        with storage_errors(), self._writing():
            with self.engine.begin() as connection:
                clean_up(connection)
            if self._one_writer:
                with self._reads.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def issued(self, code: str, *, viewer: Staff | System) -> Issued:
        """The answer with this check code, compared with its seal and with the present.

        Raises:
            NoSuchAnswer: no code looks like this, or none such was issued.
            NotAllowed: the viewer answers no inquiries.
            StorageError: the database cannot answer now.
        """
        sealer = Sealer(self._seal_key)
        return self.ask(issued_answer, viewer=viewer, code=code, sealer=sealer, at=self.clock())

    def may_change_records(self) -> bool:
        """Whether whoever is connected could change what was recorded; the desk of PostgreSQL must not."""
        return self.ask(could_change_the_journal)

    def rebuild_statistics(self) -> int:
        """Write the figures anew from the records; returns how many cases were read. Acts wait until it ends.

        Raises:
            StorageError: the database cannot answer now; the figures are as they were.
        """
        with storage_errors(), self._writing(), self.engine.begin() as connection:
            unhurried(connection)
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
            unhurried(connection)
            yield connection

    def _act(self, use_case: Callable[[C, Unit, A, Clock], R], command: C, by: A) -> R:
        with storage_errors(), self._writing(), self.engine.begin() as connection:
            done = _begun(connection, command, use_case, by, self.clock())
            if done is not None:
                return done[0]
            unit = UnitOfWork(connection, seeds=self.seeds, seal_key=self._seal_key)
            result = use_case(command, unit, _here(unit, by), self.clock)
            _keep_result(unit.bundle, command, result)
            unit.flush()
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
        if not _WRITER.acquire(timeout=BUSY_SECONDS):
            raise StorageError("another writer does not end")
        try:
            yield
        finally:
            _WRITER.release()


def _here(unit: UnitOfWork, by: A) -> A:
    """Who acts, as the database knows them at this moment: what the page knew may be an instant old."""
    return cast("A", unit.colleagues.acting(by)) if isinstance(by, Staff) else by


def _begun(
    connection: Connection, command: object, use_case: Callable[..., object], by: Actor, at: datetime
) -> tuple[Any] | None:
    """Put a command on record, or tell the result of the same one that was there first.

    The same click in another tab waits here until the first one is done, and then finds its result.
    """
    command_id = command_id_of(command)
    if command_id is None:
        return None
    mine = {"command_id": command_id, "username": by.username, "use_case": use_case.__name__, "at": at}
    if connection.execute(_put_down(insert_for(connection)), mine).first() is not None:
        return None
    asked = sa.select(commands.c.result).where(commands.c.command_id == command_id)
    return (connection.execute(asked).scalar_one(),)


@cache
def _put_down(insert_of: Any) -> Any:
    """The statement that puts a command on record unless it is; put together once for each database."""
    insert = insert_of(commands).on_conflict_do_nothing(index_elements=["command_id"])
    return insert.returning(commands.c.command_id)


def _keep_result(bundle: Bundle, command: object, result: object) -> None:
    command_id = command_id_of(command)
    if command_id is not None and isinstance(result, str):
        bundle.add(sa.update(commands).where(commands.c.command_id == command_id).values(result=result))

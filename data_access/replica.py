"""Looking back: what is told of the office as a whole is read from a copy that follows the records.

Figures may be some seconds old and may take their time; what somebody works on may not. So figures go to a
streaming replica where there is one, and to the records themselves where it is silent or too far behind. Who
asks is told how old the answer is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

from sqlalchemy.engine import Connection, Engine

from casework.actors import Staff
from data_access.engine import for_reading, storage_errors, took_too_long
from data_access.errors import StorageError
from data_access.readings import Reading, Readings, competence

P = ParamSpec("P")
R = TypeVar("R")

RESTS: Final = timedelta(seconds=10)
"""A copy that did not answer is left alone this long: nobody waits for it with every figure."""

# A copy that has replayed all it received is of this moment while somebody sends to it; else it is as old as
# the last act it knows of. A server that is not in recovery follows nobody: it tells nothing of the records.
_BEHIND: Final = """
SELECT CASE
    WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN EXISTS (SELECT FROM pg_stat_wal_receiver)
        AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE greatest(0, extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()))
END
"""


class Source(StrEnum):
    """Where figures were read."""

    RECORDS = "records"
    """From the records themselves: no copy is set up."""
    COPY = "copy"
    SILENT = "silent"
    """From the records, because the copy did not answer."""
    LATE = "late"
    """From the records, because the copy is too far behind, or follows them no longer."""


_WRONG: Final = frozenset({Source.SILENT, Source.LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The moment that figures are of, UTC, and where they were read."""

    at: datetime
    behind: timedelta = timedelta(0)
    source: Source = Source.RECORDS


class Asked(Protocol):
    """The door of the records, as far as looking back needs it."""

    def ask(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on the records themselves."""
        ...


@dataclass(kw_only=True)
class Replica:
    """A copy of the database that follows it; `most` is how far behind it may be. Safe to share."""

    engine: Engine
    most: timedelta
    rests_until: datetime | None = field(default=None, compare=False)

    def behind(self) -> timedelta | None:
        """How far it is behind now; None when it follows nobody.

        Raises:
            StorageError: it does not answer.
        """
        with storage_errors(), for_reading(self.engine).connect() as connection:
            return behind_on(connection)


def behind_on(connection: Connection) -> timedelta | None:
    """How far the server of a connection is behind; None when it follows nobody or knows of no act yet."""
    seconds = connection.exec_driver_sql(_BEHIND).scalar_one()
    return None if seconds is None else timedelta(seconds=float(seconds))


class LookBack:
    """The reads of one page of figures; `as_of` tells of the oldest of them."""

    def __init__(
        self,
        records: Asked,
        replica: Replica | None,
        clock: Callable[[], datetime],
        readings: Readings,
    ) -> None:
        self._records = records
        self._replica = replica
        self._clock = clock
        self._readings = readings
        self.as_of: AsOf | None = None

    @property
    def moment(self) -> datetime | None:
        """The moment that what was read so far is of, UTC."""
        return self.as_of and self.as_of.at

    def ask(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on the copy, or on the records where the copy cannot tell.

        Raises:
            StorageError: neither answers, or the query takes longer than any may.
        """
        why, began = Source.RECORDS, self._clock()
        if self._replica is not None:
            try:
                return self._of_copy(self._replica, lambda connection: query(connection, *args, **kwargs))
            except _TooFarBehind:
                why = Source.LATE
            except StorageError as problem:
                # It would take as long on the records, and would slow down those who work there.
                if took_too_long(problem):
                    raise
                self._replica.rests_until = self._clock() + RESTS
                why = Source.SILENT
        answer = self._records.ask(query, *args, **kwargs)
        self._note(AsOf(at=began, source=why))
        return answer

    def shared(self, query: Callable[..., R], *, viewer: Staff, **asked: Any) -> Reading[R]:
        """The same, of a question whose answer is no person's own: everybody of one competence shares it.

        Args:
            query: takes a connection, `viewer` and what is asked; it must not tell viewers of one
                competence apart.
            viewer: who asks, as the database knows them now.
            asked: what else the query takes, hashable.

        Raises:
            NotAllowed, StorageError: as the query does, and :meth:`ask`.
        """

        def read() -> Reading[R]:
            alone = LookBack(self._records, self._replica, self._clock, self._readings)
            began = self._clock()
            answer = alone.ask(query, viewer=viewer, **asked)
            return Reading(answer=answer, at=began, told=alone.as_of)

        key = (query, competence(viewer), tuple(sorted(asked.items())))
        reading = self._readings.of(key, self._clock, read)
        if reading.told is not None:
            self._note(reading.told)
        return reading

    def _of_copy(self, replica: Replica, query: Callable[[Connection], Any]) -> Any:
        now = self._clock()
        if replica.rests_until is not None and now < replica.rests_until:
            raise StorageError("the copy did not answer a moment ago")
        with storage_errors(), for_reading(replica.engine).connect() as connection:
            behind = behind_on(connection)
            if behind is None or behind > replica.most:
                raise _TooFarBehind
            answer = query(connection)
        self._note(AsOf(at=now - behind, behind=behind, source=Source.COPY))
        return answer

    def _note(self, found: AsOf) -> None:
        """The oldest moment counts, and what is wrong with the copy is told whichever read found it."""
        known = self.as_of or found
        oldest = min(found, known, key=lambda one: one.at)
        wrong = next((one for one in (found, known) if one.source in _WRONG), oldest)
        self.as_of = replace(oldest, source=wrong.source)


class _TooFarBehind(Exception):  # noqa: N818 - named by the fact.
    """The copy answers, and is too old to be told from."""

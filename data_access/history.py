"""Past acts put on record: the same use cases, each at its own moment, many to a transaction.

For demonstrations, migrations from an older system and measurements.
Nothing else may choose the moment of an act.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from typing import Final, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from casework.actors import Actor
from casework.applications.application import Application
from casework.ports import Clock
from data_access.engine import for_reading
from data_access.lots import Seeds, fresh_seed
from data_access.statistics import StatisticsOnRecord
from data_access.tables import applications
from data_access.unit import UnitOfWork

CASES_A_TRANSACTION: Final = 200

UseCase = Callable[..., object]


class Replay:
    """Acts one after another; a context manager that commits after every so many cases and at the end.

    A case's acts share one unit until :meth:`reload`, which reads it again from the records. ``seeds`` makes
    what each past day's decisions are drawn with; the same seeds, the same draws.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        seal_key: bytes,
        cases: int = CASES_A_TRANSACTION,
        seeds: Seeds = fresh_seed,
    ) -> None:
        self._engine = engine
        self._cases = cases
        self._seeds = seeds
        self._seal_key = seal_key
        self._done = 0
        self._stack = ExitStack()
        self._connection: Connection
        self._unit: UnitOfWork
        self._statistics: StatisticsOnRecord

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(self, *problem: object) -> None:
        if problem[0] is None:
            self._statistics.write()
        self._stack.__exit__(*problem)  # type: ignore[arg-type]

    def act(self, use_case: UseCase, command: object, *, by: Actor, at: datetime) -> object:
        """Run a use case as it would have run at a moment (UTC); refusals pass through and undo the batch."""
        clock: Clock = lambda: at  # noqa: E731 - a clock that stands still
        result = use_case(command, self._unit, by, clock)
        self._unit.flush()
        return result

    def case(self, reference: str) -> Application:
        """The case as the records and the acts so far leave it; not to be changed but by acts."""
        return self._unit.applications.get(reference)

    def seed(self, day: date) -> str:
        """What the decisions of a past local day are drawn with."""
        return self._unit.lots.seed(day)

    def reload(self) -> None:
        """Forget what was read: the next act reads its case again."""
        self._unit = UnitOfWork(self._connection, self._statistics, self._seeds, seal_key=self._seal_key)

    def next_case(self) -> None:
        """Finish a case; every so many are committed together."""
        self._done += 1
        if self._done % self._cases == 0:
            self._statistics.write()
            self._stack.close()
            self._begin()
        else:
            self.reload()

    def _begin(self) -> None:
        self._connection = self._stack.enter_context(self._engine.begin())
        self._statistics = StatisticsOnRecord(self._connection)
        self.reload()


def knows_source(engine: Engine, source: str) -> bool:
    """Whether an application from this source is on record."""
    with for_reading(engine).connect() as connection:
        found = sa.select(applications.c.id).where(applications.c.source == source).limit(1)
        return connection.execute(found).first() is not None

"""What belongs to the process and not to a reader: the records, the documents, the staff, the clock."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any, TypeVar

from casework.ports import Clock
from dashboard.settings import settings
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.records import Records
from data_access.replica import Replica
from data_access.second_factor import SecondFactors
from data_access.staff import StaffDirectory

T = TypeVar("T")
_making = threading.RLock()


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """One a process, even when two readers arrive first."""
    cached = cache(make)

    @wraps(make)
    def made() -> T:
        with _making:
            return cached()

    made.cache_clear = cached.cache_clear  # type: ignore[attr-defined]
    return made


@_once
def engine() -> Any:
    """The process's one engine."""
    return make_engine(settings().database_url)


@_once
def replica() -> Replica | None:
    """The copy that figures are read from; None where the office has none."""
    chosen = settings()
    if not chosen.replica_url:
        return None
    return Replica(engine=make_engine(chosen.replica), most=chosen.replica_lag)


@_once
def documents() -> DocumentStore:
    """The citizens' papers."""
    return DocumentStore(settings().documents)


@_once
def records() -> Records:
    """What may be asked and done."""
    chosen = settings()
    return Records(
        engine(), now, seal_key=chosen.seal_key(), replica=replica(), shared_for=chosen.figures_shared
    )


@_once
def directory() -> StaffDirectory:
    """Staff and their sessions."""
    chosen = settings()
    return StaffDirectory(engine(), chosen.key(), chosen.idle, chosen.longest)


def second_factors() -> SecondFactors:
    """Their second factors, under the same key."""
    return SecondFactors(directory())


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def clock() -> Clock:
    """The clock the use cases are handed."""
    return now


def close() -> None:
    """Let go of the database; what is asked for next is made anew."""
    with _making:
        engine().dispose()
        if (copy := replica()) is not None:
            copy.engine.dispose()
        for made in (engine, replica, documents, records, directory):
            made.cache_clear()  # type: ignore[attr-defined]
        settings.cache_clear()

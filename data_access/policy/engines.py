"""Who answers a question over the archive, over the database's own rows, or over both together.

DuckDB runs within this process, on Arrow; Spark runs here too, on all cores, and on a cluster where its
settings name one. Both get the same statements. Neither asks anything of the network.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, Final

import duckdb

from data_access.archive.forms import DECISIONS as KIND
from data_access.archive.place import Place
from data_access.errors import StorageError
from data_access.policy.questions import Condition, Question
from data_access.policy.rendering import DECISIONS, Dialect, both, rendered

Value = str | int | date | None
Rows = tuple[tuple[Value, ...], ...]
Answer = Callable[[Question, Iterable[Condition]], Rows]

_ARCHIVED: Final = "archived"
_LIVE: Final = "live"
_SPARK: Final = {
    # What it would tell the network, open as a page, or fetch, it does not.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    # One machine: as many tasks as it has cores do not gain by hundreds of small ones.
    "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    "spark.driver.memory": "2g",
}


class NoSpark(Exception):  # noqa: N818 - named by the fact.
    """Spark is not installed here, or finds no Java."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is asked: an archive, an Arrow table of the database's decisions, or both."""

    archive: Place | None = None
    live: Any = None


@contextmanager
def duck(sources: Sources) -> Generator[Answer]:
    """DuckDB over the sources; it loads no extensions and reads nothing but them.

    Raises:
        StorageError: there is nothing to ask.
    """
    with duckdb.connect(config=_CLOSED) as connection:
        names = list[str]()
        for name, table in _tables(sources):
            connection.register(name, table)
            names.append(name)
        connection.execute(f"CREATE VIEW {DECISIONS} AS {_view(names)}")
        yield lambda question, narrowed: in_order(
            connection.execute(rendered(question, Dialect.DUCKDB, narrowed)).fetchall()
        )


_CLOSED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}


@contextmanager
def spark(sources: Sources) -> Generator[Answer]:
    """Spark over the sources, in a session that ends with the context.

    A folder is read by Spark itself, an object store by Arrow: Spark would need libraries of its own for it.

    Raises:
        NoSpark: it is not installed, or there is no Java.
        StorageError: there is nothing to ask.
    """
    session = _quietly(_session)
    try:
        names = list[str]()
        for name, table in _tables(sources, as_paths=True):
            _quietly(lambda table=table: _read(session, table)).createOrReplaceTempView(name)
            names.append(name)
        session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {DECISIONS} AS {_view(names)}")
        yield lambda question, narrowed: in_order(
            tuple(row) for row in session.sql(rendered(question, Dialect.SPARK, narrowed)).collect()
        )
    finally:
        session.stop()


def _quietly(act: Callable[[], Any]) -> Any:
    """Without Spark's own warnings of the versions of others: nothing of theirs is used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return act()


def _read(session: Any, table: Any) -> Any:
    return session.read.parquet(*table) if isinstance(table, list) else session.createDataFrame(table)


def _session() -> Any:
    try:
        builder = import_module("pyspark.sql").SparkSession.builder.appName("mizan")
    except ImportError as missing:
        raise NoSpark("Spark is not installed: pip install pyspark.") from missing
    for name, value in _SPARK.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (OSError, RuntimeError) as problem:
        raise NoSpark(f"Spark does not start: {problem}") from problem
    session.sparkContext.setLogLevel("ERROR")
    return session


def _tables(sources: Sources, *, as_paths: bool = False) -> list[tuple[str, Any]]:
    """The tables to ask by name: Arrow's, or for Spark the paths of files that lie in a folder here."""
    found = list[tuple[str, Any]]()
    manifest = sources.archive.manifest() if sources.archive is not None else None
    if sources.archive is not None and manifest is not None and manifest.of(KIND):
        table: Any = sources.archive.dataset(manifest, KIND)
        if as_paths:
            table = sources.archive.paths(manifest, KIND) if sources.archive.local else table.to_table()
        found.append((_ARCHIVED, table))
    if sources.live is not None:
        found.append((_LIVE, sources.live))
    if not found:
        raise StorageError("there is nothing to ask: no archive there, and no live rows")
    return found


def _view(names: list[str]) -> str:
    return both(_ARCHIVED, _LIVE) if len(names) > 1 else f"SELECT * FROM {names[0]}"


def in_order(rows: Iterable[tuple[Any, ...]]) -> Rows:
    """In one order and with plain values, whichever engine answered; a sum may be a decimal."""
    plain = (tuple(int(one) if isinstance(one, Decimal) else one for one in row) for row in rows)
    return tuple(sorted(plain, key=lambda row: tuple((one is not None, str(one)) for one in row)))

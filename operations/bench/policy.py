"""`bench policy`: the policy questions at scale, by three engines, equal to the row or not."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import click

from data_access.archive.keeping import archive
from data_access.archive.manifest import Manifest
from data_access.archive.place import Place
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.policy.engines import NoSpark, Rows, Sources, duck, in_order, spark
from data_access.policy.live import live_table
from data_access.policy.questions import QUESTIONS
from data_access.records import Records
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.bench.measure import seconds
from operations.bench.office import NOW
from operations.bench.past import repeat
from operations.bench.policy_peers import by_hand, sizes
from operations.throwaway import SEAL_KEY

HEAD: Final = (
    "| Question | Rows | PostgreSQL, GROUP BY, s | DuckDB, s | Spark, s | Equal |\n|---|--:|--:|--:|--:|---|"
)
_SIZES: Final = (
    "| What | Rows | Table, bytes | Indexes, bytes | Bytes per million applications |\n|---|--:|--:|--:|--:|"
)
_MILLION: Final = 1_000_000
_BEFORE: Final = "2026-08-01"

Asking = Mapping[str, Callable[[str], Rows]]


@click.command("policy")
@click.option("--applications", type=click.IntRange(min=1), default=_MILLION, show_default=True)
@click.option(
    "--closed-before",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_BEFORE,
    show_default=True,
    help="What is archived; the rest is read from the database.",
)
@click.option(
    "--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Medians of so many."
)
@click.option("--spark/--no-spark", "with_spark", default=True, help="Ask Spark too.")
def bench_policy_command(
    *, applications: int, closed_before: datetime, rounds: int, with_spark: bool
) -> None:
    """Put each policy question to PostgreSQL, DuckDB and Spark, and compare every row.

    A throw-away PostgreSQL is filled with a long past, most of it is archived, and DuckDB and Spark are asked
    over archive and database together. Exits 1 where two answers differ.
    """
    with TemporaryDirectory(prefix="mizan-bench-") as folder, ExitStack() as stack:
        try:
            url = stack.enter_context(throwaway_postgres(durable=True))
        except NoPostgres as missing:
            raise click.ClickException(str(missing)) from None
        bench = _Bench(url, Place(folder), applications)
        for line in bench.filled():
            click.echo(line)
        for line in bench.archived(closed_before):
            click.echo(line)
        asking = bench.asking(stack, with_spark=with_spark)
        wrong = 0
        click.echo(f"\n{HEAD}")
        for code in QUESTIONS:
            answered = _answered(code, asking, rounds)
            wrong += not answered.equal
            click.echo(str(answered))
    if wrong:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A question, its rows, and the median seconds of each engine; None: not asked."""

    code: str
    rows: int
    taken: Mapping[str, float]
    equal: bool

    def __str__(self) -> str:
        taken = " | ".join(
            f"{self.taken[name]:.2f}" if name in self.taken else "–"
            for name in ("postgresql", "duckdb", "spark")
        )
        return f"| {self.code} | {self.rows:,} | {taken} | {'yes' if self.equal else 'no'} |"


def _answered(code: str, asking: Asking, rounds: int) -> _Answered:
    found = {name: ask(code) for name, ask in asking.items()}
    taken = {name: median(seconds(partial(ask, code)) for _ in range(rounds)) for name, ask in asking.items()}
    one = next(iter(found.values()))
    return _Answered(code=code, rows=len(one), taken=taken, equal=all(rows == one for rows in found.values()))


class _Bench:
    """A filled database and its archive."""

    def __init__(self, url: str, place: Place, applications: int) -> None:
        self.place, self.applications, self.cases = place, applications, 0
        self.engine = make_engine(url)
        migrate(self.engine)
        self.records = Records(self.engine, lambda: NOW, seal_key=SEAL_KEY)
        self.driver: Any = make_engine(url).raw_connection().driver_connection
        self.driver.autocommit = True
        # What somebody waits for at a console, not at a page: no limit cuts the peer short.
        self.driver.execute("SET statement_timeout = 0")

    def filled(self) -> Iterator[str]:
        """Fill it, and tell how large it became."""
        took = seconds(self._fill)
        self.driver.execute("VACUUM ANALYZE")
        yield f"Filled with {self.cases:,} applications in {took:.0f} s."
        yield f"\n{_SIZES}"
        all_bytes = 0
        for name, (rows, table, indexes) in sizes(self.driver).items():
            all_bytes += table + indexes
            yield f"| {name} | {rows:,} | {table:,} | {indexes:,} | {self._per_million(table + indexes):,} |"
        yield f"| together | | | | {self._per_million(all_bytes):,} |"

    def archived(self, closed_before: datetime) -> Iterator[str]:
        """Archive most of it, and tell what that took."""
        before, found = _peak(), list[Manifest]()

        def run() -> None:
            done = archive(self.records, self.place, seal_key=SEAL_KEY, closed_before=closed_before.date())
            found.append(done.manifest)

        took = seconds(run)
        (manifest,) = found
        again = seconds(run)
        for what in ("decisions", "lines"):
            parts = manifest.of(what)
            size, rows = sum(part.bytes for part in parts), manifest.rows(what)
            yield f"| archive: {what} | {rows:,} | {size:,} | – | {self._per_million(size):,} |"
        yield (
            f"\nArchived in {took:.0f} s, again in {again:.0f} s; {len(manifest.parts):,} files; "
            f"memory rose by {(_peak() - before) // 1024:,} MB."
        )

    def asking(self, stack: ExitStack, *, with_spark: bool) -> Asking:
        """Whom a question can be put to, by name."""
        manifest = self.place.manifest()
        before = manifest.closed_before if manifest else None
        tables = list[Any]()
        took = seconds(
            lambda: tables.append(live_table(self.records, seal_key=SEAL_KEY, closed_before=before))
        )
        click.echo(f"Live decisions read: {tables[0].num_rows:,} in {took:.1f} s.")
        sources = Sources(archive=self.place, live=tables[0])
        asking: dict[str, Callable[[str], Rows]] = {
            "postgresql": lambda code: in_order(by_hand(self.driver, code))
        }
        engines = {"duckdb": duck} | ({"spark": spark} if with_spark else {})
        for name, engine in engines.items():
            try:
                answer = stack.enter_context(engine(sources))
            except NoSpark as missing:
                raise click.ClickException(str(missing)) from missing
            asking[name] = lambda code, answer=answer: answer(QUESTIONS[code], ())
        return asking

    def _fill(self) -> None:
        self.cases = repeat(self.driver, "postgresql", self.applications, told=True)

    def _per_million(self, size: int) -> int:
        return size * _MILLION // self.cases


def _peak() -> int:
    """The most memory this process has had, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

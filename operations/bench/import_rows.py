"""`bench import`: rows of a file on record, beside COPY of the same rows after the same checks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, Final

import click

from casework.actors import System
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.records import Records
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.bench.imports import table
from operations.bench.measure import seconds
from operations.bench.national.load import ROOMY
from operations.bench.national.multiplied import FIGURES, TABLES
from operations.bench.office import NOW, TODAY, households
from operations.bench.plain import bare
from operations.intake.importer import ImportResult, import_file
from operations.intake.plan import Plan, plan_import
from operations.throwaway import SEAL_KEY

HEAD: Final = (
    "| Rows | Mizan, s | Rows a second | COPY, s | Rows a second | Speed, of COPY's |\n"
    "|--:|--:|--:|--:|--:|--:|"
)

Written = Sequence[tuple[str, bytes]]


@click.command("import")
@click.option(
    "--rows",
    type=click.IntRange(1),
    multiple=True,
    default=(20_000, 100_000),
    show_default=True,
    help="Of how many rows the file is.",
)
def import_rows_command(rows: tuple[int, ...]) -> None:
    """Import a file of applications on PostgreSQL, and copy in what that wrote after the same checks.

    COPY has nothing to think of: its rows are ready, numbered and sealed, and it is one transaction.
    """
    click.echo(HEAD)
    try:
        for how_many in rows:
            click.echo(_line(how_many, *beside_copy(how_many)))
    except NoPostgres as missing:
        raise click.ClickException(str(missing)) from None


def beside_copy(rows: int) -> tuple[float, float]:
    """Seconds of the import of so many rows, and of COPY; both read, understand and check the same file."""
    content = file_of(rows)
    with _migrated() as imported:
        results: list[ImportResult] = []
        ours = seconds(lambda: results.append(received(content, imported)))
        if results[0].accepted != rows:
            raise click.ClickException(f"{results[0].accepted} of {rows} rows were accepted")
        written = written_in(imported)
    with _migrated() as copied:
        floor = seconds(lambda: _copied(content, written, copied))
    return ours, floor


def written_in(engine: Any) -> Written:
    """What stands in each table that has rows, as COPY writes it, in an order in which it can come back."""
    with bare(engine) as driver:
        told = [(name, _copy_out(driver, name)) for name in (*TABLES, *FIGURES)]
    return [(name, rows) for name, rows in told if rows]


def copy_in(engine: Any, written: Written) -> None:
    """Bring rows in by COPY, all of them in one transaction."""
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        for name, rows in written:
            with driver.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                copy.write(rows)


def file_of(rows: int) -> bytes:
    """A file of so many applications: a thousand invented households, again and again."""
    people = households()
    again = chain.from_iterable(repeat(people, -(-rows // len(people))))
    return table(one for one, _ in zip(again, range(rows), strict=False))


@contextmanager
def _migrated() -> Iterator[Any]:
    with throwaway_postgres(durable=True, settings=ROOMY) as url:
        engine = make_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


def _plan(content: bytes) -> Plan:
    return plan_import(content, "bench.csv", today=TODAY, mapping="mizan")


def received(content: bytes, engine: Any) -> ImportResult:
    """What the office's own import makes of the file."""
    records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
    return import_file(_plan(content), records, store=None, by=System())


def _copied(content: bytes, written: Written, engine: Any) -> None:
    plan = _plan(content)
    opened, _ = plan.open()
    deque(map(plan.checker.check, opened.rows), maxlen=0)
    copy_in(engine, written)


def _copy_out(driver: Any, name: str) -> bytes:
    with driver.cursor().copy(f"COPY (SELECT * FROM {name}) TO STDOUT") as copy:
        return b"".join(map(bytes, copy))


def _line(rows: int, ours: float, floor: float) -> str:
    return (
        f"| {rows:,} | {ours:.1f} | {rows / ours:,.0f} | {floor:.1f} | {rows / floor:,.0f} "
        f"| {floor / ours:.2f} |"
    )

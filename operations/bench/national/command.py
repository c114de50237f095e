"""`bench load` and `bench national`: an office of national size, and the desk in it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from data_access.errors import StorageError
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.bench.national.filled import Filled
from operations.bench.national.load import ROOMY, NotEmpty, NotSuperuser, load
from operations.bench.national.measured import HEAD, Waited, desk_waits, flat


@click.command("load")
@click.option(
    "--applications", type=click.IntRange(1), default=10_000, show_default=True, help="How many at least."
)
@click.option(
    "--into",
    required=True,
    metavar="URL",
    help="An empty PostgreSQL database, as a superuser: postgresql://postgres@localhost/mizan_bench",
)
def load_command(applications: int, into: str) -> None:
    """Fill a bench database with so many applications and their past, by COPY.

    It is a lived office, multiplied: states, regions, reasons and journals as they were lived, with people of
    their own. Ten million take about 60 GB.
    """
    click.echo(f"{_loaded(into, applications):,} applications")


@click.command("national")
@click.option(
    "--applications",
    type=click.IntRange(1),
    multiple=True,
    default=(10_000, 100_000, 1_000_000),
    show_default=True,
    help="How many, each in a throw-away database of its own.",
)
@click.option(
    "--on",
    "loaded",
    multiple=True,
    type=Filled(),
    help="Measure databases filled by `bench load` instead; cases in them are taken and decided.",
)
@click.option("--acts/--no-acts", default=True, help="Also take cases and decide them.")
def national_command(applications: tuple[int, ...], loaded: tuple[str, ...], *, acts: bool) -> None:
    """Measure queue, search, open, next case and decision beside plain SQL, and how flat they stay."""
    click.echo(HEAD)
    waits: list[Waited] = []
    try:
        for waited in _on_loaded(loaded, acts=acts) if loaded else _on_new(applications, acts=acts):
            click.echo(str(waited))
            waits.append(waited)
    except NoPostgres as missing:
        raise click.ClickException(str(missing)) from None
    if len({one.applications for one in waits}) > 1:
        click.echo("")
        for line in flat(waits):
            click.echo(line)


def _on_new(sizes: tuple[int, ...], *, acts: bool) -> Iterator[Waited]:
    for size in sizes:
        with throwaway_postgres(durable=True, settings=ROOMY) as url:
            yield from desk_waits(url, _loaded(url, size), acts=acts)


def _on_loaded(urls: tuple[str, ...], *, acts: bool) -> Iterator[Waited]:
    for url in urls:
        yield from desk_waits(url, acts=acts)


def _loaded(url: str, applications: int) -> int:
    if not url.startswith("postgresql"):
        raise click.ClickException("An office of this size needs PostgreSQL: postgresql://user@host/database")
    try:
        return load(url, applications, lambda told: click.echo(told, err=True))
    except NotEmpty:
        raise click.ClickException(
            "That database holds applications already. Make an empty one: createdb mizan_bench"
        ) from None
    except NotSuperuser:
        raise click.ClickException(
            "Filling switches triggers off, which a superuser may: connect as one, such as postgres."
        ) from None
    except StorageError as problem:
        raise click.ClickException(f"That database cannot be filled: {problem}") from None

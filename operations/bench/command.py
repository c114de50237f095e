"""`bench`: how long a caseworker waits, against the least that the same work could cost."""

from collections.abc import Iterator, Sequence

import click

from operations.bench.backtest import backtest
from operations.bench.cluster import NoPostgres, postgres_binaries
from operations.bench.desk import desk_figures
from operations.bench.django_peer.command import peer_command
from operations.bench.figures import HEAD as PAGES
from operations.bench.figures import page_figures
from operations.bench.import_rows import import_rows_command
from operations.bench.imports import import_figure
from operations.bench.inquiry import HEAD as COUNTER
from operations.bench.inquiry import inquiry_figures
from operations.bench.measure import HEAD
from operations.bench.national.command import load_command, national_command
from operations.bench.pages import pages_command
from operations.bench.policy import bench_policy_command
from operations.bench.reviewers.command import reviewers_command
from operations.bench.views import views_command

DATABASES = ("sqlite", "postgresql")


@click.group("bench", invoke_without_command=True)
@click.option(
    "--cases",
    type=int,
    multiple=True,
    default=(3_000, 100_000),
    show_default=True,
    help="How full the office is; 0 leaves the desk out.",
)
@click.option(
    "--database",
    "databases",
    type=click.Choice(DATABASES),
    multiple=True,
    default=DATABASES,
    help="On which.",
)
@click.option(
    "--import/--no-import", "imports", default=True, help="Also import 1,000 cases with 3,000 papers."
)
@click.option(
    "--past",
    type=int,
    multiple=True,
    default=(100_000, 1_000_000),
    show_default=True,
    help="How many cases the pages of figures look back on; 0 leaves them out.",
)
@click.option(
    "--applications",
    type=int,
    multiple=True,
    default=(100_000, 1_000_000),
    show_default=True,
    help="Among how many applications the counter answers inquiries, on PostgreSQL; 0 leaves it out.",
)
@click.option("--outlook/--no-outlook", default=True, help="Also try the breach outlook on the past.")
@click.pass_context
def bench_command(
    context: click.Context,
    cases: tuple[int, ...],
    databases: tuple[str, ...],
    *,
    imports: bool,
    past: tuple[int, ...],
    applications: tuple[int, ...],
    outlook: bool,
) -> None:
    """Measure the import, the desk and the pages of figures; print the tables of docs/bench.md.

    Everything happens in throw-away databases. Each figure stands beside a floor measured in the same run:
    the same question in plain SQL through the bare driver.
    """
    if context.invoked_subcommand:
        return
    if "postgresql" in databases:
        _need_postgres()
    sections = (
        _desk(cases, databases, imports=imports),
        _tried(outlook),
        _pages(past, databases),
        _counter(applications if "postgresql" in databases else ()),
    )
    for section in sections:
        for line in section:
            click.echo(str(line))


bench_command.add_command(import_rows_command)
bench_command.add_command(load_command)
bench_command.add_command(national_command)
bench_command.add_command(pages_command)
bench_command.add_command(peer_command)
bench_command.add_command(reviewers_command)
bench_command.add_command(bench_policy_command)
bench_command.add_command(views_command)


def _desk(cases: Sequence[int], databases: Sequence[str], *, imports: bool) -> Iterator[object]:
    sizes = [size for size in cases if size]
    if imports or sizes:
        yield HEAD
    if imports:
        yield import_figure()
    for how_many in sizes:
        for database in databases:
            yield from desk_figures(database, how_many)


def _tried(outlook: bool) -> Iterator[object]:  # noqa: FBT001 - the option itself
    if outlook:
        yield ""
        yield from backtest()


def _pages(past: Sequence[int], databases: Sequence[str]) -> Iterator[object]:
    sizes = [size for size in past if size]
    if sizes:
        yield f"\n{PAGES}"
    for size in sizes:
        for database in databases:
            yield from page_figures(database, size)


def _counter(applications: Sequence[int]) -> Iterator[object]:
    sizes = [size for size in applications if size]
    if sizes:
        yield f"\n{COUNTER}"
    for size in sizes:
        yield from inquiry_figures(size)


def _need_postgres() -> None:
    try:
        postgres_binaries()
    except NoPostgres as missing:
        raise click.ClickException(f"{missing} Or say --database sqlite.") from None

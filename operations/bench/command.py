"""`bench`: how long a caseworker waits, against the least that the same work could cost."""

import click

from operations.bench.cluster import NoPostgres, postgres_binaries
from operations.bench.desk import desk_figures
from operations.bench.imports import import_figure
from operations.bench.measure import HEAD

DATABASES = ("sqlite", "postgresql")


@click.command("bench")
@click.option(
    "--cases",
    type=int,
    multiple=True,
    default=(3_000, 100_000),
    show_default=True,
    help="How full the office is.",
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
def bench_command(cases: tuple[int, ...], databases: tuple[str, ...], *, imports: bool) -> None:
    """Measure the import, the queue, the next case and a decision; print a table for docs/bench.md.

    Everything happens in throw-away databases. Each figure stands beside a floor measured in the same run:
    the same question in plain SQL through the bare driver.
    """
    if "postgresql" in databases:
        _need_postgres()
    click.echo(HEAD)
    if imports:
        click.echo(str(import_figure()))
    for how_many in cases:
        for database in databases:
            for figure in desk_figures(database, how_many):
                click.echo(str(figure))


def _need_postgres() -> None:
    try:
        postgres_binaries()
    except NoPostgres as missing:
        raise click.ClickException(f"{missing} Or say --database sqlite.") from None

"""`policy`: one of the policy teams' questions, asked of the archive, of the database, or of both."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from casework.countries.pack import packs
from dashboard import office
from dashboard.settings import settings
from data_access.errors import StorageError
from data_access.policy.engines import NoSpark, Sources, duck, spark
from data_access.policy.live import live_table
from data_access.policy.questions import QUESTIONS, Condition, How, Question
from data_access.policy.telling import Cell, heading, told
from operations.archive import place_at

ENGINES: Final = {"duckdb": duck, "spark": spark}
HIDDEN: Final = "–"
PROGRAMMES: Final = sorted(code for pack in packs().values() for code in pack.programmes)
_MONTH: Final = click.DateTime(["%Y-%m"])


@click.command("policy")
@click.argument("question", type=click.Choice(sorted(QUESTIONS)))
@click.option("--engine", type=click.Choice(sorted(ENGINES)), default="duckdb", show_default=True)
@click.option("--archive", "place", help="Folder or address of the archive; default `archive` at home.")
@click.option("--no-archive", is_flag=True, help="Ask the database alone.")
@click.option("--live", is_flag=True, help="Also ask the database for what is not archived.")
@click.option("--programme", type=click.Choice(PROGRAMMES), help="Only decisions of this programme.")
@click.option("--since", type=_MONTH, help="Only decisions from this month on, as 2026-01.")
@click.option("--until", type=_MONTH, help="Only decisions up to this month.")
@click.option("--exact", is_flag=True, help="Exact counts, for those who may open the cases behind them.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write CSV here.")
def policy_command(
    question: str, *, engine: str, place: str | None, no_archive: bool, live: bool, exact: bool, **more: Any
) -> None:
    """Answer QUESTION and print a table, or write it with --out.

    Counts are rounded to the nearest 5 and small ones hidden (–), as on the page of causes, unless --exact.
    A case that is archived and in the database is counted once, as the database has it.
    """
    asked, out = QUESTIONS[question], more["out"]
    try:
        sources = _sources(None if no_archive else place or str(settings().home / "archive"), live=live)
        with ENGINES[engine](sources) as answer:
            rows = answer(asked, narrowed(more["programme"], more["since"], more["until"]))
    except (NoSpark, StorageError) as problem:
        raise click.ClickException(f"No answer: {problem}.") from problem
    table = list(told(asked, rows, exactly=exact))
    if out is None:
        _print(asked, table)
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            write(asked, table, file)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror}.") from problem
    click.echo(f"{out}: {len(table):,} rows.")


def narrowed(programme: str | None, since: datetime | None, until: datetime | None) -> tuple[Condition, ...]:
    """The conditions of a question about a programme and months; None: all of them."""
    chosen = (
        ("programme", How.IS, programme),
        ("month", How.FROM, since and since.date().isoformat()),
        ("month", How.UP_TO, until and until.date().isoformat()),
    )
    return tuple(Condition(column=column, how=how, values=(value,)) for column, how, value in chosen if value)


def write(question: Question, table: Iterable[Sequence[Cell]], file: Any) -> None:
    """The table as CSV; what is hidden is empty."""
    lines = csv.writer(file)
    lines.writerow(heading(question))
    lines.writerows(table)


def _sources(place: str | None, *, live: bool) -> Sources:
    archive = place_at(place) if place else None
    manifest = archive.manifest() if archive else None
    if not live and archive is not None:
        return Sources(archive=archive)
    before = manifest.closed_before if manifest else None
    table = live_table(office.records(), seal_key=settings().seal_key(), closed_before=before)
    return Sources(archive=archive, live=table)


def _print(question: Question, table: Sequence[Sequence[Cell]]) -> None:
    rows = [heading(question), *(tuple(_said(cell) for cell in row) for row in table)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    click.echo(f"{question.title}\n")
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _said(cell: Cell) -> str:
    if cell is None:
        return HIDDEN
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)

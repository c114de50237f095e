"""`verify` and `rebuild`: whether records, papers and figures are what was written; figures anew."""

import sys
import time
from itertools import islice
from pathlib import Path
from typing import Final

import click

from dashboard import office
from dashboard.settings import settings
from data_access.chains import Finding
from operations.papers_proved import compare_papers

_NAMED: Final = 20


@click.command("verify")
@click.option("--statistics", is_flag=True, help="Only recount every figure from the records.")
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with this file of daily heads, a copy that was kept elsewhere.",
)
@click.option(
    "--papers", is_flag=True, help="Also read every paper's bytes and compare them with their hash."
)
@click.option("--show", default=_NAMED, show_default=True, help="How many differences are named.")
def verify_command(*, statistics: bool, heads: Path | None, papers: bool, show: int) -> None:
    """Prove that nothing was changed, removed, put in or cut off; exit 1 and name the line if anything was.

    Reads the whole journal with its decisions, the daily heads, the papers' files and every figure.
    """
    right = _figures(show) if statistics else all(_everything(heads, show, papers=papers))
    if not right:
        sys.exit(1)


@click.command("rebuild")
@click.option("--statistics", is_flag=True, required=True, help="Write every figure anew from the records.")
def rebuild_command(*, statistics: bool) -> None:
    """Write the figures anew in one transaction; whoever acts meanwhile waits, so choose a quiet hour."""
    del statistics
    read = office.records().rebuild_statistics()
    click.echo(f"The figures were written anew from {read:,} cases.")


def _everything(heads: Path | None, show: int, *, papers: bool) -> list[bool]:
    return [_seals(heads, show), _papers(show, read=papers), _figures(show)]


class _Told:
    """Names the first findings, and counts them all."""

    def __init__(self, show: int) -> None:
        self.show, self.found, self.lines, self.cases = show, 0, 0, 0

    def __call__(self, finding: Finding) -> None:
        if self.found < self.show:
            click.echo(str(finding), err=True)
        self.found += 1

    def read(self, lines: int) -> None:
        self.lines += lines
        self.cases += 1


def _seals(heads: Path | None, show: int) -> bool:
    told, kept = _Told(show), settings().heads_file
    file = heads or (kept if kept.exists() else None)
    began = time.perf_counter()
    office.records().verify(told, file, told.read)
    seconds = max(time.perf_counter() - began, 0.001)
    click.echo(
        f"{told.lines:,} lines of {told.cases:,} cases read in {seconds:.1f} s, "
        f"{told.lines / seconds:,.0f} lines a second."
    )
    if file is None:
        click.echo("There is no file of daily heads: what was put back to an earlier form whole is not seen.")
    if told.found:
        click.echo(f"{told.found:,} differences from what was sealed.", err=True)
        return False
    click.echo("Every line stands as it was sealed.")
    return True


def _papers(show: int, *, read: bool) -> bool:
    told = _Told(show)
    stock = compare_papers(office.records(), office.documents(), told, read=read)
    click.echo(f"{stock.rows:,} papers on record; {stock.orphans:,} files that no row names.")
    if told.found:
        click.echo(f"{told.found:,} papers are not what they were.", err=True)
    return not told.found


def _figures(show: int) -> bool:
    found = office.records().recount()
    if not found:
        click.echo("Every figure is what the records say.")
        return True
    for difference in islice(found, show):
        click.echo(str(difference), err=True)
    click.echo(
        f"{len(found)} differences. `rebuild --statistics` writes the figures anew; a line that begins with "
        "`case` means that a case's own records disagree, which no rebuild mends.",
        err=True,
    )
    return False

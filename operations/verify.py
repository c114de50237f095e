"""`verify` and `rebuild`: whether the figures are what the records say, and writing them anew."""

import sys
from itertools import islice
from typing import Final

import click

from dashboard import office

_NAMED: Final = 20


@click.command("verify")
@click.option("--statistics", is_flag=True, required=True, help="Recount every figure from the records.")
@click.option("--show", default=_NAMED, show_default=True, help="How many differences are named.")
def verify_command(*, statistics: bool, show: int) -> None:
    """Recount from decisions, reasons and journal; exit 1 and name what differs, if anything does."""
    del statistics  # The only thing to verify so far; the option says which.
    found = office.records().recount()
    if not found:
        click.echo("Every figure is what the records say.")
        return
    for difference in islice(found, show):
        click.echo(str(difference), err=True)
    click.echo(
        f"{len(found)} differences. `rebuild --statistics` writes the figures anew; a line that begins with "
        "`case` means that a case's own records disagree, which no rebuild mends.",
        err=True,
    )
    sys.exit(1)


@click.command("rebuild")
@click.option("--statistics", is_flag=True, required=True, help="Write every figure anew from the records.")
def rebuild_command(*, statistics: bool) -> None:
    """Write the figures anew in one transaction; whoever acts meanwhile waits, so choose a quiet hour."""
    del statistics
    read = office.records().rebuild_statistics()
    click.echo(f"The figures were written anew from {read:,} cases.")

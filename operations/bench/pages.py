"""`bench pages`: the pages of figures in databases that `bench load` has filled."""

from __future__ import annotations

import click

from operations.bench.figures import HEAD, page_figures_on
from operations.bench.national.filled import Filled


@click.command("pages")
@click.option(
    "--on",
    "loaded",
    multiple=True,
    required=True,
    type=Filled(),
    help="Databases filled by `bench load`; nothing in them is changed.",
)
@click.option(
    "--peers/--no-peers",
    default=True,
    help="Also ask them; among ten million that is a quarter of an hour, and more memory than most have.",
)
def pages_command(loaded: tuple[str, ...], *, peers: bool) -> None:
    """Measure the first view of Office, Team and Causes beside GROUP BY and beside a page in pandas."""
    click.echo(HEAD)
    for url in loaded:
        for seen in page_figures_on(url, beside=peers):
            click.echo(str(seen))

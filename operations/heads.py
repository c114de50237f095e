"""`heads`: append the head of this moment to the file that is kept elsewhere."""

from datetime import timedelta

import click

from dashboard import office
from dashboard.settings import settings
from data_access.heads import TornHeads


@click.command("heads")
@click.option("--daily", is_flag=True, help="Only when none was written within the last day.")
def heads_command(*, daily: bool) -> None:
    """Append one signed line that says how far the records go; keep a copy where nobody can change it."""
    file = settings().heads_file
    try:
        head = office.records().append_head(file, unless_within=timedelta(days=1) if daily else None)
    except TornHeads as torn:
        raise click.ClickException(f"{file}: {torn}. Nothing was appended.") from torn
    if head is None:
        click.echo("A head was written within the last day; nothing was appended.")
        return
    click.echo(f"{file}: {head['journal']['rows']:,} lines up to journal {head['journal']['last']:,}.")

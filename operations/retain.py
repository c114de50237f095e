"""`retain`: remove what has been kept as long as the packs say."""

from datetime import datetime

import click

from dashboard import office
from dashboard.retaining import retain


@click.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say how many cases are due.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to reckon with; default today.")
def retain_command(*, dry_run: bool, as_of: datetime | None) -> None:
    """Remove the personal data of cases closed longer ago than their country's pack says; figures stay.

    On PostgreSQL it needs the role that owns the tables. The server does the same once a day where it may.
    """
    day = as_of.date() if as_of else None
    done = retain(office.records(), office.documents(), as_of=day, dry_run=dry_run)
    what = "would lose their personal data" if dry_run else "lost their personal data"
    for rule, cases in sorted(done.cases.items()):
        click.echo(f"{rule} years: {cases:,} cases {what}.")
    click.echo(f"Cases: {sum(done.cases.values()):,}. Files removed: {done.files:,}.")

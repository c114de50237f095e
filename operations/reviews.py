"""`reviews`: read the rules again on entitlements whose periodic review is near."""

import click

from dashboard import office
from dashboard.reviewing import reread_all


@click.command("reviews")
def reviews_command() -> None:
    """Read the rules again on what is due for review; the server does the same once a day.

    Nothing is stopped by it. In programmes that are reviewed every month, what is sound is confirmed.
    """
    done = reread_all(office.records())
    click.echo(
        f"Read again: {done.read:,}. Confirmed, in programmes reviewed every month: {done.confirmed:,}."
    )

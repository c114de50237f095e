"""`sweep`: what the passing of time does to cases, now instead of at the server's next look."""

import click

from dashboard import office
from dashboard.settings import settings
from dashboard.sweeping import sweep


@click.command("sweep")
def sweep_command() -> None:
    """Let old claims lapse and close requests nobody answered; safe to run as often as wished."""
    swept = sweep(office.records(), claims_after=settings().claim_age)
    click.echo(
        f"Claims lapsed: {swept.lapsed}. Requests expired: {swept.expired}. "
        f"Changed by somebody meanwhile and left alone: {swept.moved}."
    )

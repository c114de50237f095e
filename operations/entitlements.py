"""`entitlements`: open what approvals from before left out, and suspend what a notice announced for today."""

import click

from dashboard import office
from dashboard.entitling import tend_entitlements


@click.command("entitlements")
def entitlements_command() -> None:
    """Open missing entitlements and suspend those whose notice has run out; the server does it daily too.

    Payment to a family that is not known to have got its notice goes on.
    """
    done = tend_entitlements(office.records())
    click.echo(
        f"Opened: {done.opened:,}. Suspended: {done.suspended:,}. "
        f"Notices whose day has come and that nobody is known to have got: {done.waiting:,}."
    )

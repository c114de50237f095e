"""`limits`: write the desk's limits to its own role, for a pooler passes none on."""

import click

from dashboard import office
from data_access.errors import StorageError
from data_access.limits import keep_limits


@click.command("limits")
def limits_command() -> None:
    """Write to the role of DATABASE_URL what keeps one statement from slowing the desk."""
    try:
        kept = keep_limits(office.engine())
    except (LookupError, StorageError) as problem:
        raise click.ClickException(f"No limits were written: {problem}.") from problem
    for name, value in kept.items():
        click.echo(f"{name} = {value}")
    click.echo("New connections have them. Behind PgBouncer: RECONNECT in its console, then check-deploy.")

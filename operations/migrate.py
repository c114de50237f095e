"""`migrate`: bring the database to the newest form."""

import tempfile
from pathlib import Path

import click

from dashboard.settings import settings
from data_access.engine import make_engine
from data_access.migrate import check_models, grant_desk, migrate


@click.command("migrate")
@click.option(
    "--check", is_flag=True, help="Only prove, on a new empty database, that migrations and tables agree."
)
@click.option(
    "--grant-to", metavar="ROLE", help="Give the desk's own PostgreSQL role what it needs, no more."
)
def migrate_command(*, check: bool, grant_to: str | None) -> None:
    """Bring the database to the newest form; nothing is lost, and a second run changes nothing."""
    if check:
        _prove()
        return
    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(chosen.database_url)
    migrate(engine, chosen.seal_key())
    if grant_to:
        try:
            grant_desk(engine, grant_to)
        except LookupError as problem:
            raise click.ClickException(str(problem)) from problem
        click.echo(f"{grant_to} may work at the desk, and may not change what was recorded.")
    engine.dispose()
    click.echo("The database has its newest form.")


def _prove() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate(engine)
        check_models(engine)
        engine.dispose()
    click.echo("Migrations and tables agree.")

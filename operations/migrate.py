"""`migrate`: bring the database to the newest form."""

import tempfile
from pathlib import Path

import click

from dashboard.settings import settings
from data_access.engine import make_engine
from data_access.migrate import check_models, migrate


@click.command("migrate")
@click.option(
    "--check", is_flag=True, help="Only prove, on a new empty database, that migrations and tables agree."
)
def migrate_command(*, check: bool) -> None:
    """Bring the database to the newest form; nothing is lost, and a second run changes nothing."""
    if check:
        _prove()
        return
    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(chosen.database_url)
    migrate(engine)
    engine.dispose()
    click.echo("The database has its newest form.")


def _prove() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate(engine)
        check_models(engine)
        engine.dispose()
    click.echo("Migrations and tables agree.")

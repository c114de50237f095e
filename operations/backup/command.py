"""`backup` and `restore`: a copy of the office, taken while it works, and put back into a fresh one."""

from pathlib import Path
from typing import Any

import click

from dashboard import office
from dashboard.settings import settings
from data_access.backup import NoClient
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.migrate import is_current
from data_access.records import Records
from operations.backup.manifest import BackupRefused, Manifest
from operations.backup.restoring import checked, restore
from operations.backup.taking import abandoned, back_up, thin_out


@click.command("backup")
@click.argument("destination", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards remove all but the newest so many.")
def backup_command(destination: Path, keep: int | None) -> None:
    """Copy database and papers into a new folder of DESTINATION while everybody works.

    The settings' secrets are not in it: keep them elsewhere.
    """
    chosen = settings()
    engine = make_engine(chosen.database_url)
    try:
        path, manifest = back_up(
            engine,
            DocumentStore(chosen.documents),
            destination,
            office.now(),
            # The secrets do not go along: they are kept elsewhere.
            beside=[chosen.heads_file],
        )
    except (BackupRefused, NoClient, StorageError, OSError) as problem:
        raise click.ClickException(f"No backup was made. {problem}") from problem
    finally:
        engine.dispose()
    click.echo(f"{path}\n{_told(manifest)}")
    if keep is not None:
        for gone in thin_out(destination, keep):
            click.echo(f"Removed: {gone}")
    else:
        for left in abandoned(destination):
            click.echo(f"Never finished, and nobody is writing it: {left}")
    if manifest.missing:
        click.echo(f"Papers on record that are not in the office: {', '.join(manifest.missing)}", err=True)
        raise SystemExit(1)


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Only read the backup through; nothing is written.")
def restore_command(source: Path, *, check: bool) -> None:
    """Put the backup in SOURCE into an empty office, and prove that it is what was taken."""
    try:
        if check:
            click.echo(f"Whole. {_told(checked(source))}")
            return
        _restore(source)
    except (BackupRefused, NoClient, StorageError, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


def _restore(source: Path) -> None:
    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(chosen.database_url)
    try:
        restored = restore(engine, DocumentStore(chosen.documents), source, chosen.home)
        differences = [*restored.differences, *_broken_seals(engine)]
    finally:
        engine.dispose()
    click.echo(f"Restored. {_told(restored.manifest)}")
    for difference in differences:
        click.echo(f"Differs: {difference}", err=True)
    if differences:
        raise SystemExit(1)
    click.echo("Counts, hashes and seals are those of the backup. Next: `migrate`, `verify`, `serve`.")


def _broken_seals(engine: Any) -> list[str]:
    """What was restored and does not stand as it was sealed; older releases than the seals have none."""
    if not is_current(engine):
        return []
    chosen, found = settings(), list[str]()
    heads = chosen.heads_file if chosen.heads_file.exists() else None
    records = Records(engine, office.now, seal_key=chosen.seal_key())
    records.verify(lambda finding: found.append(str(finding)), heads)
    return found


def _told(manifest: Manifest) -> str:
    return (
        f"Taken {manifest.at}: {sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables, "
        f"{manifest.papers:,} papers with {manifest.pages:,} page images."
    )

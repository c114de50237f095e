"""`archive`: a columnar copy of closed cases, for questions of years."""

from datetime import datetime

import click

from casework.countries.pack import pack_of
from dashboard import office
from dashboard.settings import settings
from data_access.archive.forms import DECISIONS, LINES
from data_access.archive.keeping import Archived, ArchiveRefused, archive
from data_access.archive.manifest import Manifest
from data_access.archive.place import Place
from data_access.bucket import Bucket
from data_access.errors import StorageError


@click.command("archive")
@click.argument("place", required=False)
@click.option(
    "--closed-before",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Archive cases closed before this day, with nothing since that moves a decision.",
)
@click.option("--anew", is_flag=True, help="Read every month again, not only those that changed.")
@click.option("--check", is_flag=True, help="Only read the archive through and compare its hashes.")
def archive_command(place: str | None, *, closed_before: datetime | None, anew: bool, check: bool) -> None:
    """Copy closed cases to Parquet files in PLACE, a folder or an address such as s3://bucket/archive.

    Without PLACE: the folder `archive` in the home folder. The files hold no name, number, account or free
    text. Nothing leaves the database. Running it again writes only what changed; one run at a time.
    """
    try:
        where = place_at(place or str(settings().home / "archive"))
        if check:
            _check(where)
            return
        if closed_before is None:
            raise click.UsageError("Say --closed-before DAY, or --check.")
        done = archive(
            office.records(),
            where,
            seal_key=settings().seal_key(),
            closed_before=closed_before.date(),
            anew=anew,
            told=lambda month: click.echo(f"{month.programme} {month.first:%Y-%m}", err=True),
        )
    except (ArchiveRefused, StorageError) as problem:
        raise click.ClickException(str(problem)) from problem
    _tell(where, done)


def place_at(address: str) -> Place:
    """The archive at an address; a bucket's store is the one that the settings name.

    Raises:
        StorageError: nothing here speaks to such an address.
    """
    chosen = settings()
    store = chosen.store_at(address, chosen.home)
    return Place(address, **(store.access if isinstance(store, Bucket) else {}))


def _tell(where: Place, done: Archived) -> None:
    click.echo(f"Months read: {done.months:,}. Files written: {done.written:,}.")
    click.echo(f"{where.address}: {_said(done.manifest)}")


def _check(where: Place) -> None:
    manifest = where.manifest()
    if manifest is None:
        raise click.ClickException(f"Nothing is archived in {where.address}.")
    if wrong := where.wrong_parts(manifest):
        raise click.ClickException("\n".join(("Not what was written:", *wrong)))
    click.echo(f"Whole. {_said(manifest)}")


def _said(manifest: Manifest) -> str:
    size = sum(part.bytes for part in manifest.parts)
    countries = sorted({pack_of(part.programme).code for part in manifest.parts})
    return (
        f"{manifest.rows(DECISIONS):,} decisions and {manifest.rows(LINES):,} lines of cases closed before "
        f"{manifest.closed_before}, {len(manifest.parts):,} files, {size:,} bytes ({', '.join(countries)})."
    )

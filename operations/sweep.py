"""`sweep`: what the passing of time does to cases, now instead of at the server's next look."""

from datetime import timedelta
from functools import partial
from typing import Final

import click

from casework.actors import System
from dashboard import office
from dashboard.settings import settings
from dashboard.sweeping import sweep
from data_access.documents import DocumentStore
from data_access.paper_sweep import SweptPapers, sweep_papers
from data_access.queries.papers import known_papers
from data_access.records import Records

GRACE: Final = timedelta(hours=24)
"""A paper is stored before its row is written, by an import that may take hours."""


@click.command("sweep")
@click.option("--papers", is_flag=True, help="Also remove files of papers, a day old, that no row points at.")
def sweep_command(*, papers: bool) -> None:
    """Let old claims lapse and close requests nobody answered; safe to run as often as wished."""
    swept = sweep(office.records(), claims_after=settings().claim_age)
    click.echo(
        f"Claims lapsed: {swept.lapsed}. Requests expired: {swept.expired}. "
        f"Changed by somebody meanwhile and left alone: {swept.moved}."
    )
    if papers:
        gone = remove_orphans(office.records(), office.documents())
        click.echo(f"Papers without a row removed: {gone.papers}. Half-written files removed: {gone.halves}.")


def remove_orphans(records: Records, store: DocumentStore, grace: timedelta = GRACE) -> SweptPapers:
    """Remove files of papers that no row points at and that are older than the grace."""
    referenced = partial(records.ask, known_papers, viewer=System())
    return sweep_papers(store, referenced, (office.now() - grace).timestamp())

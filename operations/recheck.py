"""`recheck`: papers that could not be checked when they came are checked now, and freed if they are clean."""

from dataclasses import dataclass

import click
import structlog

from casework.actors import System
from casework.errors import NoSuchPaper
from casework.use_cases.recheck_paper import RecheckPaper, recheck_paper
from dashboard import office
from data_access.documents import DocumentStore
from data_access.errors import StorageError
from data_access.queries.papers import Unchecked, known_papers, unchecked_papers
from data_access.records import Records
from operations.papers import Examined, Examiner, shared_examiner
from operations.papers.examined import INFECTED, NOT_CHECKED

_log = structlog.get_logger("mizan.papers")


@dataclass(slots=True)
class Rechecked:
    """What became of the papers that waited."""

    freed: int = 0
    faulty: int = 0
    waiting: int = 0


@click.command("recheck")
def recheck_command() -> None:
    """Check papers that the virus scanner or a busy machine had no answer for; the server does it too."""
    found = recheck(office.records(), office.documents(), shared_examiner())
    click.echo(f"Papers freed: {found.freed}. With a fault: {found.faulty}. Still waiting: {found.waiting}.")


def recheck(records: Records, store: DocumentStore, examiner: Examiner) -> Rechecked:
    """Examine every paper that waits; each is a transaction of its own, its pages on the disk before it."""
    result = Rechecked()
    for waiting in records.ask(unchecked_papers, viewer=System()):
        try:
            examined = examiner.examine(store.get(waiting.sha256))
        except StorageError:
            _log.exception("storage", paper=waiting.paper)
            result.waiting += 1
            continue
        if examined.fault == NOT_CHECKED:
            result.waiting += 1
            continue
        if _put_on_record(records, store, waiting, examined):
            result.freed += examined.fault is None
            result.faulty += examined.fault is not None
    return result


def _put_on_record(records: Records, store: DocumentStore, waiting: Unchecked, examined: Examined) -> bool:
    store.put_pages(waiting.sha256, examined.page_images)
    command = RecheckPaper(
        application=waiting.application,
        paper=waiting.paper,
        media_type=examined.media_type,
        page_sizes=examined.pages,
        fault=examined.fault,
        kept=examined.fault != INFECTED,
    )
    try:
        records.act(recheck_paper, command, by=System())
    except NoSuchPaper:
        return False  # Another run was quicker.
    if not command.kept and not records.ask(known_papers, (waiting.sha256,), viewer=System()):
        store.remove(waiting.sha256)
    return True

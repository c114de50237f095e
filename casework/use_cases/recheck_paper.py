"""Tell what became of a paper that could not be checked when it came."""

from __future__ import annotations

from dataclasses import dataclass

from casework.actors import System
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckPaper:
    """A paper as it was found to be: with a fault, or fit to be shown on so many pages.

    ``page_sizes`` are pixels of the page images (width, height). ``kept`` says whether its bytes stay.
    """

    application: str
    paper: int
    media_type: str
    page_sizes: tuple[tuple[int, int], ...]
    fault: str | None
    kept: bool


def recheck_paper(command: RecheckPaper, unit: Unit, by: System, now: Clock) -> None:
    """Free a paper that waited for its check, or say what is wrong with it.

    Raises:
        NoSuchPaper: the paper is not of this case, or does not wait for its check any more.
    """
    application = unit.applications.get(command.application)
    application.paper_checked(
        command.paper,
        fault=command.fault,
        media_type=command.media_type,
        page_sizes=command.page_sizes,
        kept=command.kept,
        by=by,
        at=now(),
    )

"""Look at what is masked, or at a paper: allowed within competence, and always written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.actors import Staff
from casework.applications.evidence import Paper
from casework.errors import NoSuchPaper
from casework.permissions import Permission
from casework.ports import Clock, Unit

MASKED: Final = ("national_id", "iban", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """The wish to see a masked value; ``field`` is one of :data:`MASKED`."""

    application: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPaper:
    """The wish to see a paper."""

    application: str
    paper: int


def reveal(command: Reveal, unit: Unit, by: Staff, now: Clock) -> str:
    """The full value of a masked field; the look is logged in the same transaction.

    Raises:
        KeyError: the field is not one that is masked (a bug of the caller, not a refusal).
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.REVEAL, application)
    if command.field not in MASKED:
        raise KeyError(command.field)
    unit.openings.log(application, command.field, by, now())
    return str(application.facts.get(command.field) or "")


def open_paper(command: OpenPaper, unit: Unit, by: Staff, now: Clock) -> Paper:
    """A paper that may be shown; the look is logged in the same transaction.

    Raises:
        NoSuchPaper: the paper is not of this case, or was kept aside at intake.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.OPEN_PAPER, application)
    for paper in application.papers:
        if paper.id == command.paper and paper.can_be_judged:
            unit.openings.log(application, f"paper:{paper.id}", by, now())
            return paper
    raise NoSuchPaper(paper=command.paper)


def take_original(command: OpenPaper, unit: Unit, by: Staff, now: Clock) -> Paper:
    """A paper whose file, as it was sent, may be taken; that it was is logged in the same transaction.

    A paper kept aside may be taken as well, for somebody has to see why it is no good; never one that is
    infected or was not checked.

    Raises:
        NoSuchPaper: the paper is not of this case, is not kept, or may not be handed out.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.OPEN_ORIGINAL, application)
    for paper in application.papers:
        if paper.id == command.paper and paper.original_may_leave:
            unit.openings.log(application, f"original:{paper.id}", by, now())
            return paper
    raise NoSuchPaper(paper=command.paper)

"""What a case offers to complain about, and by whom a complaint about it cannot be worked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.applications.application import Application
from casework.applications.lifecycle import State
from casework.complaints.errors import DataRemoved, NothingToObjectTo, ObjectionTooLate
from casework.complaints.lifecycle import ComplaintKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a case beside the application itself.

    ``object_by`` is the last day to object that the applicant was told, None while they were told of no
    rejection. The rest says whether payment is suspended, ended, or about to stop, and whether a month's
    payment came back or was stopped; ``stopped_by`` are those who gave the notice or stopped it.
    """

    object_by: date | None = None
    suspended: bool = False
    ended: bool = False
    noticed: bool = False
    unpaid: bool = False
    stopped_by: frozenset[str] = frozenset()


def must_be_about_something(
    kind: ComplaintKind, application: Application, standing: Standing, on: date
) -> None:
    """Refuse a complaint of a kind about a case that gives no cause for it, on a local day.

    Raises:
        DataRemoved: the case holds no data any more.
        NothingToObjectTo: there is nothing that this kind could be about.
        ObjectionTooLate: the last day to object has passed.
    """
    if not application.facts:
        raise DataRemoved(application=application.reference)
    if not _CAUSE_OF[kind](application, standing):
        raise NothingToObjectTo(kind=kind, state=application.state)
    if kind is ComplaintKind.OBJECTION and standing.object_by is not None and on > standing.object_by:
        raise ObjectionTooLate(until=standing.object_by)


def is_about_decision(kind: ComplaintKind, application: Application) -> bool:
    """Whether a complaint of this kind is against the rejection that stands."""
    about = kind in {ComplaintKind.OBJECTION, ComplaintKind.NOT_ENTITLED}
    return about and application.state is State.REJECTED


def barred_from(kind: ComplaintKind, application: Application, standing: Standing) -> frozenset[str]:
    """Who took part in what is complained about: the decision, or the stop."""
    if is_about_decision(kind, application):
        return application.decision.parties if application.decision else frozenset()
    about_stop = kind in {ComplaintKind.PAYMENT_STOPPED, ComplaintKind.NOT_ENTITLED}
    return standing.stopped_by if about_stop else frozenset()


def _rejected(application: Application, standing: Standing) -> bool:
    return application.state is State.REJECTED and standing.object_by is not None


def _not_entitled(application: Application, standing: Standing) -> bool:
    return _rejected(application, standing) or standing.suspended or standing.ended


def _not_paid(_application: Application, standing: Standing) -> bool:
    return standing.suspended or standing.noticed or standing.unpaid


def _always(_application: Application, _standing: Standing) -> bool:
    return True


_CAUSE_OF: Final[Mapping[ComplaintKind, Callable[[Application, Standing], bool]]] = {
    ComplaintKind.NOT_ENTITLED: _not_entitled,
    ComplaintKind.PAYMENT_STOPPED: _not_paid,
    ComplaintKind.OBJECTION: _rejected,
    ComplaintKind.CORRECTION: _always,
    ComplaintKind.SERVICE: _always,
}

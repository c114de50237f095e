"""Change what is on record of a household, with before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from casework.actors import Staff
from casework.applications.amending import amend as amend_facts
from casework.applications.application import Application
from casework.applications.lifecycle import Stage
from casework.complaints.acts import must_be_held
from casework.complaints.errors import NoSuchComplaint
from casework.entitlements.acts import reread
from casework.local_time import local_date
from casework.permissions import Permission
from casework.ports import Clock, Unit

DECIDED: Final = frozenset({Stage.CLOSED, Stage.WITH_APPLICANT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Values by field, None to take one away; ``complaint`` is the tracking number of what asks for it.

    ``reported`` says that the household told of a change of its circumstances.
    """

    application: str
    seen: int
    command_id: UUID
    changes: Mapping[str, object]
    note: str
    complaint: str | None = None
    reported: bool = False


def amend(command: Amend, unit: Unit, by: Staff, now: Clock) -> None:
    """Change facts by a recorded amendment: in one's own case or complaint, or once the case is decided.

    The rules are read again on a running entitlement, and another amount is paid from the next month on.

    Raises:
        NotYours: the case is not in one's hands, and is not decided.
        NoSuchComplaint, ComplaintNotYours, TookPart: the complaint is another's, or about another case.
        FactUnfit, NothingAmended, NoteMissing, DataRemoved.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.AMEND, application)
    _must_be_at_hand(command, application, unit, by)
    at = now()
    amend_facts(
        application,
        command.changes,
        command.note,
        complaint=command.complaint,
        reported=command.reported,
        by=by,
        at=at,
        on=local_date(application.programme, at),
    )
    reread(unit, application, by=by, at=at)


def _must_be_at_hand(command: Amend, application: Application, unit: Unit, by: Staff) -> None:
    if command.complaint is not None:
        complaint = unit.complaints.get(command.complaint)
        if complaint.application != application.reference:
            raise NoSuchComplaint(tracking=command.complaint)
        must_be_held(complaint, by)
    elif application.stage not in DECIDED:
        by.must_hold(application)

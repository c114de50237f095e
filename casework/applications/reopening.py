"""A rejection that a complaint overturned: the case is weighed anew, by others."""

from __future__ import annotations

from datetime import datetime

from casework.actors import Staff
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.lifecycle import Action, after
from casework.deadlines import deadline_of
from casework.errors import NothingToUndo


def reopen(application: Application, complaint: str, note: str, *, by: Staff, at: datetime) -> None:
    """Put a rejected case into the hands of who upheld the complaint, with a new deadline.

    The rejection stays on record; the new decision is a record of its own. Nobody who took part in the
    rejection works on the case from now on.

    Raises:
        ActionRefused: the case is not rejected.
        TookPart: who acts took part in the rejection.
    """
    following, overturned = after(application.state, Action.REOPEN), application.decision
    if overturned is None:
        raise NothingToUndo(application=application.reference)
    application.overturned = overturned
    application.barred |= overturned.parties
    application.must_not_know(by)
    deadline = deadline_of(application.scheme, at)
    application.state, application.decision = following, None
    application.assignee, application.claimed_at = by.username, at
    application.due_on, application.amber_on = deadline.due_on, deadline.amber_on
    application.happened(
        EventKind.REOPENED,
        by=by,
        at=at,
        complaint=complaint,
        decision=overturned.id,
        reasons=list(overturned.reasons),
        to=by.username,
        due_on=deadline.due_on.isoformat(),
        note=note.strip(),
    )

"""What a citizen is told of their complaint: facts and a wording key, never finished text."""

from __future__ import annotations

from datetime import datetime

from casework.applications.application import Application
from casework.complaints.complaint import Complaint
from casework.local_time import local_date
from casework.notices import Notice


def notice_of_receipt(complaint: Complaint, application: Application, at: datetime) -> Notice:
    """That the complaint came, under which number, and by which day it is answered."""
    return _notice("complaint_received", complaint, application, at, due_on=complaint.due_on.isoformat())


def notice_of_answer(complaint: Complaint, application: Application, at: datetime) -> Notice:
    """What the office answers, and why where it refuses."""
    return _notice(
        f"complaint_{complaint.outcome}",
        complaint,
        application,
        at,
        answer=complaint.answer,
        refused_because=list(complaint.reasons),
    )


def _notice(key: str, complaint: Complaint, application: Application, at: datetime, **more: object) -> Notice:
    facts: dict[str, object] = {
        "reference": application.reference,
        "programme": application.programme,
        "name": str(application.facts.get("full_name", "")),
        "reasons": [],
        "words": "",
        "complete_by": None,
        "object_by": None,
        "decided_on": local_date(application.programme, at).isoformat(),
        "complaint": complaint.tracking,
        "complaint_kind": complaint.kind,
    }
    return Notice(key=key, facts=facts | more, promised_at=at, not_before=at, about_decision=False)

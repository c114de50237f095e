"""Keep a half-written decision, so that a reload loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.written import must_be_a_note


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft:
    """What has been chosen and written so far."""

    application: str
    outcome: Outcome | None
    reasons: tuple[str, ...]
    note: str
    words: str = ""


def keep_draft(command: KeepDraft, unit: Unit, by: Staff, now: Clock) -> None:
    """Keep the draft of a case in one's own hands, or of one to be checked; it changes nothing else.

    Raises:
        HiddenCharacter: the words cannot be kept.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.DECIDE, application)
    application.must_be_weighed_by(by)
    for text in (command.note, command.words):
        must_be_a_note(text)
    unit.drafts.keep(
        application,
        by,
        outcome=command.outcome,
        reasons=command.reasons,
        note=command.note,
        at=now(),
        words=command.words,
    )

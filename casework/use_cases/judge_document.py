"""Give a verdict on one paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.applications.evidence import PaperVerdict
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeDocument:
    """A verdict on a paper, with a note where the verdict needs words."""

    application: str
    seen: int
    command_id: UUID
    paper: int
    verdict: PaperVerdict
    note: str = ""


def judge_document(command: JudgeDocument, unit: Unit, by: Staff, now: Clock) -> None:
    """Record what the holder of the case saw on a paper, or the second person who checks its decision."""
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.JUDGE_DOCUMENT, application)
    application.must_be_weighed_by(by)
    application.judge(command.paper, command.verdict, command.note, by=by, at=now())

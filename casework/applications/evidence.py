"""What proves an application: its papers, their faults at intake and the verdicts of caseworkers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class PaperVerdict(StrEnum):
    """What a caseworker says of a paper after looking at it."""

    ACCEPTED = "accepted"
    UNREADABLE = "unreadable"
    WRONG_DOCUMENT = "wrong_document"
    DOES_NOT_MATCH = "does_not_match"
    EXPIRED = "expired"


class PaperFault(StrEnum):
    """Why a file was kept aside at intake and shows no pages."""

    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    ACTIVE = "active"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    UNSUPPORTED = "unsupported"
    POOR_RESOLUTION = "poor_resolution"
    BLURRED = "blurred"
    INFECTED = "infected"
    NOT_CHECKED = "not_checked"


@dataclass(slots=True, kw_only=True)
class Paper:
    """One paper of an application. ``id`` is 0 until the records have numbered it."""

    id: int = 0
    kind: str
    original_name: str
    sha256: str | None
    media_type: str
    size: int
    pages: int
    page_sizes: tuple[tuple[int, int], ...]
    fault: str | None
    received_at: datetime
    verdict: PaperVerdict | None = None
    note: str = ""
    judged_by: str | None = None
    judged_at: datetime | None = None

    @property
    def can_be_judged(self) -> bool:
        """Whether there is something to look at."""
        return self.fault is None

    @property
    def original_may_leave(self) -> bool:
        """Whether the file as sent is kept and nothing speaks against handing it out."""
        return self.sha256 is not None and self.fault not in _NEVER_HANDED_OUT


_NEVER_HANDED_OUT: Final = frozenset({PaperFault.INFECTED, PaperFault.NOT_CHECKED})


def standing_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers that count: of each kind, those sent last.

    A better scan sent on request takes the place of the one it replaces; the older one stays on record.
    """
    latest: dict[str, datetime] = {}
    held = tuple(papers)
    for paper in held:
        latest[paper.kind] = max(paper.received_at, latest.get(paper.kind, paper.received_at))
    return tuple(paper for paper in held if paper.received_at == latest[paper.kind])


def unproven_kinds(required: Iterable[str], papers: Iterable[Paper]) -> tuple[str, ...]:
    """The required kinds that lack an accepted paper or still have one nobody judged, in the order asked."""
    standing = standing_papers(papers)

    def proven(kind: str) -> bool:
        mine = [paper for paper in standing if paper.kind == kind and paper.can_be_judged]
        return (
            bool(mine)
            and all(p.verdict for p in mine)
            and any(p.verdict is PaperVerdict.ACCEPTED for p in mine)
        )

    return tuple(kind for kind in required if not proven(kind))

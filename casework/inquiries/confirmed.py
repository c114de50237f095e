"""Whether an answer that was given once is still so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.inquiries.answer import Stage, Told


class Standing(StrEnum):
    """What became of what was said of one case."""

    SAME = "same"
    CHANGED = "changed"
    NOT_SAID = "not_said"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What was said of one case, what would be said now, and whether that is the same."""

    then: Told
    now: Told
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An answer on record. ``intact`` is whether it is as it was sealed; where not, no case is shown.

    ``number_ends`` are the last four digits of the national number, None where it was removed; ``at`` is UTC.
    """

    code: str
    at: datetime
    by: str
    purpose: str
    intact: bool
    number_ends: str | None = None
    cases: tuple[Confirmed, ...] = ()


_KEPT_BACK = frozenset({Stage.PROTECTED, Stage.ELSEWHERE})


def confirmed(then: Told, now: Told) -> Confirmed:
    """Compare what was said with what whoever asks now would be told; what is not for them is left out."""
    if now.stage in _KEPT_BACK:
        return Confirmed(then=now, now=now, standing=Standing.NOT_YOURS)
    if then.stage in _KEPT_BACK:
        return Confirmed(then=then, now=now, standing=Standing.NOT_SAID)
    return Confirmed(then=then, now=now, standing=Standing.SAME if then == now else Standing.CHANGED)

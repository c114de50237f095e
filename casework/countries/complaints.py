"""By when complaints are answered, and why one can be refused; the pack says both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReason:
    """Why a complaint is refused: its title in the office, and the sentence the citizen reads."""

    code: str
    title: Words
    citizen: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRule:
    """`answer_within` and `amber_after` are working days after the complaint; `refusals` are by code."""

    answer_within: int
    amber_after: int
    refusals: Mapping[str, AnswerReason]

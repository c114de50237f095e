"""The true counts behind the causes, whichever source they come from. They never leave the memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

SOLE: Final = "sole"
JOINT: Final = "joint"
ALL: Final = ""
"""In place of a reason: the decisions, whatever they state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Standing decisions of the months asked for; zeros are left out.

    Attributes:
        decided: by programme, region and outcome, in the whole field.
        placed: those with the outcome asked for that state a reason, by programme, region, reason; whole.
        stated: the same by month, reason, and whether it is the sole one or one of several; narrow.
        only: by the only thing that stood against approval; narrow.
        pairs: by two reasons of the same decision, in the order of their codes; narrow.
        groups: by trait, its value and the outcome; narrow, a trait's own choice left aside.
        stating: those of ``groups`` that state the chosen reason, by trait and value; none if none is chosen.
        after: what came of the decisions since, by reason (or :data:`ALL`) and what it was; narrow.
    """

    decided: Mapping[tuple[str, str, str], int]
    placed: Mapping[tuple[str, str, str], int]
    stated: Mapping[tuple[date, str, str], int]
    only: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    groups: Mapping[tuple[str, str, str], int]
    stating: Mapping[tuple[str, str], int]
    after: Mapping[tuple[str, str], int]

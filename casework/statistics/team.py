"""What a supervisor learns of each caseworker: load, results, and where help may be needed.

Nothing here ranks people. A sign says what could be looked into, never that somebody did wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.statistics.figures import Rate, Spread

LONG: Final = 5
"""A case held for more working days than this may be a hard one."""
OFTEN: Final = 3
"""So many lapsed claims in a period are worth a word."""
HANDED_BACK: Final = Rate(1, 4)
"""Handing back more than this share of what was taken, and at least :data:`OFTEN`, is worth a word."""
EXPECTED_AGREEMENT: Final = 0.9
"""Second checks that agree surely less often than this are worth a talk about the rules."""


class Sign(StrEnum):
    """What may mean that help is needed."""

    HELD_LONG = "held_long"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    HANDED_BACK = "handed_back"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What somebody, or several together, hold at the end of a period and did in it.

    ``hands`` are working days held to number of cases; ``overdue`` counts cases in hand past their deadline,
    None where the period ends before today. ``acts`` are by name as the figures keep them.
    """

    hands: Spread = field(default_factory=lambda: Spread({}))
    overdue: int | None = None
    acts: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def held(self) -> int:
        """Cases in hand."""
        return self.hands.size

    @property
    def oldest(self) -> int | None:
        """The working days for which the oldest case in hand has been held; None for empty hands."""
        return max(self.hands.cases, default=None)

    def held_longer_than(self, days: int) -> int:
        """Cases held for more working days than this."""
        return sum(n for held, n in self.hands.cases.items() if held > days)

    def decided(self, outcome: Outcome | None = None) -> int:
        """Standing decisions of the period, with one outcome or any."""
        return sum(self.acts.get(one, 0) for one in Outcome if outcome in {None, one})

    def did(self, act: str) -> int:
        """How often something happened in the period: handed_back, lapsed, claimed, undone, checks."""
        return self.acts.get(act, 0)

    @property
    def agreement(self) -> Rate:
        """Second checks of these decisions that agreed, of those made in the period."""
        agreed = self.did("agreed")
        return Rate(agreed, agreed + self.did("replaced"))

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to tell; checks of others' decisions are no work on cases of one's own."""
        return not self.held and not any(n for act, n in self.acts.items() if act != "checks")

    def signs(self) -> Mapping[Sign, int]:
        """What may mean that help is needed, each with the number that says so."""
        found = {
            Sign.OVERDUE: self.overdue or 0,
            Sign.HELD_LONG: self.held_longer_than(LONG),
            Sign.LAPSED: self.did("lapsed") if self.did("lapsed") >= OFTEN else 0,
            Sign.HANDED_BACK: self._handed_back_often(),
            Sign.REPLACED: self._replaced_often(),
        }
        return {sign: n for sign, n in found.items() if n}

    def _handed_back_often(self) -> int:
        back, taken = self.did("handed_back"), self.did("claimed")
        often = back >= OFTEN and back * HANDED_BACK.denominator > taken * HANDED_BACK.numerator
        return back if often else 0

    def _replaced_often(self) -> int:
        interval = self.agreement.interval()
        return self.did("replaced") if interval and interval[1] < EXPECTED_AGREEMENT else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A caseworker of the team; ``capacity`` None is no limit; ``version`` is that of their account."""

    person: Staff
    version: int
    capacity: int | None
    work: Work

    @property
    def is_full(self) -> bool:
        """Whether no further case can come into these hands."""
        return self.capacity is not None and self.work.held >= self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everybody in the order of their user names, and what everybody else did within the same competence."""

    members: tuple[Member, ...]
    others: Work

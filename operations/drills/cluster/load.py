"""What drives the desk in this drill: anything that works through the front until told to stop."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that a reviewer was told is recorded; `at` is in seconds of the monotonic clock."""

    who: str
    case: str
    at: float


@dataclass(kw_only=True)
class Told:
    """What reviewers tried, what they were told, and how often they had to come back."""

    attempted: int = 0
    reconnections: int = 0
    refusals: int = 0
    found_done: int = 0
    """Decisions whose answer was cut off and that were on record when the reviewer looked again."""
    decided: list[Decided] = field(default_factory=list[Decided])
    troubles: list[str] = field(default_factory=list[str])

    def since(self, moment: float, who: Sequence[str]) -> dict[str, float]:
        """Of each reviewer, the seconds from a moment to the next decision they were told of."""
        later = [one for one in self.decided if one.at > moment]
        firsts = {name: min((one.at for one in later if one.who == name), default=None) for name in who}
        return {name: first - moment for name, first in firsts.items() if first is not None}


class Load(Protocol):
    """Reviewers at work for as long as the context lasts; `told` may be read meanwhile."""

    told: Told
    people: Sequence[str]

    def at_work(self) -> AbstractContextManager[None]:
        """Begin, and at the end stop and wait for everybody; raises what a reviewer could not explain."""
        ...

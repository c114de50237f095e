"""What a load leaves behind: each step's time, what went wrong, and which decisions the page acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A step that did not go well. `at` is seconds since the epoch, `what` the page's or the wire's words."""

    at: float
    who: str
    step: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnection:
    """A broken connection that came back: when it broke, and seconds until the person could go on."""

    at: float
    who: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """A decision of which the page said that it is recorded. `outcome` is what the button confirmed.

    `at` is when it was confirmed; `told` when the page answered, in seconds of the machine's monotonic clock,
    which all its processes share. Without an answer, `told` is when that was noticed.
    """

    at: float
    who: str
    reference: str
    outcome: str
    told: float = 0.0


@dataclass(kw_only=True)
class Load:
    """Everything a load saw. Moments are seconds since the epoch, durations seconds.

    `unanswered` are decisions that were confirmed and whose answer was lost with the connection: on record or
    not, but never by half. `refused` are those of which the page said something else than
    that they are recorded. `found_done` are those of both that were on record when the reviewer looked again.
    """

    steps: dict[str, list[float]] = field(default_factory=dict)
    analysts: dict[str, list[float]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    reconnections: list[Reconnection] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    unanswered: list[Acknowledged] = field(default_factory=list)
    found_done: list[Acknowledged] = field(default_factory=list)
    refused: list[Acknowledged] = field(default_factory=list)
    began: float = 0.0
    all_in: float = 0.0
    """When the last of them had signed in; work begins here."""
    ended: float = 0.0
    own_seconds: float = 0.0
    """Processor time the load itself took while it worked."""

    def took(self, step: str, seconds: float, *, analyst: bool = False) -> None:
        """Count a step."""
        (self.analysts if analyst else self.steps).setdefault(step, []).append(seconds)

    @property
    def attempted(self) -> int:
        """How many decisions were confirmed, whatever became of them."""
        return len(self.acknowledged) + len(self.unanswered) + len(self.refused)

    def at_work(self) -> list[float]:
        """The times of all steps but signing in, which happens once a day."""
        return [one for step, times in self.steps.items() if step != SIGN_IN for one in times]

    def told(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """The same again, from what `told` gave."""
        rows = {"troubles": Trouble, "reconnections": Reconnection}
        decisions = ("acknowledged", "unanswered", "found_done", "refused")
        rows |= dict.fromkeys(decisions, Acknowledged)
        return cls(**{**told, **{name: [row(**one) for one in told[name]] for name, row in rows.items()}})


SIGN_IN = "Sign in"

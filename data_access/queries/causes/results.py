"""What the page of causes is told: counts as shown to one viewer, None where they are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casework.statistics.disclosure import share_shown
from casework.statistics.figures import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of so many, as shown; None is hidden."""

    cases: int | None
    of: int | None

    @property
    def share(self) -> float | None:
        """The share made of the two as shown; None where one is hidden or there are too few."""
        return share_shown(self.cases, self.of)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies with 95 % certainty, made of the two as shown; None as for the share."""
        if self.cases is None or self.of is None:
            return None
        return Rate(min(self.cases, self.of), self.of).interval()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFigures:
    """One reason: decisions that state it, as the sole one or with others; and where it stood alone.

    ``only`` counts the decisions whose applicant would be eligible if only this were different; they are
    among the ``sole`` ones. ``share`` is of all decisions with the outcome.
    """

    reason: str
    stated: int | None
    sole: int | None
    joint: int | None
    only: int | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reason month by month; None as reason: all the others together."""

    reason: str | None
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two reasons that decisions state together."""

    first: str
    second: str
    cases: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of the decisions since, of one reason or (None) of them all.

    ``of`` is the requests for completion, and ``ways`` has completed, expired, withdrawn and open; of
    rejections it is those a second person has looked at, and the ways are agreed and replaced.
    """

    reason: str | None
    of: int | None
    ways: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """What was said against rejections, of one reason or (None) of them all.

    ``objected`` is of the rejections, ``overturned`` of those whose objection was answered.
    """

    reason: str | None
    objected: Part
    overturned: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """Everything the page of causes shows for one question.

    Attributes:
        rounded: whether counts are rounded and small ones hidden for this viewer.
        months: the months of the trend.
        rate: with the outcome, of the final results (approvals and rejections) or, for requests, of all.
        chosen: stating the chosen reason, of those with the outcome; None if no reason is chosen.
        mentions: how often reasons are stated altogether.
        reasons: from the most stated to the least.
        trend: the most stated reasons, the chosen one among them, then the others together.
        regions: by region in the order of the packs: with the outcome, of the results as in ``rate``; if a
            reason is chosen, those that state it, of those with the outcome.
        cells: by reason and region: those that state it, of the region's with the outcome.
        pairs: from the most frequent to the least.
        groups: the same parts as ``regions`` by trait and value; `programme` is a trait here.
        followed: what came of them, all together first, then by reason.
        objections: what was said against rejections, in the same order; none for requests.
    """

    rounded: bool
    months: tuple[date, ...]
    rate: Part
    chosen: Part | None
    mentions: int | None
    reasons: tuple[ReasonFigures, ...]
    trend: tuple[Line, ...]
    regions: Mapping[str, Part]
    cells: Mapping[tuple[str, str], Part]
    pairs: tuple[Pair, ...]
    groups: Mapping[str, Mapping[str, Part]]
    followed: tuple[Followed, ...]
    objections: tuple[Objected, ...]

"""The questions of policy teams, as data: the one place that says what each of them counts.

A question counts decisions of the form :data:`data_access.archive.forms.DECISIONS`. It says by which columns,
under which conditions, and which of them each measure counts; the renderer makes SQL of it for every engine.
What stands, what is overturned and how days are reckoned are told by the columns, which are written by the
rules of :mod:`casework.statistics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.statistics.afterwards import OBJECTION_REFUSED, OVERTURNED
from data_access.queries.archiving import NOTHING

REASON: Final = "reason"
"""Not a column but each of a decision's reasons in turn: a decision with two is counted under both."""


WHOLE: Final = "of"
"""Beside the counts of reasons: how many decisions they are reasons of."""


class How(StrEnum):
    """How a column is held against a value."""

    IS = "="
    IS_NOT = "<>"
    FROM = ">="
    UP_TO = "<="


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A column and what it must be: one of these values, or for all but ``IS`` a single one.

    :data:`REASON` as value stands for the reason that is counted.
    """

    column: str
    values: tuple[str | int | bool, ...]
    how: How = How.IS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How many of the decisions meet these conditions; without any, all of them."""

    name: str
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is counted, of which decisions, and by what.

    Attributes:
        code: what it is called on the command line.
        title: what it asks.
        by: the columns it is told by, :data:`REASON` among them where reasons are counted.
        where: the decisions it is about.
        measures: the counts of a row.
        wholes: for reasons, the columns of ``by`` within which the decisions themselves are counted beside
            them, as :data:`WHOLE`: what a share is of. Empty for no such count.
        spread: whether days from receipt are told as well, as ``p50`` and ``p90``.
        shares: by the name of a share, the two counts that it is made of.
    """

    code: str
    title: str
    by: tuple[str, ...]
    where: tuple[Condition, ...]
    measures: tuple[Measure, ...]
    wholes: tuple[str, ...] = ()
    spread: bool = False
    shares: Mapping[str, tuple[str, str]]

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of its counts, in the order of its columns."""
        return (*(measure.name for measure in self.measures), *((WHOLE,) if self.wholes else ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows: by what, the counts, and percentiles of days where it tells them."""
        return (*self.by, *self.counts, *(PERCENTILES if self.spread else ()))


PERCENTILES: Final[Mapping[str, int]] = {"p50": 50, "p90": 90}
"""The least number of days that so many of a hundred did not exceed (docs/figures.md, `percentile`)."""

STANDING: Final = Condition(column="stands", values=(True,))
_REJECTED: Final = Condition(column="outcome", values=(Outcome.REJECT.value,))
_RESULTS: Final = Condition(column="outcome", values=(Outcome.APPROVE.value, Outcome.REJECT.value))
_CASES: Final = Measure(name="cases")
_SOLE: Final = Measure(name="sole", where=(Condition(column="reason_count", values=(1,)),))
_ONLY: Final = Measure(name="only", where=(Condition(column="only_reason", values=(REASON,)),))


def _with(outcome: Outcome, name: str) -> Measure:
    return Measure(name=name, where=(Condition(column="outcome", values=(outcome.value,)),))


def _said(name: str, *objections: str) -> Measure:
    return Measure(name=name, where=(Condition(column="objection", values=objections),))


QUESTIONS: Final[Mapping[str, Question]] = {
    question.code: question
    for question in (
        Question(
            code="reasons",
            title="Rejections by reason, region and month of the decision",
            by=("region", REASON, "month"),
            where=(STANDING, _REJECTED),
            measures=(_CASES, _SOLE),
            shares={},
        ),
        Question(
            code="rejections",
            title="Rejections by reason, and their share of the programme's rejections",
            by=("programme", REASON),
            where=(STANDING, _REJECTED),
            measures=(_CASES, _SOLE, _ONLY),
            wholes=("programme",),
            shares={"share": ("cases", WHOLE)},
        ),
        Question(
            code="time",
            title="Working days from receipt to approval or rejection, by programme and month",
            by=("programme", "month"),
            where=(STANDING, _RESULTS),
            measures=(_CASES,),
            spread=True,
            shares={},
        ),
        Question(
            code="outcomes",
            title="Outcomes by region, sex and employment",
            by=("region", "sex", "employment"),
            where=(STANDING,),
            measures=(
                _with(Outcome.APPROVE, "approved"),
                _with(Outcome.REJECT, "rejected"),
                _with(Outcome.NEEDS_COMPLETION, "asked"),
                Measure(name="results", where=(_RESULTS,)),
            ),
            shares={"rejected_share": ("rejected", "results")},
        ),
        Question(
            code="overturned",
            title="Rejections objected to and overturned, by reason",
            by=("programme", REASON),
            # Also those that stand no more: what was overturned was told to somebody.
            where=(_REJECTED,),
            measures=(
                _CASES,
                Measure(
                    name="objected",
                    where=(Condition(column="objection", values=(NOTHING,), how=How.IS_NOT),),
                ),
                _said("answered", OVERTURNED, OBJECTION_REFUSED),
                _said("overturned", OVERTURNED),
            ),
            shares={"overturned_share": ("overturned", "answered")},
        ),
    )
}
"""Every question, by its code."""

"""The closed vocabulary of checks, and what each finds in a household's facts.

A check passes, fails, or cannot tell because a fact is unknown. Nothing is guessed: `any_of` passes when
one part surely passes, `all_of` fails when one part surely fails, and otherwise an unknown part leaves
them unable to tell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from casework.applications.facts import FIELDS, FieldKind

Value: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...]


class CheckOutcome(StrEnum):
    """What a check found."""

    PASS = "pass"  # noqa: S105 - a result, no secret.
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"


class Measure(StrEnum):
    """What a check's value and limit are counted in, so that they can be worded."""

    MONEY = "money"
    COUNT = "count"
    FEDDAN = "feddan"
    KWH = "kwh"
    YEARS = "years"
    DAYS = "days"
    DAY = "day"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Check:
    """One operator, the facts it reads, and its limit or parts.

    `amounts` are the named parameters of the few operators that need more than one limit.
    """

    operator: str
    facts: tuple[str, ...] = ()
    limit: Value | None = None
    parts: tuple["Check", ...] = ()
    amounts: tuple[tuple[str, Decimal], ...] = ()

    def reads(self) -> tuple[str, ...]:
        """Every fact the check or a part of it reads, each once, in order."""
        names = [*self.facts, *(name for part in self.parts for name in part.reads())]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: its outcome, the value weighed (None if unknown), the limit, the facts weighed."""

    outcome: CheckOutcome
    value: Value | None = None
    limit: Value | None = None
    measure: Measure = Measure.WORD
    facts: tuple[str, ...] = ()


Facts: TypeAlias = Mapping[str, object]
Operator: TypeAlias = Callable[[Check, Facts, date], Found]

UNKNOWN: Final = Found(CheckOutcome.CANNOT_TELL)
_FIELD_MEASURES: Final[Mapping[FieldKind, Measure]] = {
    FieldKind.MONEY: Measure.MONEY,
    FieldKind.INTEGER: Measure.COUNT,
    FieldKind.NUMBER: Measure.COUNT,
    FieldKind.DATE: Measure.DAY,
}
_NAMED_MEASURES: Final[Mapping[str, Measure]] = {
    "land_area": Measure.FEDDAN,
    "electricity_kwh": Measure.KWH,
    "days_abroad": Measure.DAYS,
}


def evaluate(check: Check, facts: Facts, on: date) -> Found:
    """What the check finds in the facts on a day; a fact that is absent or None is unknown."""
    found = OPERATORS[check.operator](check, facts, on)
    return found if found.facts else replace(found, facts=check.facts)


def measure_of(fact: str) -> Measure:
    """What a fact's value is counted in."""
    return _NAMED_MEASURES.get(fact) or _FIELD_MEASURES.get(FIELDS[fact].kind, Measure.WORD)


def _outcome(*, holds: bool) -> CheckOutcome:
    return CheckOutcome.PASS if holds else CheckOutcome.FAIL


def _amount(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, Decimal | int) else None


def _sum(names: tuple[str, ...], facts: Facts) -> Decimal | None:
    amounts = [_amount(facts.get(name)) for name in names]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _compared(holds: Callable[[Decimal, Decimal], bool]) -> Operator:
    """Compare the sum of the facts with the limit."""

    def compare(check: Check, facts: Facts, _on: date) -> Found:
        measure = measure_of(check.facts[0])
        limit = _amount(check.limit)
        value = _sum(check.facts, facts)
        if value is None or limit is None:
            return Found(CheckOutcome.CANNOT_TELL, None, check.limit, measure)
        return Found(_outcome(holds=holds(value, limit)), value, check.limit, measure)

    return compare


def _chosen(holds: Callable[[object, Value | None], bool]) -> Operator:
    """Compare one fact with a word, a truth value or a list of words."""

    def compare(check: Check, facts: Facts, _on: date) -> Found:
        value = facts.get(check.facts[0])
        if not isinstance(value, str | bool):
            return Found(CheckOutcome.CANNOT_TELL, None, check.limit)
        return Found(_outcome(holds=holds(value, check.limit)), value, check.limit)

    return compare


def _among(value: object, limit: Value | None) -> bool:
    return isinstance(limit, tuple) and value in limit


def _given(check: Check, facts: Facts, _on: date) -> Found:
    """Something was said at all; here alone an absent fact is a failure, not a doubt."""
    value = facts.get(check.facts[0])
    return Found(_outcome(holds=value is not None and value != ""))


def _age(holds: Callable[[int, int], bool]) -> Operator:
    """Compare the completed years since a date of birth with the limit."""

    def compare(check: Check, facts: Facts, on: date) -> Found:
        born, limit = facts.get(check.facts[0]), check.limit
        if not isinstance(born, date) or not isinstance(limit, int):
            return Found(CheckOutcome.CANNOT_TELL, None, limit, Measure.YEARS)
        years = age_on(born, on)
        return Found(_outcome(holds=holds(years, limit)), years, limit, Measure.YEARS)

    return compare


def age_on(born: date, on: date) -> int:
    """Completed years; who was born on 29 February completes a year on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _within_days(check: Check, facts: Facts, on: date) -> Found:
    """The date lies at most so many days before the day of assessment."""
    when, limit = facts.get(check.facts[0]), check.limit
    if not isinstance(when, date) or not isinstance(limit, int):
        return Found(CheckOutcome.CANNOT_TELL, None, limit, Measure.DAYS)
    holds = on - timedelta(days=limit) <= when <= on
    return Found(_outcome(holds=holds), (on - when).days, limit, Measure.DAYS)


def _not_before(check: Check, facts: Facts, _on: date) -> Found:
    when, limit = facts.get(check.facts[0]), check.limit
    if not isinstance(when, date) or not isinstance(limit, date):
        return Found(CheckOutcome.CANNOT_TELL, None, limit, Measure.DAY)
    return Found(_outcome(holds=when >= limit), when, limit, Measure.DAY)


def _per_head_at_most(check: Check, facts: Facts, _on: date) -> Found:
    """The first facts' sum, shared among the last fact's people, is at most the limit; rounded to 0.01."""
    *amounts, people = check.facts
    total, heads, limit = _sum(tuple(amounts), facts), _amount(facts.get(people)), _amount(check.limit)
    if total is None or limit is None or heads is None or heads < 1:
        return Found(CheckOutcome.CANNOT_TELL, None, check.limit, Measure.MONEY)
    share = (total / heads).quantize(Decimal("0.01"))
    return Found(_outcome(holds=share <= limit), share, check.limit, Measure.MONEY)


def _below_minimum_income(check: Check, facts: Facts, _on: date) -> Found:
    """`max(0, base + per_dependant x dependants - countable income) > 0`; the last fact counts dependants.

    The limit found is the household's calculated minimum, the value its countable income.
    """
    *incomes, dependants = check.facts
    income, people = _sum(tuple(incomes), facts), _amount(facts.get(dependants))
    rates = dict(check.amounts)
    minimum = None if people is None else rates["base"] + rates["per_dependant"] * people
    if income is None or minimum is None:
        return Found(CheckOutcome.CANNOT_TELL, income, minimum, Measure.MONEY)
    return Found(_outcome(holds=max(Decimal(0), minimum - income) > 0), income, minimum, Measure.MONEY)


def _any_of(check: Check, facts: Facts, on: date) -> Found:
    return _first_decisive(check, facts, on, CheckOutcome.PASS, CheckOutcome.FAIL)


def _all_of(check: Check, facts: Facts, on: date) -> Found:
    return _first_decisive(check, facts, on, CheckOutcome.FAIL, CheckOutcome.PASS)


def _first_decisive(
    check: Check, facts: Facts, on: date, decisive: CheckOutcome, otherwise: CheckOutcome
) -> Found:
    """The finding of the part that settles it, or of the first unknown part, or of the first part."""
    found = [evaluate(part, facts, on) for part in check.parts]
    for outcome in (decisive, CheckOutcome.CANNOT_TELL, otherwise):
        for part in found:
            if part.outcome is outcome:
                return part
    return UNKNOWN


OPERATORS: Final[Mapping[str, Operator]] = {
    "at_most": _compared(lambda value, limit: value <= limit),
    "at_least": _compared(lambda value, limit: value >= limit),
    "more_than": _compared(lambda value, limit: value > limit),
    "less_than": _compared(lambda value, limit: value < limit),
    "is": _chosen(lambda value, limit: value == limit),
    "is_not": _chosen(lambda value, limit: value != limit),
    "one_of": _chosen(_among),
    "given": _given,
    "age_at_least": _age(lambda years, limit: years >= limit),
    "age_below": _age(lambda years, limit: years < limit),
    "within_days": _within_days,
    "not_before": _not_before,
    "per_head_at_most": _per_head_at_most,
    "below_minimum_income": _below_minimum_income,
    "any_of": _any_of,
    "all_of": _all_of,
}
DATED_OPERATORS: Final = frozenset({"age_at_least", "age_below", "within_days"})

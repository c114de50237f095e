"""A rule of a programme and the verdict it gives, with the evidence it read."""

from dataclasses import dataclass, replace
from datetime import date

from casework.eligibility.checks import Check, CheckOutcome, Facts, Found, Measure, Value, evaluate
from casework.words import Words

__all__ = ["Check", "CheckOutcome", "Measure", "Reading", "Rule", "Value", "Verdict"]

DECLARED = "declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of a programme, as data.

    `condition` must hold; it is asked only where `when` holds. `reason` is the code proposed on failure.
    `source` says where the rule comes from; an `invented` rule has a figure no source gives, and `note`
    says which.
    """

    id: str
    version: str
    name: Words
    condition: Check
    reason: str
    source: str
    when: Check | None = None
    invented: bool = False
    note: Words | None = None

    @property
    def check(self) -> str:
        """The operator of the condition."""
        return self.condition.operator

    def reads(self) -> tuple[str, ...]:
        """The facts the rule reads, each once."""
        asked = self.when.reads() if self.when else ()
        return tuple(dict.fromkeys((*self.condition.reads(), *asked)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact as a rule read it; `source` is `declared`, or `paper:<kind>` if an accepted paper proves it."""

    fact: str
    value: Value | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a rule found: for people to read, to be sealed with a decision, to be run again.

    `value` is what was weighed (a sum, an age in years, days), `limit` what it was weighed against, both
    counted in `measure`; either is None where it has no meaning or is unknown. `reason` is the code the
    rule proposes, and is set only when it failed. `applies` is false where the rule was not asked, because
    its `when` does not hold; the outcome is then a pass. The facts that make up `value` come first in
    `readings`, then whatever else the rule read.
    """

    rule: str
    version: str
    outcome: CheckOutcome
    readings: tuple[Reading, ...] = ()
    value: Value | None = None
    limit: Value | None = None
    measure: Measure = Measure.WORD
    reason: str | None = None
    applies: bool = True

    def unknown_facts(self) -> tuple[str, ...]:
        """The names of the facts that were not known."""
        return tuple(reading.fact for reading in self.readings if reading.value is None)


def found_by(rule: Rule, facts: Facts, on: date) -> tuple[Found, bool]:
    """What the rule's condition found and whether the rule applies.

    Where it is not known whether the rule applies, a pass stays a pass and anything else cannot be told.
    """
    asked = evaluate(rule.when, facts, on).outcome if rule.when else CheckOutcome.PASS
    found = evaluate(rule.condition, facts, on)
    if asked is CheckOutcome.FAIL:
        return replace(found, outcome=CheckOutcome.PASS), False
    if asked is CheckOutcome.CANNOT_TELL and found.outcome is CheckOutcome.FAIL:
        return replace(found, outcome=CheckOutcome.CANNOT_TELL), True
    return found, True

"""Which decisions a second person looks at before the applicant is told: a draw that anybody can repeat.

The number of a decision comes from the seed of its day, the reference of the case and how often the applicant
had been asked for completion before. So it does not depend on who decides or what, undoing a decision and
deciding again on the same day changes nothing, and whoever has the seed can draw again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.countries.programme import SecondCheckRule
from casework.statistics.figures import Rate

NUMBERS: Final = 10_000
BY_SHARE: Final = "share"
BY_REASON: Final = "reason"
BY_OVERTURN: Final = "overturned"
_DIGITS: Final = 8
_YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn for a decision.

    `number` is 0 to 9,999 and `share` how many of these numbers are drawn. Where the number alone would not
    have been drawn, `because` is not `share` but `reason:<code>`, or `overturned:<code>` of a reason that was
    overturned too often on that day; None where nobody looks again.
    """

    seed_on: date
    number: int
    share: int
    because: str | None

    @property
    def drawn(self) -> bool:
        """Whether a second person looks at the decision."""
        return self.because is not None

    def to_json(self) -> dict[str, object]:
        """As the journal keeps it."""
        return {
            "seed_on": self.seed_on.isoformat(),
            "number": self.number,
            "share": self.share,
            "because": self.because,
            "drawn": self.drawn,
        }


def number_of(seed: str, reference: str, asked_before: int) -> int:
    """The number of a decision, 0 to 9,999, from the seed of its day."""
    digest = sha256(f"{seed}|{reference}|{asked_before}".encode()).hexdigest()
    return int(digest[:_DIGITS], 16) % NUMBERS


def draw(  # noqa: PLR0917 - the rule, what is decided, and the number's three parts in their order.
    rule: SecondCheckRule,
    outcome: Outcome,
    reasons: Iterable[str],
    seed: str,
    seed_on: date,
    reference: str,
    asked_before: int,
    overturned: Collection[str] = (),
) -> Draw:
    """Whether this decision is looked at by a second person; the same for the same arguments.

    The share comes first, so that what it drew is a sample of all decisions, also of those with a reason that
    is always looked at. ``overturned`` are the reasons that were overturned too often on that day.
    """
    number, share = number_of(seed, reference, asked_before), int(rule.shares[outcome] * NUMBERS)
    stated = sorted(reasons)
    always = [f"{BY_REASON}:{reason}" for reason in stated if reason in rule.always]
    doubted = [f"{BY_OVERTURN}:{reason}" for reason in stated if reason in overturned]
    return Draw(
        seed_on=seed_on,
        number=number,
        share=share,
        because=BY_SHARE if number < share else next(iter(always + doubted), None),
    )


def counts_since(rule: SecondCheckRule, on: date) -> date:
    """The first month whose decisions count towards the reasons overturned too often, on a local day."""
    months = on.year * _YEAR + on.month - rule.overturned_months
    return date(months // _YEAR, months % _YEAR + 1, 1)


def overturned_too_often(rule: SecondCheckRule, answered: Mapping[str, Rate]) -> frozenset[str]:
    """The reasons whose decisions did not stand; ``answered`` has those overturned, of those objected to."""
    return frozenset(reason for reason, rate in answered.items() if is_overturned_too_often(rule, rate))


def is_overturned_too_often(rule: SecondCheckRule, rate: Rate) -> bool:
    """Whether the lower end of the interval passes the rule's share, with enough objections answered."""
    interval = rate.interval()
    enough = rate.denominator >= rule.overturned_least
    return enough and interval is not None and interval[0] > rule.overturned_above

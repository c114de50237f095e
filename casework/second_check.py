"""Which decisions a second person looks at before the applicant is told: a draw that anybody can repeat.

The number of a decision comes from the seed of its day, the reference of the case and how often the applicant
had been asked for completion before. So it does not depend on who decides or what, undoing a decision and
deciding again on the same day changes nothing, and whoever has the seed can draw again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.countries.programme import SecondCheckRule

NUMBERS: Final = 10_000
BY_SHARE: Final = "share"
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn for a decision.

    `number` is 0 to 9,999 and `share` how many of these numbers are drawn. `because` is `share`, or
    `reason:<code>` where the number alone would not have been drawn; None where nobody looks again.
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
) -> Draw:
    """Whether this decision is looked at by a second person; the same for the same arguments.

    The share comes first, so that what it drew is a sample of all decisions, also of those with a reason that
    is always looked at.
    """
    number, share = number_of(seed, reference, asked_before), int(rule.shares[outcome] * NUMBERS)
    always = sorted(rule.always.intersection(reasons))
    by_reason = f"reason:{always[0]}" if always else None
    return Draw(
        seed_on=seed_on,
        number=number,
        share=share,
        because=BY_SHARE if number < share else by_reason,
    )

"""What an approval brings, when it is paid, why it stops, when it is looked at again: as a pack says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.eligibility.checks import Check
from casework.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPart:
    """A part of the monthly amount, in the pack's currency.

    With `per` it counts that often as the fact says, `most` times at most; with `when` only for those.
    """

    code: str
    name: Words
    amount: Decimal
    per: str | None = None
    most: int | None = None
    when: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """How a month's amount is made up: parts, less what facts say (`less`), within `lowest` and `highest`.

    `source` says where the formula is from; `invented` that no source gives it.
    """

    version: str
    valid_from: date
    source: Words
    parts: tuple[AwardPart, ...]
    less: tuple[str, ...] = ()
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None
    invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRule:
    """The day of the month on which the programme pays, and how the money is had."""

    day: int
    instructions: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReason:
    """A reason to stop a payment: what the citizen reads, and the papers that reactivate it.

    `code` is that of the reason to reject which says the same; `ends` is one that is meant to end it: payment
    comes back only where the information was mistaken.
    """

    code: str
    title: Words
    citizen: Words
    remedy: Words
    papers: tuple[str, ...]
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """After how many months an entitlement is looked at again."""

    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """What a programme says of what follows an approval; `notice_days` are calendar days before a stop."""

    award: Award
    payment: PaymentRule
    stops: Mapping[str, StopReason]
    review: ReviewRule
    notice_days: int

"""A support programme as a country pack describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.applications.lifecycle import Outcome
from casework.applications.reasons import Reason
from casework.countries.benefits import Award, Benefits, PaymentRule, ReviewRule, StopReason
from casework.eligibility.checks import Check, CheckOutcome, Facts, evaluate
from casework.eligibility.rule import Rule
from casework.words import Words


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of paper, by its code and its name in the country."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """A paper an application must bring, the facts it proves, and the case in which it is required.

    `when` reads facts only, never the day; None means always.
    """

    kind: str
    proves: tuple[str, ...]
    when: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What the programme pays a month from a day on, in the pack's currency; one sum has no `highest`."""

    name: Words
    lowest: Decimal
    highest: Decimal | None
    valid_from: date
    source: str
    invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCheckRule:
    """Which decisions a second person looks at before the applicant is told.

    `shares` gives for every outcome the part of its decisions that is drawn, from 0 to 1; a decision that
    states one of the reasons in `always` is looked at whatever its number. So is one that states a reason
    that was overturned too often: with at least `overturned_least` objections answered to the decisions of
    the last `overturned_months` months, a greater share than `overturned_above` was overturned for certain,
    that is, by the lower end of its 95 % interval. A share of 1 is never passed: there is no such rule.
    """

    shares: Mapping[Outcome, Decimal]
    always: frozenset[str]
    overturned_above: Decimal = Decimal(1)
    overturned_least: int = 1
    overturned_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything Mizan knows of a programme; the same questions are answered for each.

    `decide_within` and `amber_after` are working days after receipt, `complete_within_days` and
    `object_within_days` calendar days.
    `invented` says, sentence by sentence, which figures no source gives.
    """

    code: str
    country: str
    prefix: str
    name: Words
    summary: Words
    target_groups: tuple[Words, ...]
    conditions: tuple[Words, ...]
    required_documents: tuple[RequiredDocument, ...]
    rules: tuple[Rule, ...]
    catalogue: Mapping[str, Reason]
    decide_within: int
    amber_after: int
    complete_within_days: int
    object_within_days: int
    second_check: SecondCheckRule
    benefits: Benefits
    amounts: tuple[Amount, ...] = ()
    invented: tuple[Words, ...] = ()

    @property
    def award(self) -> Award:
        """How the monthly amount is made up."""
        return self.benefits.award

    @property
    def payment(self) -> PaymentRule:
        """When and how the programme pays."""
        return self.benefits.payment

    @property
    def stops(self) -> Mapping[str, StopReason]:
        """The reasons to stop a payment, by code."""
        return self.benefits.stops

    @property
    def review(self) -> ReviewRule:
        """When an entitlement is looked at again."""
        return self.benefits.review

    @property
    def reasons(self) -> tuple[str, ...]:
        """The codes of the catalogue, in the order in which they are offered."""
        return tuple(self.catalogue)

    def reasons_on(self, day: date) -> tuple[Reason, ...]:
        """The reasons a decision of this day may state."""
        return tuple(reason for reason in self.catalogue.values() if reason.is_valid(day))

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; KeyError if the programme has none."""
        return {rule.id: rule for rule in self.rules}[rule_id]

    def required_for(self, facts: Facts) -> tuple[RequiredDocument, ...]:
        """The papers this household must bring; a paper whose case is not known to hold is not asked for."""
        return tuple(
            document
            for document in self.required_documents
            if document.when is None or evaluate(document.when, facts, date.min).outcome is CheckOutcome.PASS
        )

    def proved_by(self, kind: str) -> tuple[str, ...]:
        """The facts a paper of this kind proves; empty for a paper the programme does not ask for."""
        return tuple(
            name for document in self.required_documents if document.kind == kind for name in document.proves
        )

"""What a change of facts would bring to a running entitlement, before anybody confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.countries.programme import Programme
from casework.eligibility.assessment import assess
from casework.eligibility.checks import CheckOutcome
from casework.entitlements.award import award_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A rule that would find otherwise."""

    rule: str
    before: CheckOutcome
    after: CheckOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be otherwise.

    ``before`` and ``after`` are monthly amounts, None where there is no entitlement. ``stops`` are reasons to
    stop payment that the new facts would give and the old ones do not: proposals, nothing stops by itself.
    """

    flips: tuple[Flip, ...]
    before: Decimal | None
    after: Decimal | None
    stops: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether neither a check nor the amount would change."""
        return not self.flips and self.before == self.after


def what_would_change(
    scheme: Programme,
    facts: Mapping[str, object],
    changes: Mapping[str, object],
    on: date,
    *,
    paid: Decimal | None,
) -> Change:
    """What these changes would bring, on a local date; nothing is changed.

    Args:
        scheme: the programme.
        facts: what is on record, in memory's types.
        changes: what would stand there instead, by name; None takes a fact away.
        on: the local date the rules are read for.
        paid: the monthly amount that is paid now, None where there is no entitlement.
    """
    changed = {**facts, **changes}
    old = {one.rule: one for one in assess(scheme, facts, on)}
    new = {one.rule: one for one in assess(scheme, changed, on)}
    flips = tuple(
        Flip(rule=rule, before=old[rule].outcome, after=verdict.outcome)
        for rule, verdict in new.items()
        if verdict.outcome is not old[rule].outcome
    )
    failed_before = {one.reason for one in old.values() if one.reason}
    failing = dict.fromkeys(one.reason for one in new.values() if one.reason)
    return Change(
        flips=flips,
        before=paid,
        after=None if paid is None else award_of(scheme.award, changed, on).amount,
        stops=tuple(one for one in failing if one in scheme.stops and one not in failed_before),
    )

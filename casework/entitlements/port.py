"""What the rules of entitlements and payments need from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from casework.applications.application import Application
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.payment import Payment


class Entitlements(Protocol):
    """The entitlements on record; whoever changes one has loaded (and so locked) its case before."""

    def add(self, entitlement: Entitlement, application: Application) -> None:
        """Put a new entitlement on record, with the decision that opens it; written with the action."""
        ...

    def of(self, application: Application, *, seen: int | None = None) -> Entitlement:
        """Load the case's entitlement for change: the newest that is not cancelled.

        Raises:
            NoEntitlement: the case has none.
            EntitlementChangedMeanwhile: it is not at version ``seen`` any more.
        """
        ...

    def find(self, application: Application) -> Entitlement | None:
        """The case's entitlement, or None where it has none that is not cancelled."""
        ...

    def told_of_stop(self, entitlement: Entitlement) -> bool:
        """Whether the notice that payment will stop has reached the family, as far as is known."""
        ...


class Payments(Protocol):
    """The payments on record."""

    def add(self, payments: Sequence[Payment], application: Application) -> None:
        """Put new payments of a case's entitlement on record; written with the action."""
        ...

    def of(self, application: Application, *, since: date | None = None) -> tuple[Payment, ...]:
        """Load the payments of a case for change, oldest first; ``since`` a month."""
        ...

    def cases_of(self, references: Iterable[str]) -> dict[str, str]:
        """For payment references that are known, the reference of their case."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFile:
    """A file of payment results that was taken in. ``read`` is ``accepted + refused + known``."""

    name: str
    sha256: str
    read: int
    accepted: int
    refused: int
    known: int


class PaymentFiles(Protocol):
    """The record of files of payment results."""

    def add(self, file: PaymentFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        ...


class ReviewBatches(Protocol):
    """Batches of periodic reviews."""

    def open(self, programme: str, region: str, due_by: date, *, by: str, at: datetime) -> tuple[int, int]:
        """Open a batch of what is due by a day and in no batch; returns its number and its size."""
        ...

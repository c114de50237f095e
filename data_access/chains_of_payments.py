"""Whether each payment on record is what the lines of its case's journal say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from casework.applications.events import EventKind
from casework.entitlements.lifecycle import PaymentState

Row = Mapping[Any, Any]

# Where a payment can stand after the last line about it. That it was sent to the agency has no line.
_STANDS_AFTER: Final[Mapping[str, frozenset[str]]] = {
    EventKind.PAYMENT_SCHEDULED: frozenset({PaymentState.SCHEDULED, PaymentState.SENT}),
    EventKind.PAYMENT_PAID: frozenset({PaymentState.PAID}),
    EventKind.PAYMENT_RETURNED: frozenset({PaymentState.RETURNED}),
    EventKind.PAYMENT_STOPPED: frozenset({PaymentState.STOPPED}),
}


def faults_of_payments(lines: Sequence[Row], payments: Sequence[Row]) -> Iterator[tuple[str, int | str, str]]:
    """What differs between a case's payments and its lines: a table, a row of it, and what is wrong."""
    said: dict[str, list[Row]] = {}
    for line in lines:
        if line["kind"] in _STANDS_AFTER:
            said.setdefault(str(dict(line["facts"]).get("payment")), []).append(line)
    there = {str(row["reference"]) for row in payments}
    for reference in sorted(set(said) - there):
        yield "payments", reference, "the journal tells of it, and it is not on record"
    for row in payments:
        told = said.get(str(row["reference"]))
        if not told:
            yield "payments", row["id"], "no line of the journal tells of it"
            continue
        yield from (("payments", row["id"], what) for what in _differs(row, told))


def _differs(row: Row, told: Sequence[Row]) -> Iterator[str]:
    last = told[-1]
    if row["state"] not in _STANDS_AFTER[last["kind"]]:
        yield f"it stands as {row['state']}, which the journal does not tell"
    said = dict(last["facts"])
    is_said = {
        "month": (said.get("period"), row["period"].isoformat()),
        "amount": (Decimal(str(said.get("amount", row["amount"]))), row["amount"]),
        "currency": (said.get("currency", row["currency"]), row["currency"]),
        "cause": (said.get("cause"), row["cause"]),
    }
    for name, (in_journal, here) in is_said.items():
        if in_journal != here:
            yield f"its {name} is not the one the journal tells"
    for kind, name in ((EventKind.PAYMENT_PAID, "paid_on"), (EventKind.PAYMENT_RETURNED, "returned_on")):
        if _last_day(told, kind, name) != (row[name].isoformat() if row[name] else None):
            yield f"{name} is not the day the journal tells"


def _last_day(told: Sequence[Row], kind: str, name: str) -> str | None:
    days = [dict(one["facts"]).get(name) for one in told if one["kind"] == kind]
    return days[-1] if days else None

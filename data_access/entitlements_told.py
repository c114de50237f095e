"""Whether entitlements stand where the journal of their case says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from casework.applications.events import EventKind
from casework.entitlements.lifecycle import CardState, EntitlementState

Row = Mapping[Any, Any]
Told = dict[str, Any]
_NO_STOP: Final[Told] = {"stop_reason": None, "stop_on": None, "noticed_at": None}


def untrue_entitlements(rows: Sequence[Row], lines: Sequence[Row]) -> Iterator[tuple[int | None, str]]:
    """Where a case's entitlements differ from its journal: the row, if there is one, and what is wrong.

    ``rows`` in the order of their numbers, ``lines`` in that of the journal: the one that opens an
    entitlement begins the next row, the others tell of the newest.
    """
    told = _told(lines)
    for row, said in zip_longest(rows, told):
        if row is None:
            yield None, "an entitlement the journal tells of is missing"
        elif said is None:
            yield row["id"], "no line of the journal tells of it"
        elif differing := sorted(name for name, value in said.items() if row[name] != value):
            yield row["id"], f"it differs from what the journal tells: {', '.join(differing)}"


def _told(lines: Sequence[Row]) -> list[Told]:
    """What each entitlement should say, in their order."""
    told: list[Told] = []
    for line in lines:
        facts = dict(line["facts"])
        if line["kind"] == EventKind.ENTITLED:
            told.append(_opened(line, facts))
        elif told and line["kind"] in _FOLLOWS:
            told[-1] |= _FOLLOWS[line["kind"]](line, facts)
    return told


def _opened(line: Row, facts: Mapping[str, Any]) -> Told:
    return {
        "state": EntitlementState.ACTIVE,
        "card": CardState.REQUESTED,
        "card_moved_at": line["at"],
        "paid_from": date.fromisoformat(facts["paid_from"]),
        "review_on": date.fromisoformat(facts["review_on"]),
        "suspended_on": None,
        **_amount(facts),
        **_NO_STOP,
    }


def _amount(facts: Mapping[str, Any]) -> Told:
    return {
        "amount": Decimal(facts["amount"]),
        "currency": facts["currency"],
        "parts": facts["parts"] or [],  # A removal leaves "" here and nothing there.
        "formula": facts["formula"],
    }


def _noticed(line: Row, facts: Mapping[str, Any]) -> Told:
    stop_on = date.fromisoformat(facts["stop_on"])
    return {"stop_reason": facts["reason"], "stop_on": stop_on, "noticed_at": line["at"]}


def _suspended(_line: Row, facts: Mapping[str, Any]) -> Told:
    on = date.fromisoformat(facts["on"])
    return {"state": EntitlementState.SUSPENDED, "suspended_on": on, "stop_on": None}


_FOLLOWS: Final[Mapping[str, Callable[[Row, Mapping[str, Any]], Told]]] = {
    EventKind.ENTITLEMENT_CANCELLED: lambda _line, _facts: {"state": EntitlementState.CANCELLED},
    EventKind.AMOUNT_CHANGED: lambda _line, facts: _amount(facts),
    EventKind.CARD_MOVED: lambda line, facts: {"card": facts["card"], "card_moved_at": line["at"]},
    EventKind.STOP_NOTICE_GIVEN: _noticed,
    EventKind.STOP_NOTICE_LIFTED: lambda _line, _facts: _NO_STOP,
    EventKind.SUSPENDED: _suspended,
    EventKind.REACTIVATED: lambda _line, _facts: {
        "state": EntitlementState.ACTIVE,
        "suspended_on": None,
        **_NO_STOP,
    },
    EventKind.ENTITLEMENT_ENDED: lambda _line, _facts: {"state": EntitlementState.ENDED},
    EventKind.REVIEWED: lambda _line, facts: {"review_on": date.fromisoformat(facts["next_on"])},
}

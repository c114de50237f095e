"""An answer as JSON values and back: what is kept of it on record, and what a check code confirms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final, cast

from casework.inquiries.answer import Paying, Stage, Told, ToldComplaint, ToldPayment, ToldSupport

VERSION: Final = 1


def said_of(told: Iterable[Told]) -> dict[str, object]:
    """The answer as JSON values: references, codes, days and amounts; what is empty is left out."""
    return {"version": VERSION, "cases": [_plain(asdict(one)) for one in told]}


def told_in(said: Mapping[str, Any]) -> tuple[Told, ...]:
    """The answer that was kept."""
    return tuple(_told(one) for one in said["cases"])


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        within = cast("dict[str, object]", value)
        return {name: _plain(one) for name, one in within.items() if one not in (None, ())}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in cast("Iterable[object]", value)]
    return value


def _told(given: Mapping[str, Any]) -> Told:
    support = given.get("support")
    complained = (ToldComplaint(**_with_days(one, "due_on")) for one in given.get("complaints", ()))
    return Told(
        reference=given["reference"],
        programme=given["programme"],
        stage=Stage(given["stage"]),
        **{name: _day(given.get(name)) for name in _DAYS},
        reasons=tuple(given.get("reasons", ())),
        papers=tuple(given.get("papers", ())),
        support=_support(support) if support else None,
        complaints=tuple(complained),
    )


_DAYS: Final = ("received_on", "due_on", "decided_on", "complete_by", "object_by")


def _support(given: Mapping[str, Any]) -> ToldSupport:
    payments = tuple(ToldPayment(**_with_days(one, "period", "on")) for one in given.get("payments", ()))
    changed: dict[str, Any] = {
        "paying": Paying(given["paying"]),
        "since": _day(given.get("since")),
        "payments": payments,
    }
    return ToldSupport(**dict(given) | changed)


def _with_days(given: Mapping[str, Any], *days: str) -> dict[str, Any]:
    return {**given, **{name: date.fromisoformat(given[name]) for name in days}}


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None

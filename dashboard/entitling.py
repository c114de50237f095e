"""What the passing of time does to entitlements: once a day by the server, and at once by `entitlements`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog

from casework.actors import System
from casework.countries.pack import packs
from casework.errors import Refusal
from casework.local_time import local_date
from casework.use_cases.entitle import OpenMissing, StopDue, open_missing, stop_due
from data_access.queries.entitling import notices_run_out, without_entitlement
from data_access.records import Records

BY: Final = System()
_AT_ONCE: Final = 200
_log = structlog.get_logger("mizan.entitlements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tended:
    """What was done: entitlements opened and suspended; ``waiting`` are notices that nobody has got yet."""

    opened: int
    suspended: int
    waiting: int


def tend_entitlements(records: Records) -> Tended:
    """Open what is missing, and suspend what a notice has announced for today; each case by itself.

    A family that is not known to have got its notice goes on being paid; it is counted as waiting.
    """
    opened = open_what_is_missing(records)
    suspended, waiting = stop_what_is_due(records)
    return Tended(opened=opened, suspended=suspended, waiting=waiting)


def open_what_is_missing(records: Records) -> int:
    """Open entitlements of cases that were approved before there were any; returns how many."""
    opened = 0
    for case in _all(lambda after: records.ask(without_entitlement, viewer=BY, after=after, limit=_AT_ONCE)):
        opened += _done(records, open_missing, OpenMissing(application=case), case)
    return opened


def stop_what_is_due(records: Records) -> tuple[int, int]:
    """Suspend where the day of a notice has come: how many, and how many are not known to have got it."""
    suspended = waiting = 0
    for case in _run_out(records):
        done = _done(records, stop_due, StopDue(application=case), case)
        suspended, waiting = suspended + done, waiting + (not done)
    return suspended, waiting


class DailyEntitlements:
    """Suspends at every look, and opens what is missing once a day a process: that reads every approval.

    What is done already is not done twice, so several processes may try.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._opened_on: date | None = None

    def __call__(self) -> None:
        """Do what is due."""
        today = self._records.clock().date()
        opened = 0 if self._opened_on == today else open_what_is_missing(self._records)
        self._opened_on = today
        suspended, waiting = stop_what_is_due(self._records)
        if opened or suspended:
            _log.info("entitlements tended", opened=opened, suspended=suspended, waiting=waiting)


def _run_out(records: Records) -> Iterator[str]:
    """A day ends at different moments in different countries: each is asked with its own date."""
    for pack in packs().values():
        codes = sorted(pack.programmes)
        today = local_date(codes[0], records.clock())
        yield from _all(
            lambda after, codes=codes, today=today: records.ask(
                notices_run_out, viewer=BY, programmes=codes, today=today, after=after, limit=_AT_ONCE
            )
        )


def _all(ask: Callable[[int], Sequence[tuple[int, str]]]) -> Iterator[str]:
    after = 0
    while rows := ask(after):
        yield from (case for _, case in rows)
        after = rows[-1][0]


def _done(records: Records, act: Callable[..., bool], command: object, case: str) -> bool:
    try:
        return records.act(act, command, by=BY)
    except Refusal as refusal:
        _log.info("left alone", case=case, refusal=type(refusal).__name__)
        return False

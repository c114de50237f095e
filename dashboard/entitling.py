"""What the passing of time does to entitlements: once a day by the server, and at once by `entitlements`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

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

    A family that is not known to have got its notice goes on being paid and stays on the list of notices that
    were not delivered.
    """
    opened = _each(records, _missing(records), lambda case: (open_missing, OpenMissing(application=case)))
    due = _run_out(records)
    suspended = _each(records, due, lambda case: (stop_due, StopDue(application=case)))
    return Tended(opened=opened, suspended=suspended, waiting=len(due) - suspended)


class DailyEntitlements:
    """Tends them at every look: what is done already is not done twice, so several processes may try."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self) -> None:
        """Do what is due."""
        done = tend_entitlements(self._records)
        if done.opened or done.suspended:
            _log.info("entitlements tended", opened=done.opened, suspended=done.suspended)


def _missing(records: Records) -> list[str]:
    return _all(lambda after: records.ask(without_entitlement, viewer=BY, after=after, limit=_AT_ONCE))


def _run_out(records: Records) -> list[str]:
    """A day ends at different moments in different countries: each is asked with its own date."""
    found: list[str] = []
    for pack in packs().values():
        codes = sorted(pack.programmes)
        today = local_date(codes[0], records.clock())
        found += _all(
            lambda after, codes=codes, today=today: records.ask(
                notices_run_out, viewer=BY, programmes=codes, today=today, after=after, limit=_AT_ONCE
            )
        )
    return found


def _all(ask: Callable[[int], Sequence[tuple[int, str]]]) -> list[str]:
    found: list[str] = []
    after = 0
    while rows := ask(after):
        found += [case for _, case in rows]
        after = rows[-1][0]
    return found


def _each(
    records: Records, cases: Sequence[str], act: Callable[[str], tuple[Callable[..., bool], Any]]
) -> int:
    done = 0
    for case in cases:
        use_case, command = act(case)
        try:
            done += records.act(use_case, command, by=BY)
        except Refusal as refusal:
            _log.info("left alone", case=case, refusal=type(refusal).__name__)
    return done

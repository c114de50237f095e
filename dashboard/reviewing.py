"""Read the rules again on what is due for review: once a day by the server, and by `reviews`."""

from dataclasses import dataclass
from typing import Final

import structlog

from casework.actors import System
from casework.countries.pack import packs
from casework.local_time import local_date
from casework.use_cases.review import RereadDue, reread_due
from data_access.queries.reviews import to_reread
from data_access.records import Records

AT_ONCE: Final = 100
BY: Final = System()

_log = structlog.get_logger("mizan.reviews")


@dataclass(slots=True)
class Reread:
    """How many entitlements were read again, and how many of them were confirmed without a person."""

    read: int = 0
    confirmed: int = 0


def reread_all(records: Records) -> Reread:
    """Read again whatever is due in every programme; each hundred are a transaction of their own."""
    done = Reread()
    for code in sorted(code for pack in packs().values() for code in pack.programmes):
        _reread(records, code, done)
    return done


def _reread(records: Records, code: str, done: Reread) -> None:
    after, today = 0, local_date(code, records.clock())
    while True:
        found = records.ask(to_reread, viewer=BY, programme=code, today=today, after=after, limit=AT_ONCE)
        if not found:
            return
        after = found[-1][0]
        command = RereadDue(applications=tuple(case for _, case in found))
        done.confirmed += records.act(reread_due, command, by=BY)
        done.read += len(found)


class DailyReviews:
    """Reads again once a day; what was read today is not read twice, so several processes may try."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self) -> None:
        """Read what is due."""
        done = reread_all(self._records)
        if done.read:
            _log.info("rules read again", entitlements=done.read, confirmed=done.confirmed)

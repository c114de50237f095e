"""What is done once a day while the server runs: a daily head, and the removal of what time is over for."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from dashboard.retaining import retain
from data_access.documents import DocumentStore
from data_access.errors import StorageError
from data_access.heads import TornHeads
from data_access.records import Records

DAY = timedelta(days=1)

_log = structlog.get_logger("mizan.daily")


def append_daily_head(records: Records, file: Path) -> None:
    """Append a head unless one was written within the last day; several processes write one."""
    head = records.append_head(file, unless_within=DAY)
    if head is not None:
        _log.info("head written", lines=head["journal"]["rows"], last=head["journal"]["last"])


class DailyRetention:
    """Removes what time is over for, once a day a process; where it may not, it says so once."""

    def __init__(self, records: Records, store: DocumentStore) -> None:
        self._records, self._store = records, store
        self._done_on: str | None = None

    def __call__(self) -> None:
        """Run unless it ran today."""
        today = self._records.clock().date().isoformat()
        if self._done_on == today:
            return
        if self._records.may_change_records():
            done = retain(self._records, self._store)
            _log.info("retention ran", cases=sum(done.cases.values()), files=done.files)
        else:
            _log.info("retention is left to `retain`", reason="the desk's role may not remove anything")
        self._done_on = today


async def keep_daily(duties: Sequence[Callable[[], object]], every: float) -> None:
    """Look every so many seconds whether a duty of the day is still to be done, until cancelled.

    What cannot be done now is tried again at the next look; one duty does not keep another from being done.
    """
    while True:
        for duty in duties:
            try:
                await asyncio.to_thread(duty)
            except (StorageError, TornHeads):
                _log.exception("daily duty failed", effect="tried again at the next look")
        await asyncio.sleep(every)

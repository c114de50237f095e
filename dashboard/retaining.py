"""Personal data removed when the pack's time is over: once a day by the server, and by `retain`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from casework.actors import System
from casework.countries.pack import Pack, packs
from casework.countries.retention import CLOSED
from casework.local_time import local_date
from data_access.documents import DocumentStore
from data_access.paper_sweep import remove_freed
from data_access.queries.papers import known_papers
from data_access.records import Records
from data_access.retention import Expired, Removal, expired_cases

_YOUNG = timedelta(hours=24)
"""A file stored within this time may belong to an application that is on its way; the sweep looks again."""

_log = structlog.get_logger("mizan.retention")


@dataclass(slots=True)
class Retained:
    """What a run removed, or with ``dry_run`` would: cases by rule, and files."""

    cases: dict[str, int] = field(default_factory=dict[str, int])
    files: int = 0


def retain(
    records: Records, store: DocumentStore, *, as_of: date | None = None, dry_run: bool = False
) -> Retained:
    """Remove the personal data of every case whose time is over on a day; today in its own country if none.

    Each case is a transaction of its own: interrupted, the next run goes on. Files go after their row.
    """
    done = Retained()
    for rule, case, closed_on in _over(records, as_of):
        done.cases[rule] = done.cases.get(rule, 0) + 1
        if dry_run:
            continue
        freed = records.remove(Removal(case=case.id, rule=rule, counted_from=closed_on), by=System())
        known = partial(records.ask, known_papers, viewer=System())
        done.files += remove_freed(store, freed, known, (records.clock() - _YOUNG).timestamp())
        _log.info("data removed", case=case.reference, rule=rule)
    if done.cases and not dry_run:
        records.forget_words()
    return done


def _over(records: Records, as_of: date | None) -> Iterator[tuple[str, Expired, date]]:
    for pack in packs().values():
        programmes = sorted(pack.programmes)
        today = as_of or local_date(programmes[0], records.clock())
        for state in CLOSED:
            before, last = _end_of(pack, pack.retention.last_day(state, today)), 0
            while found := records.ask(
                expired_cases,
                viewer=System(),
                programmes=programmes,
                state=state,
                before=before,
                after=last,
            ):
                for case in found:
                    yield pack.retention.rule(state), case, local_date(programmes[0], case.closed_at)
                last = found[-1].id


def _end_of(pack: Pack, day: date) -> datetime:
    """The moment at which a local day is over, UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(pack.zone)).astimezone(UTC)

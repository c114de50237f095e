"""The breach outlook tried on the past: what it would have said each week, and what came."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from casework.actors import Staff
from casework.countries.pack import pack_of, packs
from casework.permissions import Role
from casework.statistics.outlook import LOOKS_AHEAD, LOOKS_BACK, by_rank
from casework.working_days import add_working_days, working_days_between
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.outlook import QueueOutlook, Stay, breach_outlook, stays
from data_access.queries.scope import Asked
from data_access.records import Records
from operations.bench.office import NOW, TODAY
from operations.demo.lived import live_through
from operations.demo.office import FULL_SIZE
from operations.throwaway import SEAL_KEY

_FIRST: Final = 190
_LAST: Final = 50
"""The history of the demo office is full between so many days ago and so many days ago."""
_EVERY: Final = 7

HEAD: Final = (
    "| Queue | Forecasts | Due | Missed | Expected | Off, a forecast | Off, as two weeks before | "
    "Off, most urgent first | Within the range |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)

BOSS: Final = Staff(
    username="boss",
    name_ar="م",
    name_en="Boss",
    role=Role.SUPERVISOR,
    programmes=frozenset(code for pack in packs().values() for code in pack.programmes),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One forecast of one queue, beside what came and what the peers would have said."""

    programme: str
    due: int
    came: int
    expected: float
    low: float
    high: float
    as_before: int
    most_urgent_first: float

    @property
    def within(self) -> bool:
        """Whether what came lies in the range, in whole cases."""
        return int(self.low) <= self.came <= self.high + 1


def backtest(size: int = FULL_SIZE) -> Iterator[str]:
    """Live the demo office through, ask the outlook every week of its past, and tell how far it was off."""
    with TemporaryDirectory(prefix="mizan-bench-") as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'lived.db'}")
        migrate(engine)
        live_through(engine, size, TODAY)
        records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
        tried = list(_tried(records, records.ask(stays, viewer=BOSS)))
        engine.dispose()
    yield HEAD
    for code in sorted({one.programme for one in tried}):
        yield _line(code, [one for one in tried if one.programme == code])
    yield _line("all", tried)


def _tried(records: Records, past: Sequence[Stay]) -> Iterator[Tried]:
    for ago in range(_FIRST, _LAST, -_EVERY):
        until = TODAY - timedelta(days=ago)
        asked = records.ask(breach_outlook, viewer=BOSS, asked=Asked(), today=TODAY, until=until)
        for queue in asked:
            mine = [life for life in past if life.programme == queue.programme]
            yield from _beside(queue, mine, until)


def _beside(queue: QueueOutlook, past: Sequence[Stay], until: date) -> Iterator[Tried]:
    found, pack = queue.outlook, pack_of(queue.programme)
    if found.missed is None or found.low is None or found.high is None:
        return
    first = add_working_days(until, 1, pack)
    horizon = add_working_days(until, LOOKS_AHEAD, pack)
    before = until - timedelta(days=14)
    since = until - timedelta(days=2 * LOOKS_BACK)
    left = sum(1 for life in past if life.left and since < life.left <= until)
    days = working_days_between(since, until, pack)
    ranks: dict[int, int] = {}
    for life in _open(past, until):
        place = working_days_between(first, life.due, pack)
        ranks[place] = ranks.get(place, 0) + 1
    yield Tried(
        programme=queue.programme,
        due=found.due,
        came=_missed(_open(past, until), until, horizon),
        expected=found.missed,
        low=found.low,
        high=found.high,
        as_before=_missed(past, before, until),
        most_urgent_first=by_rank(ranks, left / max(1, days)),
    )


def _open(past: Iterable[Stay], day: date) -> list[Stay]:
    return [life for life in past if life.came <= day and (life.left is None or life.left > day)]


def _missed(past: Iterable[Stay], after: date, upto: date) -> int:
    """How many were due after one day and up to another, and left only after their deadline."""
    return sum(1 for life in past if after < life.due <= upto and (life.left is None or life.left > life.due))


def _line(name: str, tried: Sequence[Tried]) -> str:
    def off(values: Iterable[float]) -> str:
        return f"{statistics.fmean(abs(value) for value in values):.1f}"

    return (
        f"| {name} | {len(tried)} | {sum(one.due for one in tried)} | {sum(one.came for one in tried)} "
        f"| {sum(one.expected for one in tried):.0f} | {off(one.expected - one.came for one in tried)} "
        f"| {off(one.as_before - one.came for one in tried)} "
        f"| {off(one.most_urgent_first - one.came for one in tried)} "
        f"| {sum(one.within for one in tried)} of {len(tried)} |"
    )

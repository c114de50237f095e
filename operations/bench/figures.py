"""What a supervisor and a policy analyst wait for: the first view of each page of figures.

Beside each stand its two peers in the same run: the same questions asked of the base tables by GROUP BY, and
a page as they are usually written, which reads the tables into pandas and filters in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import click

from casework.actors import Staff
from casework.permissions import Role
from casework.statistics.postings import month_of
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.causes import CauseFilters, causes
from data_access.queries.office_figures import office_figures
from data_access.queries.outlook import breach_outlook
from data_access.queries.scope import Asked
from data_access.queries.team import team
from data_access.records import Records
from data_access.staff import StaffDirectory
from operations.bench.cluster import throwaway_postgres
from operations.bench.measure import seconds
from operations.bench.office import NOW, TODAY
from operations.bench.past import repeat
from operations.bench.peers import (
    EGYPT,
    PERIOD,
    YEAR,
    causes_in_pandas,
    grouped,
    office_in_pandas,
    team_in_pandas,
)
from operations.bench.plain import bare
from operations.demo_staff import add_demo_staff
from operations.throwaway import SEAL_KEY

HEAD: Final = (
    "| What | Database | Cases | Mizan, median ms | GROUP BY, ms | Ratio | pandas page, ms | Ratio |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|"
)
ROUNDS: Final = 15
_PEER_ROUNDS: Final = 3
BOSS: Final = Staff(
    username="samir",
    name_ar="سمير",
    name_en="Samir",
    role=Role.SUPERVISOR,
    programmes=frozenset(EGYPT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Seconds of a page's first view, of the same by GROUP BY and of the pandas page (None: has none)."""

    what: str
    database: str
    cases: int
    ours: float
    grouped: float | None = None
    pandas: float | None = None

    def __str__(self) -> str:
        return (
            f"| {self.what} | {self.database} | {self.cases:,} | {self.ours * 1000:.1f} "
            f"| {_against(self.grouped, self.ours)} | {_against(self.pandas, self.ours)} |"
        )


def _against(peer: float | None, ours: float) -> str:
    return "– | –" if peer is None else f"{peer * 1000:,.0f} | {peer / ours:,.0f}"


def page_figures(database: str, cases: int) -> Iterator[Seen]:
    """Fill a new database of this kind with a long past, and measure."""
    if database == "postgresql":
        with throwaway_postgres(durable=True) as url:
            yield from _figures(url, database, cases)
        return
    with TemporaryDirectory(prefix="mizan-bench-") as folder:
        yield from _figures(f"sqlite:///{Path(folder) / 'mizan.db'}", database, cases)


def page_figures_on(url: str, *, beside: bool = True) -> Iterator[Seen]:
    """Measure in a PostgreSQL that `bench load` has filled, `beside` the peers; nothing is changed."""
    engine: Any = make_engine(url)
    with bare(engine) as driver:
        (cases,) = driver.execute("SELECT count(*) FROM applications").fetchone()
        records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
        yield from _seen(records, driver, "postgresql", cases, beside=beside)
    engine.dispose()


def _figures(url: str, database: str, cases: int) -> Iterator[Seen]:
    engine = make_engine(url)
    migrate(engine)
    add_demo_staff(StaffDirectory(engine, key=b"b" * 32))
    with bare(engine) as driver:
        filled = seconds(partial(repeat, driver, database, cases))
        records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
        rebuilt = seconds(records.rebuild_statistics)
        driver.execute("VACUUM ANALYZE" if database == "postgresql" else "ANALYZE")
        rows = driver.execute("SELECT count(*) FROM tallies").fetchone()[0]
        click.echo(
            f"{database}: {cases:,} applications with their past in {filled:.0f} s, figures ({rows:,} rows) "
            f"rebuilt in {rebuilt:.0f} s",
            err=True,
        )
        yield from _seen(records, driver, database, cases, beside=True)
    engine.dispose()


def _seen(records: Records, driver: Any, database: str, cases: int, *, beside: bool) -> Iterator[Seen]:
    for what, ours, theirs in _pages(records):
        peers = theirs if beside else None
        yield Seen(
            what=what,
            database=database,
            cases=cases,
            ours=_median(ours, ROUNDS),
            grouped=_median(partial(grouped, driver, database, peers.page), _PEER_ROUNDS) if peers else None,
            pandas=seconds(partial(peers.pandas, driver)) if peers else None,
        )


@dataclass(frozen=True, slots=True)
class _Peers:
    """Who else answers the questions of a page."""

    page: str
    pandas: Callable[[Any], object]


def _pages(records: Records) -> Iterator[tuple[str, Callable[[], object], _Peers | None]]:
    asked, months = Asked(), CauseFilters(since=YEAR, until=month_of(TODAY))

    def office() -> None:
        records.ask(office_figures, viewer=BOSS, asked=asked, period=PERIOD)
        records.ask(breach_outlook, viewer=BOSS, asked=asked, today=TODAY)

    def told(filters: CauseFilters) -> Callable[[], object]:
        return partial(records.ask, causes, viewer=BOSS, filters=filters)

    asking = partial(records.ask, team, viewer=BOSS, asked=asked, period=PERIOD, today=TODAY)
    yield "Office, first view", office, _Peers("office", office_in_pandas)
    yield "Team, first view", asking, _Peers("team", team_in_pandas)
    yield "Causes, first view", told(months), _Peers("causes", causes_in_pandas)
    yield "Causes, a reason chosen", told(replace(months, reason="fixed_income")), None
    yield "Causes, two groups chosen", told(replace(months, sex="female", employment="unemployed")), None


def _median(act: Callable[[], object], rounds: int) -> float:
    act()
    return median(seconds(act) for _ in range(rounds))

"""kill -9 of PostgreSQL and of the application, at random, while applications come in and are decided."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from data_access.errors import StorageError
from operations.bench.cluster import Cluster, throwaway_cluster
from operations.drills.audit import everything_wrong, files_without_rows, sweep_now
from operations.drills.load import wait_for_decisions
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, office_at, person
from operations.drills.result import Result, of
from operations.drills.shifts import clerk, importer, lost_decisions
from operations.drills.workers import Shift, preload

KILLS: Final = 100
CASES: Final = 2_000
CLERKS: Final = tuple(person(f"clerk{number}") for number in range(2))
_BACK_WITHIN: Final = 30.0


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Kill the server, then the workers, and see what is missing."""
    preload()
    kills = of(KILLS, scale, least=2)
    columns: dict[str, object] = {}
    passed = True
    with TemporaryDirectory(prefix="mizan-drill-") as held, throwaway_cluster(durable=True) as cluster:
        with office_at(cluster.url, Path(held), CASES, CLERKS) as office:
            found, well = server_killed(office, cluster, kills)
        columns["PostgreSQL killed:"], passed = found, passed and well
        out(f"PostgreSQL killed: {found}")
    for database in (POSTGRESQL, SQLITE):
        with drill_office(database, cases=CASES, people=CLERKS) as office:
            found, well = workers_killed(office, kills)
        columns[f"application killed on {database}:"], passed = found, passed and well
        out(f"application killed on {database}: {found}")
    return Result(name="kills", columns=columns, passed=passed)


def server_killed(office: DrillOffice, cluster: Cluster, kills: int) -> tuple[str, bool]:
    """Kill the server so often while people work; what is left, in a sentence, and whether that is all."""
    rng = Random(3)  # noqa: S311 - no secrecy.
    wrong: list[str] = []
    with _at_work(office) as shift:
        wait_for_decisions(office, 1)
        for _ in range(kills):
            time.sleep(rng.uniform(0.05, 0.8))
            cluster.kill()
            cluster.start()
            _wait_until_it_answers(office)
            shift.must_be_working()
    return _sentence(office, shift.folder, kills, wrong)


def workers_killed(office: DrillOffice, kills: int) -> tuple[str, bool]:
    """Kill one of the workers so often at random; each begins again at once."""
    rng = Random(4)  # noqa: S311 - no secrecy.
    with _at_work(office) as shift:
        wait_for_decisions(office, 1)
        for _ in range(kills):
            time.sleep(rng.uniform(0.2, 2.0))
            shift.kill_one(rng)
    return _sentence(office, shift.folder, kills, [])


def _at_work(office: DrillOffice) -> Shift:
    folder = office.home / "ledgers"
    folder.mkdir()
    stop = folder / "stop"
    work = [
        (importer, (office, "import", folder, stop)),
        *((clerk, (office, one, folder, stop)) for one in CLERKS),
    ]
    return Shift(folder, stop, work)


def _sentence(office: DrillOffice, folder: Path, kills: int, wrong: list[str]) -> tuple[str, bool]:
    told, lost = lost_decisions(office, folder)
    wrong += everything_wrong(office)
    orphans = sweep_now(office)
    left = list(files_without_rows(office))
    rows = office.number("SELECT count(*) FROM files")
    decisions = office.number("SELECT count(*) FROM decisions")
    journal = office.number("SELECT count(*) FROM journal WHERE kind = 'decided'")
    messages = office.number("SELECT count(DISTINCT decision_id) FROM outbox")
    sentence = (
        f"{kills} kills, {told:,} decisions acknowledged, {lost} lost; decisions {decisions:,} = journal "
        f"{journal:,} = messages {messages:,}; {rows:,} papers, {orphans} orphans swept, {len(left)} left"
    )
    if wrong:
        sentence += f"; wrong: {'; '.join(wrong[:5])}"
    return sentence, not (lost or wrong or left) and decisions == journal == messages and told > 0


def _wait_until_it_answers(office: DrillOffice) -> None:
    until = time.monotonic() + _BACK_WITHIN
    while True:
        try:
            office.number("SELECT 1")
        except StorageError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return

"""kill -9 of the server and of the application, and a database or a disk that is away for a while."""

from __future__ import annotations

from pathlib import Path

from operations.bench.cluster import throwaway_cluster
from operations.drills import kills, migrations, steps, stopped
from operations.drills.load import people_at_work
from operations.drills.offices import drill_office, office_at
from operations.drills.result import Result


def test_a_killed_server_loses_nothing_that_was_acknowledged(postgres: None, tmp_path: Path) -> None:
    with (
        throwaway_cluster(durable=True) as cluster,
        office_at(cluster.url, tmp_path, 50, kills.CLERKS) as office,
    ):
        found, well = kills.server_killed(office, cluster, 2)
    assert well, found


def test_killed_workers_lose_nothing_that_was_acknowledged(database: str) -> None:
    with drill_office(database, cases=50, people=kills.CLERKS) as office:
        found, well = kills.workers_killed(office, 3)
    assert well, found


def test_killed_at_any_step_nothing_is_half_done_and_a_repeat_ends_well(database: str) -> None:
    with drill_office(database, people=(steps.CLERK,)) as office:
        found, well = steps.killed_at_each_step(office, every=37)
    assert well, found


def test_a_stopped_migration_leaves_the_old_schema_or_the_new_one(database: str) -> None:
    with drill_office(database, cases=migrations.CASES, people=migrations.PEOPLE) as full:
        with people_at_work(full, migrations.PEOPLE):
            migrations.wait_for_decisions(full, 3)
        for start, every in ((migrations.EMPTY, 43), ("0001", 37), ("0003", 17)):
            found, well = migrations.stopped_everywhere(full, start, every)
            assert well, found


def test_while_the_database_is_away_the_desk_is_calm_and_comes_back(postgres: None) -> None:
    result: Result = stopped.drill(0.05, lambda line: None)
    assert result.passed, result.figures

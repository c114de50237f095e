"""kill -9 of the server and of the application, and a database or a disk that is away for a while."""

from __future__ import annotations

from pathlib import Path

from operations.bench.cluster import throwaway_cluster
from operations.drills import kills, migrations, steps, stopped
from operations.drills.load import people_at_work, wait_for_decisions
from operations.drills.offices import office_at
from operations.drills.result import Result
from tests.operations.drills.conftest import NewOffice


def test_a_killed_server_loses_nothing_that_was_acknowledged(postgres: None, tmp_path: Path) -> None:
    with (
        throwaway_cluster(durable=True) as cluster,
        office_at(cluster.url, tmp_path, 50, kills.CLERKS) as office,
    ):
        found, well = kills.server_killed(office, cluster, 2)
    assert well, found


def test_killed_workers_lose_nothing_that_was_acknowledged(new_office: NewOffice) -> None:
    with new_office(cases=50, people=kills.CLERKS) as office:
        found, well = kills.workers_killed(office, 3)
    assert well, found


def test_killed_at_any_step_nothing_is_half_done_and_a_repeat_ends_well(new_office: NewOffice) -> None:
    """At every 37th step; `drill steps` takes each."""
    with new_office(people=(steps.CLERK,)) as office:
        found, well = steps.killed_at_each_step(office, every=37)
    assert well, found


def test_a_stopped_migration_leaves_the_old_schema_or_the_new_one(new_office: NewOffice) -> None:
    """At the first step, two on the way, and before and behind the commit; `drill migrations` takes each."""
    with new_office(cases=migrations.CASES, people=migrations.PEOPLE) as full:
        with people_at_work(full, migrations.PEOPLE):
            wait_for_decisions(full, 3)
        for start in (migrations.EMPTY, "0001", "0003"):
            found, well = migrations.stopped_everywhere(full, start, share=0)
            assert well, found
            assert found.startswith("5 stops, 3 of them kill -9,")


def test_while_the_database_is_away_the_desk_is_calm_and_comes_back(postgres: None) -> None:
    result: Result = stopped.drill(0.05, lambda line: None)
    assert result.passed, result.figures

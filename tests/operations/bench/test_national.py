"""A multiplied office is an office: its figures are right, its rows belong together, its lists are walked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from click import Command
from click.testing import CliRunner
from sqlalchemy.engine import Engine

from data_access.history import Replay
from data_access.records import Records
from data_access.tables import applications, metadata
from operations.bench.django_peer.command import peer_command
from operations.bench.figures import page_figures_on
from operations.bench.national.command import load_command, national_command
from operations.bench.national.load import multiply
from operations.bench.national.measured import Desk, Waited, flat
from operations.bench.office import NOW
from operations.bench.pages import pages_command
from operations.demo.office import LOTS, live_all, make_plans
from operations.demo_staff import DEMO_STAFF
from tests.databases import administration, copied_postgres
from tests.seals import SEAL_KEY

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("national")]
CASES, TIMES = 60, 3
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def office(postgres_url: str, migrated_database: str) -> Iterator[Engine]:
    """A lived office of sixty cases, three times over."""
    with (
        copied_postgres(postgres_url, migrated_database) as base,
        copied_postgres(postgres_url, migrated_database) as engine,
    ):
        staff = [account.staff for account in DEMO_STAFF]
        with Replay(base, seeds=LOTS, seal_key=SEAL_KEY) as replay:
            live_all(make_plans(CASES, TODAY), replay, staff, TODAY, lambda *_: None)
        multiply(base, engine, TIMES, lambda _: None)
        yield engine


def one(engine: Engine, sql: str) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(sql)).scalar_one()


def test_there_are_as_many_as_asked_with_three_papers_each(office: Engine) -> None:
    assert one(office, "SELECT count(*) FROM applications") == CASES * TIMES
    assert one(office, "SELECT count(*) FROM papers") == CASES * TIMES * 3
    assert one(office, "SELECT count(DISTINCT sha256) FROM papers") == CASES * TIMES


def test_the_figures_are_those_of_a_recount(office: Engine) -> None:
    assert Records(office, lambda: NOW, seal_key=SEAL_KEY).recount() == ()


def test_every_row_refers_to_a_row(office: Engine) -> None:
    """Triggers were off while it was filled: whatever the tables promise is asked again."""
    promises = [
        (table.name, key.parent.name, key.column.table.name, key.column.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
    ]
    assert len(promises) > 10
    for table, column, other, theirs in promises:
        lost = f'SELECT count(*) FROM "{table}" t WHERE t."{column}" IS NOT NULL AND NOT EXISTS '
        found = one(office, f'{lost} (SELECT FROM "{other}" o WHERE o."{theirs}" = t."{column}")')
        assert found == 0, (table, column)


def test_every_index_is_back(office: Engine) -> None:
    there = one(office, "SELECT array_agg(indexname::text) FROM pg_indexes WHERE schemaname = 'public'")
    assert {index.name for table in metadata.tables.values() for index in table.indexes} <= set(there)
    # The index of a table in parts is only as good as those of its parts.
    assert one(office, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0


def test_no_line_lies_beyond_the_parts_of_the_journal(office: Engine) -> None:
    assert one(office, "SELECT count(*) FROM journal_beyond") == 0


def test_the_next_number_is_free(office: Engine) -> None:
    next_number = one(office, "SELECT nextval('applications_id_seq')")
    assert next_number == one(office, "SELECT max(id) + 1 FROM applications")


def test_the_desk_is_measured_and_each_screen_asks_few_questions(office: Engine) -> None:
    with Desk(office.url.render_as_string(hide_password=False), None) as desk:
        waits = [*desk.lists(), *desk.searches(), desk.case()]
    assert {wait.statements for wait in waits if wait.what.startswith("Queue")} == {1}
    assert all(wait.applications == CASES * TIMES for wait in waits)
    assert max(wait.statements for wait in waits) <= 12


def test_the_pages_of_figures_are_measured_beside_their_peers(office: Engine) -> None:
    url = office.url.render_as_string(hide_password=False)
    seen = list(page_figures_on(url))
    assert [one.what.split(",")[0] for one in seen] == ["Office", "Team", *["Causes"] * 3]
    assert {(one.database, one.cases) for one in seen} == {("postgresql", CASES * TIMES)}
    assert all(one.ours > 0 for one in seen)
    assert all(one.grouped and one.pandas for one in seen[:3])
    told = CliRunner().invoke(pages_command, ["--on", url, "--no-peers"])
    assert told.output.count("| – | – | – | – |") == len(seen)


def test_flatness_compares_the_smallest_with_the_largest() -> None:
    sizes = {10: 0.001, 100: 0.5, 1_000: 0.002}
    waits = [
        Waited(what="Open", applications=size, statements=1, ours=[spent], floor=[spent])
        for size, spent in sizes.items()
    ]
    assert list(flat(waits))[-1] == "| Open | 1.00 ms | 2.00 ms | 2.00 |"


def test_an_office_is_not_filled_twice(office: Engine) -> None:
    url = office.url.render_as_string(hide_password=False)
    told = CliRunner().invoke(load_command, ["--applications", "1", "--into", url])
    assert told.exit_code == 1
    assert "holds applications already" in told.output


def test_whoever_may_not_switch_triggers_off_is_told_so(postgres_url: str, migrated_database: str) -> None:
    role = f"filler_{uuid4().hex}"
    with copied_postgres(postgres_url, migrated_database) as engine:
        # A role belongs to the whole server: its name is nobody else's, and it goes with what it was granted.
        with administration(postgres_url) as run:
            run(f"CREATE ROLE {role} LOGIN")
        with engine.begin() as connection:
            connection.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
            connection.exec_driver_sql(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
        url = engine.url.set(username=role).render_as_string(hide_password=False)
        told = CliRunner().invoke(load_command, ["--applications", "1", "--into", url])
        assert told.exit_code == 1
        assert "superuser" in told.output
        with engine.begin() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(applications)).scalar_one() == 0
            connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.parametrize(
    ("url", "said"),
    [("sqlite:///x.db", "needs PostgreSQL"), ("postgresql://x@127.0.0.1:1/x", "cannot be filled")],
)
def test_a_database_that_cannot_be_filled_is_named(url: str, said: str) -> None:
    told = CliRunner().invoke(load_command, ["--applications", "1", "--into", url])
    assert told.exit_code == 1
    assert said in told.output


@pytest.mark.parametrize("command", [national_command, pages_command, peer_command])
def test_a_database_that_was_not_filled_is_not_measured(
    command: Command, postgres_url: str, migrated_database: str
) -> None:
    with copied_postgres(postgres_url, migrated_database) as engine:
        empty = engine.url.render_as_string(hide_password=False)
        for url, said in (
            ("sqlite:///x.db", "is on PostgreSQL"),
            ("postgresql://x@127.0.0.1:1/x", "does not answer"),
            (postgres_url, "holds no office"),
            (empty, "bench load --into"),
        ):
            told = CliRunner().invoke(command, ["--on", url])
            assert told.exit_code == 2, told.output
            assert said in " ".join(told.output.split())

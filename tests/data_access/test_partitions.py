"""The journal in parts: nothing is lost on the way, a case is read from one part, and none can be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from casework.actors import Staff
from casework.countries.pack import packs
from casework.permissions import Role
from data_access.append_only import could_change_the_journal
from data_access.chains import Finding
from data_access.errors import StorageError
from data_access.migrate import migrate
from data_access.partitions import AHEAD, BEYOND, CASES_A_PART, make_ahead
from data_access.queries.case import open_case
from data_access.queries.caseworker import QueueFilters, QueueView, queue
from data_access.records import Records
from tests.data_access.anew import made_anew
from tests.data_access.mixed_acts import Mixed
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
REFUSED = (DBAPIError, StorageError)
SUPERVISOR = Staff(
    username="x",
    name_ar="س",
    name_en="X",
    role=Role.SUPERVISOR,
    programmes=frozenset(code for pack in packs().values() for code in pack.programmes),
)
PART = re.compile(r"journal_(?:p\d+|beyond)\b")


def parts(engine: Engine) -> dict[str, int]:
    """Every part, and how many lines it holds."""
    listed = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass"
    with engine.connect() as connection:
        names = connection.exec_driver_sql(listed).scalars().all()
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in names
        }


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    """What is asked of the database meanwhile, with its values."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def planned(engine: Engine, asked: list[tuple[str, object]]) -> list[set[str]]:
    """For each statement that names the journal, the parts its plan reads; the acts themselves are undone."""
    plans = list[set[str]]()
    for statement, values in asked:
        if "journal" not in statement.replace("journal_id_seq", ""):
            continue
        with engine.connect() as connection, connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}", values[0] if isinstance(values, list) else values)
            plans.append(set(PART.findall("\n".join(line for (line,) in cursor.fetchall()))))
    return plans


def findings(engine: Engine) -> list[Finding]:
    found: list[Finding] = []
    Records(engine, lambda: Mixed(engine).now, seal_key=SEAL_KEY).verify(found.append)
    return found


def test_a_journal_on_record_becomes_the_first_part_and_keeps_every_line(engine: Engine) -> None:
    made_anew(engine, to="0006")
    office = Mixed(engine)
    office.acts(120)
    with engine.begin() as connection:
        lines = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
        connection.exec_driver_sql("CREATE ROLE clerk LOGIN")
        connection.exec_driver_sql("GRANT SELECT, INSERT ON journal TO clerk")
    migrate(engine, SEAL_KEY)
    held = parts(engine)
    assert held["journal_p0"] == lines
    assert len(held) == AHEAD + 2
    assert findings(engine) == []
    office.acts(240)
    assert parts(engine)["journal_p0"] > lines
    assert office.records.recount() == ()
    with engine.connect() as connection:
        may = "SELECT has_table_privilege('clerk', '{}', 'INSERT')"
        assert connection.exec_driver_sql(may.format("journal")).scalar_one()
        assert not connection.exec_driver_sql(may.format("journal_p0")).scalar_one()


def test_no_part_can_be_changed_or_emptied(engine: Engine) -> None:
    Mixed(engine).acts(60)
    for part in ("journal", *parts(engine)):
        for statement in (f"UPDATE {part} SET actor = 'x'", f"DELETE FROM {part}", f"TRUNCATE {part}"):
            if part not in {"journal", "journal_p0"} and not statement.startswith("TRUNCATE"):
                continue  # There is nothing in it that a statement could be refused for.
            with pytest.raises(REFUSED), engine.begin() as connection:
                connection.exec_driver_sql(statement)
    enabled = "SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgname ~ '^journal.*(stays|emptied)$'"
    with engine.connect() as connection:
        assert connection.exec_driver_sql(enabled).scalars().all() == ["A"]
        assert could_change_the_journal(connection)


def test_a_case_is_opened_and_decided_from_one_part(engine: Engine) -> None:
    office = Mixed(engine)
    office.acts(60)
    with statements(engine) as asked:
        office.acts(160)
        for reference in office.cases[:5]:
            office.records.ask(open_case, viewer=SUPERVISOR, reference=reference)
        office.records.ask(
            queue, viewer=SUPERVISOR, view=QueueView.ALL, filters=QueueFilters(), today=office.now.date()
        )
    plans = planned(engine, asked)
    assert len(plans) > 100
    assert {frozenset(plan) for plan in plans} <= {frozenset({"journal_p0"}), frozenset()}


def test_a_line_of_no_part_is_kept_and_parts_are_made_behind_it(engine: Engine) -> None:
    far = (AHEAD + 5) * CASES_A_PART + 7
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER SEQUENCE applications_id_seq RESTART WITH {far}")
    office = Mixed(engine)
    office.acts(60)
    assert parts(engine)[BEYOND] >= 60
    with engine.begin() as connection:
        assert make_ahead(connection) == AHEAD
        assert make_ahead(connection) == 0
    office.now += timedelta(days=1)
    office.acts(80)
    assert findings(engine) == []

"""Daily heads: each follows on the one before, and what was put back whole is seen by them."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data_access.errors import StorageError
from data_access.heads import TornHeads
from data_access.records import Records
from data_access.tables import exports, journal
from tests.data_access.mixed_acts import Mixed


@pytest.fixture
def office(engine):
    made = Mixed(engine)
    made.acts(20)
    return made


def faults(office, file) -> list[str]:
    told: list[str] = []
    office.records.verify(lambda finding: told.append(str(finding)), file)
    return told


def test_heads_follow_on_each_other_and_an_untouched_office_has_no_fault(office, tmp_path):
    file = tmp_path / "heads.jsonl"
    first = office.records.append_head(file)
    assert office.records.append_head(file, unless_within=timedelta(days=1)) is None
    office.acts(30)
    second = office.records.append_head(file)
    assert second["journal"]["rows"] > first["journal"]["rows"]
    assert faults(office, file) == []


def test_two_processes_that_write_at_once_write_one(office, tmp_path):
    file = tmp_path / "heads.jsonl"
    made: list[object] = []
    both = [
        threading.Thread(
            target=lambda: made.append(office.records.append_head(file, unless_within=timedelta(days=1)))
        )
        for _ in range(4)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(head is not None for head in made) == 1
    assert len(file.read_text().splitlines()) == 1


@pytest.mark.parametrize("line", [0, 1])
def test_a_head_that_was_changed_taken_out_or_put_in_is_told(office, tmp_path, line):
    file = tmp_path / "heads.jsonl"
    for _ in range(3):
        office.records.append_head(file)
    written = file.read_text().splitlines(keepends=True)
    changed = json.loads(written[line]) | {"at": "2020-01-01T00:00:00+00:00"}
    for forged in (
        [*written[:line], json.dumps(changed) + "\n", *written[line + 1 :]],
        [*written[:line], *written[line + 1 :]],
        [*written[: line + 1], *written[line:]],
    ):
        file.write_text("".join(forged))
        assert any("is not what the office wrote" in told for told in faults(office, file))


def test_a_head_cut_off_while_it_was_written_is_written_anew(office, tmp_path):
    file = tmp_path / "heads.jsonl"
    office.records.append_head(file)
    with file.open("a") as opened:
        opened.write('{"at": "2026-')
    office.records.append_head(file)
    assert len(file.read_text().splitlines()) == 2
    assert faults(office, file) == []


def test_nothing_is_appended_to_a_file_that_is_not_ours(office, tmp_path):
    file = tmp_path / "heads.jsonl"
    file.write_text("something else\n")
    with pytest.raises(TornHeads):
        office.records.append_head(file)
    assert file.read_text() == "something else\n"


def test_a_file_under_another_key_is_told(office, tmp_path):
    file = tmp_path / "heads.jsonl"
    Records(office.records.engine, office.records.clock, seal_key=b"another" * 6).append_head(file)
    assert any("line 1 is not what the office wrote" in told for told in faults(office, file))


def test_a_log_beside_the_journal_that_was_changed_is_told(office, engine, tmp_path):
    file = tmp_path / "heads.jsonl"
    with engine.begin() as connection:
        row = {"at": office.now, "username": "amal", "what": "x", "format": "csv", "rows": 3, "filters": {}}
        connection.execute(sa.insert(exports), [row, row])
    office.records.append_head(file)
    with engine.begin() as connection:
        drop = "DROP TRIGGER exports_stays"
        connection.exec_driver_sql(drop if engine.dialect.name == "sqlite" else f"{drop} ON exports")
        connection.execute(sa.update(exports).where(exports.c.id == 1).values(rows=2))
    assert any(told.startswith("exports: a row written") for told in faults(office, file))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_line_committed_late_with_a_smaller_number_does_not_fall_below_a_head(office, engine, tmp_path):
    """Numbers are drawn before the commit: the head waits for who has drawn one."""
    file = tmp_path / "heads.jsonl"
    made: list[object] = []
    with engine.connect() as slow:
        slow.exec_driver_sql("SELECT nextval('journal_id_seq')")
        office.acts(30)
        writing = threading.Thread(target=lambda: made.append(office.records.append_head(file)))
        writing.start()
        writing.join(0.5)
        assert writing.is_alive()
        slow.rollback()
    writing.join(10)
    assert len(made) == 1
    assert faults(office, file) == []


def test_a_head_that_cannot_be_written_is_a_storage_error(office, tmp_path):
    (tmp_path / "in the way").write_text("")
    with pytest.raises(StorageError):
        office.records.append_head(tmp_path / "in the way" / "heads.jsonl")
    with office.records.engine.connect() as connection:
        assert connection.execute(sa.select(journal.c.id).limit(1)).first() is not None

"""What leaves the office as a file is on record, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import Role
from casework.ports import ExportedFile
from casework.use_cases.export import Export, export
from data_access import tables
from data_access.queries.exports import TakenFile, taken_files
from data_access.records import Records
from data_access.staff import Account, StaffDirectory
from tests.seals import SEAL_KEY

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILE = ExportedFile(what="causes.reasons", format="xlsx", rows=12, filters={"programme": "eg.takaful"})


def account(username: str, role: Role, *programmes: str) -> Account:
    return Account(
        username=username, name_ar="س", name_en=username, role=role, programmes=frozenset(programmes)
    )


DALIA = account("dalia", Role.POLICY_ANALYST, "eg.takaful", "sa.food")
SAMIR = account("samir", Role.SUPERVISOR, "eg.takaful")
LATIFA = account("latifa", Role.SUPERVISOR, "sa.social_security")
AMAL = account("amal", Role.CASEWORKER, "eg.takaful")
YOUSEF = account("yousef", Role.ADMINISTRATOR, "eg.takaful")


@pytest.fixture
def records(engine: sa.Engine) -> Records:
    directory = StaffDirectory(engine, b"k" * 32)
    for one in (DALIA, SAMIR, LATIFA, AMAL, YOUSEF):
        directory.add(one, "hash")
    return Records(engine, lambda: NOON, seal_key=SEAL_KEY)


def seen_by(records: Records, viewer: Staff) -> tuple[TakenFile, ...]:
    return records.ask(taken_files, viewer=viewer)


def test_a_file_taken_is_on_record_with_who_what_and_how_many(records: Records) -> None:
    number = records.act(export, Export(file=FILE), by=DALIA.staff)
    assert seen_by(records, SAMIR.staff) == (
        TakenFile(
            id=int(number),
            at=NOON,
            username="dalia",
            what="causes.reasons",
            format="xlsx",
            rows=12,
            filters={"programme": "eg.takaful"},
        ),
    )


def test_each_taking_is_a_line_of_its_own_newest_first(records: Records) -> None:
    numbers = [int(records.act(export, Export(file=FILE), by=DALIA.staff)) for _ in range(3)]
    assert [one.id for one in seen_by(records, SAMIR.staff)] == numbers[::-1]
    assert len(records.ask(taken_files, viewer=SAMIR.staff, limit=2)) == 2


@pytest.mark.parametrize("person", [AMAL, YOUSEF], ids=lambda one: one.username)
def test_who_may_not_take_figures_leaves_no_line(records: Records, person: Account) -> None:
    with pytest.raises(NotAllowed):
        records.act(export, Export(file=FILE), by=person.staff)
    with records.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.exports)) == 0


def test_supervisors_see_the_files_of_people_who_share_a_programme(records: Records) -> None:
    records.act(export, Export(file=FILE), by=DALIA.staff)
    assert seen_by(records, LATIFA.staff) == ()
    for person in (DALIA, AMAL):
        with pytest.raises(NotAllowed):
            seen_by(records, person.staff)

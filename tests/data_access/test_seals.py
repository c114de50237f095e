"""Seals: every column is bound, an older journal is sealed the same way, no key means no sealing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data_access.append_only import APPEND_ONLY
from data_access.errors import SealKeyMissing, StorageError
from data_access.sealing import seal_what_is_there
from data_access.seals import BOUND, BOUND_SINCE, PAPER, Sealer
from data_access.tables import (
    applications,
    case_heads,
    decision_reasons,
    decisions,
    journal,
    outbox,
    papers,
    second_checks,
    undoings,
)
from data_access.verification import findings
from tests.data_access.mixed_acts import Mixed
from tests.seals import SEAL_KEY


class Asked(dict):
    """A row that remembers which columns were asked for."""

    def __init__(self, table: sa.Table) -> None:
        super().__init__({column.name: "1" for column in table.columns} | {"facts": {"a": 1}})
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.read.add(name)
        return super().__getitem__(name)


@pytest.mark.parametrize(
    ("table", "seal", "left_out"),
    [
        (journal, lambda sealer, row: sealer.line("", row, None), {"seal"}),
        (decisions, lambda sealer, row: sealer.decision(row, ()), set()),
        (undoings, lambda sealer, row: sealer.undoing(row), set()),
        (second_checks, lambda sealer, row: sealer.check(row), set()),
    ],
    ids=lambda part: getattr(part, "name", None),
)
def test_every_column_is_in_the_seal(table, seal, left_out):
    row = Asked(table)
    seal(Sealer(SEAL_KEY), row)
    assert {column.name for column in table.columns} - row.read == left_out


def test_a_head_binds_every_column_of_the_application_and_its_papers():
    # How a name is searched follows from the name; a paper's number and case are those of its place.
    assert {column.name for column in applications.columns} - {*BOUND, *BOUND_SINCE} == {"name_norm"}
    assert {column.name for column in papers.columns} - set(PAPER) == {"id", "application_id"}
    assert {column.name for column in decision_reasons.columns} == {"decision_id", "reason"}


def _unguarded(connection) -> None:
    for name in APPEND_ONLY:
        drop = f"DROP TRIGGER {name}_stays"
        connection.exec_driver_sql(drop if connection.dialect.name == "sqlite" else f"{drop} ON {name}")


def test_a_journal_from_before_the_seals_is_sealed_as_acts_seal_it(engine):
    Mixed(engine).acts(150)
    with engine.begin() as connection:
        _unguarded(connection)
        sealed = connection.execute(sa.select(journal.c.id, journal.c.seal).order_by(journal.c.id)).all()
        heads = connection.execute(sa.select(case_heads).order_by(case_heads.c.application_id)).all()
        connection.execute(sa.delete(case_heads))
        connection.execute(sa.update(journal).values(seal=""))
        assert seal_what_is_there(connection, SEAL_KEY) == len(sealed) >= 150
        assert (
            connection.execute(sa.select(journal.c.id, journal.c.seal).order_by(journal.c.id)).all() == sealed
        )
        assert connection.execute(sa.select(case_heads).order_by(case_heads.c.application_id)).all() == heads
        assert list(findings(connection, SEAL_KEY)) == []


def test_an_office_with_a_past_is_not_sealed_without_a_key(engine):
    Mixed(engine)
    with engine.begin() as connection, pytest.raises(SealKeyMissing):
        seal_what_is_there(connection, None)


def test_another_key_finds_every_case_at_fault(engine):
    office = Mixed(engine)
    with engine.connect() as connection:
        told = list(findings(connection, b"another key" * 4))
    assert {finding.case for finding in told} == set(office.cases)


def test_a_decision_without_words_to_the_applicant_seals_as_before_there_were_any():
    sealer, row = Sealer(SEAL_KEY), {"note": "a", "evidence": {}, "words": ""}
    assert sealer.hidden_of_decision(row) == sealer.mac("personal", "a", {})
    assert sealer.hidden_of_decision(row | {"words": "b"}) != sealer.hidden_of_decision(row)
    assert sealer.hidden_of_line({"note": "a", "words": ""}) == sealer.hidden("a")
    assert sealer.hidden_of_line({"note": "a", "words": "b"}) != sealer.hidden("a")


def test_words_to_the_applicant_are_not_changed_unless_a_removal_is_on_record(engine):
    Mixed(engine).acts(150)
    told = sa.update(decisions).where(decisions.c.words != "").values(words="put in")
    with engine.connect() as connection:
        assert connection.execute(sa.select(decisions.c.id).where(decisions.c.words != "")).first()
        with pytest.raises((sa.exc.DBAPIError, StorageError)):
            connection.execute(told)


def test_a_message_that_stands_where_no_line_says_so_is_named(engine):
    Mixed(engine).acts(60)
    with engine.begin() as connection:
        assert list(findings(connection, SEAL_KEY)) == []
        one = connection.execute(
            sa.select(outbox.c.id).where(outbox.c.status == "queued").limit(1)
        ).scalar_one()
        connection.execute(sa.update(outbox).where(outbox.c.id == one).values(status="delivered"))
        (found,) = findings(connection, SEAL_KEY)
    assert (found.table, found.row) == ("outbox", str(one))
    assert "stands as delivered" in found.what

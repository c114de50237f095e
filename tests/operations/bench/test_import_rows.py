"""The peer of the import: COPY brings in what the import wrote, and nothing else."""

import pytest
from sqlalchemy.engine import Engine

from data_access.records import Records
from operations.bench.import_rows import copy_in, file_of, received, written_in
from operations.bench.office import NOW
from tests.databases import copied_postgres
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.postgres
ROWS = 40


def test_copy_makes_the_same_office_as_the_import(postgres_url: str, migrated_database: str) -> None:
    with (
        copied_postgres(postgres_url, migrated_database) as imported,
        copied_postgres(postgres_url, migrated_database) as copied,
    ):
        assert received(file_of(ROWS), imported).accepted == ROWS
        written = written_in(imported)
        copy_in(copied, written)

        assert written_in(copied) == written
        assert {"applications", "journal", "case_heads", "tallies", "levels"} <= dict(written).keys()
        assert count_of(copied) == ROWS
        assert Records(copied, lambda: NOW, seal_key=SEAL_KEY).recount() == ()


def count_of(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM applications").scalar_one()

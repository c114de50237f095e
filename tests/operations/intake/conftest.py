"""An office to import into, and files to import."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.actors import System
from data_access.documents import DocumentStore
from data_access.records import Records
from data_access.tables import applications, papers
from operations.intake.importer import ImportResult, import_file
from operations.intake.plan import plan_import
from operations.papers import Examiner
from tests.databases import copied_sqlite
from tests.seals import SEAL_KEY

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SYSTEM = System(username="import")
SAMPLES = Path(__file__).parent / "samples"


@dataclass
class Intake:
    """An empty office."""

    records: Records
    store: DocumentStore
    examiner: Examiner

    def takes(
        self, content: bytes | str, name: str = "file.csv", *, documents=None, dry_run=False, **how
    ) -> ImportResult:
        data = content.encode() if isinstance(content, str) else content
        plan = plan_import(data, name, today=TODAY, **how)
        return import_file(
            plan,
            self.records,
            store=self.store,
            by=SYSTEM,
            documents=documents,
            dry_run=dry_run,
            examiner=self.examiner,
        )

    def rows(self, table=applications):
        with self.records.engine.connect() as connection:
            return connection.execute(sa.select(table).order_by(table.c.id)).mappings().all()

    @property
    def papers(self):
        return self.rows(papers)


@pytest.fixture(scope="session")
def examiner():
    with Examiner(workers=2) as ready:
        yield ready


@pytest.fixture
def intake(migrated_file, tmp_path, examiner):
    with copied_sqlite(migrated_file, tmp_path) as engine:
        records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
        yield Intake(records, DocumentStore(tmp_path / "documents"), examiner)


def account(result: ImportResult) -> tuple[int, int, int, int]:
    return result.read, result.accepted, result.refused, result.known


def csv_of(*rows: dict[str, object], separator: str = ",") -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [separator.join(columns)]
    lines += [separator.join(str(row.get(name, "")) for name in columns) for row in rows]
    return "\n".join(lines) + "\n"


def a_row(**said: object) -> dict[str, object]:
    row: dict[str, object] = {
        "programme": "eg.takaful",
        "full_name": "منى عبد الله حسن",
        "national_id": "29001011201248",
        "region": "eg-12",
    }
    return row | said


def number_of_person(serial: int) -> str:
    """Egyptian national numbers, a different one for each serial."""
    return f"2900101{12:02d}{serial:04d}8"

"""An office with a past, on each database, made once for what is archived of it and asked of the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from data_access.archive.keeping import Archived, archive
from data_access.archive.place import Place
from data_access.history import Replay
from data_access.policy.engines import Rows, Sources, duck
from data_access.policy.live import live_table
from data_access.policy.questions import QUESTIONS
from data_access.records import Records
from operations.demo.office import live_all, make_plans
from operations.demo_staff import DEMO_STAFF
from tests.data_access.mixed_acts import Mixed
from tests.databases import copied_sqlite, copied_with, together
from tests.seals import SEAL_KEY

AS_OF = date(2026, 11, 22)
AUTUMN = date(2026, 9, 15)


@dataclass(kw_only=True)
class Office:
    """Its records as of the day after the last act, and an archive written while it was still at work."""

    engine: Engine
    early: Place
    early_day: date

    @property
    def records(self) -> Records:
        return Records(self.engine, lambda: _noon_after(AS_OF), seal_key=SEAL_KEY)

    def archived(self, place: Place, day: date = AUTUMN, *, anew: bool = False) -> Archived:
        return archive(self.records, place, seal_key=SEAL_KEY, closed_before=day, anew=anew)

    def live(self, place: Place | None = None) -> Sources:
        """The database, and an archive with it if one is named."""
        manifest = place.manifest() if place else None
        before = manifest.closed_before if manifest else None
        table = live_table(self.records, seal_key=SEAL_KEY, closed_before=before)
        return Sources(archive=place, live=table)


def answers(sources: Sources) -> dict[str, Rows]:
    with duck(sources) as answer:
        return {code: answer(question, ()) for code, question in QUESTIONS.items()}


@pytest.fixture(scope="session")
def office_at_work(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Place, date]]:
    """Its database, what was archived of it meanwhile, and the day of that."""
    folder = tmp_path_factory.mktemp("at_work")
    with copied_sqlite(migrated_file, folder) as engine:
        staff = [account.staff for account in DEMO_STAFF]
        with Replay(engine, seeds=str, seal_key=SEAL_KEY) as replay:
            live_all(make_plans(90, AS_OF), replay, staff, AS_OF, lambda *_progress: None)
        mixed, early = Mixed(engine), Place(str(folder / "early"))
        mixed.acts(200)
        day = mixed.now.date()
        records = Records(engine, lambda: mixed.now + timedelta(days=1), seal_key=SEAL_KEY)
        archive(records, early, seal_key=SEAL_KEY, closed_before=day)
        mixed.acts(350)
        yield engine, early, day


@pytest.fixture(scope="session", params=together("archived", "sqlite", "postgresql"))
def office(
    office_at_work: tuple[Engine, Place, date],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    past, early, day = office_at_work
    with copied_with(past, request, tmp_path_factory.mktemp("archived")) as engine:
        yield Office(engine=engine, early=early, early_day=day)


def _noon_after(day: date) -> datetime:
    return datetime.fromisoformat(f"{day + timedelta(days=1)}T12:00:00+00:00")

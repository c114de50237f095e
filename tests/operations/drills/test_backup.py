"""A backup taken under load, put back elsewhere, interrupted, and damaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_access.documents import DocumentStore
from operations.backup.manifest import BackupRefused, Manifest
from operations.backup.restoring import checked, restore
from operations.backup.taking import abandoned, back_up, finished, thin_out
from operations.drills import backup
from operations.drills.load import people_at_work, receive_one
from operations.drills.offices import SQLITE, drill_office
from tests.operations.drills.conftest import NewOffice

AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_a_backup_under_load_is_the_same_elsewhere_and_a_killed_one_is_known(new_office: NewOffice) -> None:
    with new_office(cases=20, people=backup.PEOPLE) as office:
        places = office.home / "backups"
        with people_at_work(office, backup.PEOPLE):
            receive_one(office, "first")
            assert backup.restored_the_same(office, places, 0)
            assert all(backup.interrupted_is_known(office, places, seed) for seed in range(2))
        assert all(backup.flipped_byte_is_found(finished(places)[0], seed) for seed in range(12))


def test_only_an_empty_office_is_filled(new_office: NewOffice) -> None:
    with new_office(cases=3) as office:
        path, _ = back_up(office.engine, office.documents, office.home / "backups", AT)
        with pytest.raises(BackupRefused, match="not empty"):
            restore(office.engine, office.documents, path)


def test_papers_of_another_office_are_not_mixed_in(tmp_path: Path) -> None:
    with drill_office(SQLITE) as office:
        receive_one(office, "one")
        path, manifest = back_up(office.engine, office.documents, office.home / "backups", AT)
        assert manifest.papers == 2
        assert manifest.pages == 2
        elsewhere = DocumentStore(tmp_path / "documents")
        elsewhere.put(b"of somebody else")
        with backup.new_place(office) as (engine, _store), pytest.raises(BackupRefused, match="not of this"):
            restore(engine, elsewhere, path)


def test_a_paper_that_is_gone_is_named(new_office: NewOffice) -> None:
    with new_office() as office:
        receive_one(office, "one")
        gone = office.found("SELECT sha256 FROM files ORDER BY sha256")[0][0]
        office.documents.path(gone).unlink()
        _, manifest = back_up(office.engine, office.documents, office.home / "backups", AT)
    assert manifest.missing == (gone,)
    assert manifest.papers == 1


def test_the_newest_are_kept_and_what_nobody_finishes_goes() -> None:
    with drill_office(SQLITE) as office:
        places = office.home / "backups"
        made = [back_up(office.engine, office.documents, places, AT + timedelta(days=n))[0] for n in range(4)]
        (places / ".unfinished-mizan-20260101T000000Z").mkdir()
        thin_out(places, 2)
        assert finished(places) == made[2:]
        assert abandoned(places) == []
        assert sorted(path.name for path in places.iterdir()) == [path.name for path in made[2:]]
        assert checked(made[3]).counts["staff"] == 0


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"no manifest\.json"):
        Manifest.read(tmp_path)

"""The archive: whole files or none, the same bytes each time, nothing of a person, each case counted once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from data_access.archive.forms import DECISIONS, LINES
from data_access.archive.keeping import ArchiveRefused
from data_access.archive.manifest import NAME, Part
from data_access.archive.place import Place
from data_access.errors import StorageError
from data_access.policy.engines import Sources
from data_access.queries.archiving import Month
from data_access.tables import applications
from tests.data_access.archived import AS_OF, AUTUMN, Office, answers

CODE = re.compile(r"[a-z][a-z0-9_.+-]*|\d(_\d|_plus)?|\d\d_(\d\d|plus)")


class Failing(Place):
    """A place whose disk is full after so many files."""

    def __init__(self, address: str, files: int) -> None:
        super().__init__(address)
        self.left = files

    def write_part(self, what: str, month: Month, batches: Iterable[Any]) -> Part | None:
        self.left -= 1
        if self.left < 0:
            raise StorageError("no space left")
        return super().write_part(what, month, batches)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_same_day_again_writes_the_same_bytes(office: Office, tmp_path: Path) -> None:
    first = office.archived(Place(str(tmp_path / "a")))
    before = contents(tmp_path / "a")
    assert first.written == len(first.manifest.parts) > 20
    again = office.archived(Place(str(tmp_path / "a")))
    assert (again.written, again.manifest) == (0, first.manifest)
    assert again.months < first.months
    office.archived(Place(str(tmp_path / "a")), anew=True)
    assert contents(tmp_path / "a") == before


def test_a_later_day_changes_an_archive_into_the_one_of_that_day(office: Office, tmp_path: Path) -> None:
    grown, fresh = Place(str(tmp_path / "grown")), Place(str(tmp_path / "fresh"))
    office.archived(grown)
    office.archived(grown, AS_OF)
    office.archived(fresh, AS_OF)
    assert contents(tmp_path / "grown") == contents(tmp_path / "fresh")


@pytest.mark.parametrize("files", [1, 17])
def test_a_run_that_breaks_off_leaves_the_archive_as_it_was(
    office: Office, tmp_path: Path, files: int
) -> None:
    office.archived(Place(str(tmp_path / "a")))
    before = contents(tmp_path / "a")
    with pytest.raises(StorageError):
        office.archived(Failing(str(tmp_path / "a"), files), AS_OF)
    left = contents(tmp_path / "a")
    assert {name: left[name] for name in before} == before
    assert Place(str(tmp_path / "a")).manifest() is not None
    office.archived(Place(str(tmp_path / "a")), AS_OF)
    office.archived(Place(str(tmp_path / "b")), AS_OF)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_first_run_that_breaks_off_is_no_archive(office: Office, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        office.archived(Failing(str(tmp_path / "a"), 5))
    assert Place(str(tmp_path / "a")).manifest() is None


def test_a_byte_that_changed_is_found(office: Office, tmp_path: Path) -> None:
    place = Place(str(tmp_path / "a"))
    manifest = office.archived(place).manifest
    assert place.wrong_parts(manifest) == []
    (path,) = place.paths(manifest, DECISIONS)[:1]
    spoilt = bytearray(Path(path).read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    Path(path).write_bytes(spoilt)
    assert place.wrong_parts(manifest) == [Path(path).relative_to(tmp_path / "a").as_posix()]
    (tmp_path / "a" / NAME).write_bytes(
        (tmp_path / "a" / NAME).read_bytes().replace(b'"rows": 1', b'"rows": 2')
    )
    with pytest.raises(StorageError):
        place.manifest()


def test_nothing_of_a_person_is_archived(office: Office, tmp_path: Path) -> None:
    place = Place(str(tmp_path / "a"))
    manifest = office.archived(place, AS_OF).manifest
    texts, numbers = set[str](), set[int]()
    for path in place.paths(manifest, DECISIONS) + place.paths(manifest, LINES):
        for row in pq.read_table(path, partitioning=None).to_pylist():
            for value in row.values():
                texts |= (
                    set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
                )
            numbers.add(row["pseudonym"])
    assert [text for text in texts if not CODE.fullmatch(text)] == []
    with office.engine.connect() as connection:
        assert not numbers & set(connection.execute(sa.select(applications.c.id)).scalars())
    everything = b"".join(contents(tmp_path / "a").values())
    assert b"amal" not in everything


def test_a_day_that_is_not_over_and_an_earlier_one_are_refused(office: Office, tmp_path: Path) -> None:
    place = Place(str(tmp_path / "a"))
    with pytest.raises(ArchiveRefused, match="is not over"):
        office.archived(place, office.records.clock().date())
    office.archived(place)
    with pytest.raises(ArchiveRefused, match="already reaches to 2026-09-15"):
        office.archived(place, office.early_day)


def test_archive_and_database_together_are_the_database(office: Office, tmp_path: Path) -> None:
    whole = answers(office.live())
    assert all(len(rows) > 3 for rows in whole.values())
    for day in (AUTUMN, AS_OF):
        place = Place(str(tmp_path / f"{day}"))
        assert office.archived(place, day).manifest.rows(DECISIONS) > 100
        assert answers(office.live(place)) == whole


def test_an_archive_written_long_ago_and_the_database_are_the_database(office: Office) -> None:
    manifest = office.early.manifest()
    assert manifest is not None
    assert manifest.rows(DECISIONS) > 20
    assert answers(office.live(office.early)) == answers(office.live())


def test_a_case_in_both_is_counted_once(office: Office) -> None:
    everything = office.live()
    both = Sources(archive=office.early, live=everything.live)
    assert answers(both) == answers(everything)


def test_an_archive_may_lie_in_an_object_store(office: Office, tmp_path: Path) -> None:
    store, folder = Place(f"memory://{uuid4().hex}/archive"), Place(str(tmp_path / "a"))
    assert office.archived(store).manifest == office.archived(folder).manifest
    assert store.wrong_parts(office.archived(store, anew=True).manifest) == []
    assert answers(office.live(store)) == answers(office.live(folder))


def test_an_address_nothing_speaks_to_is_told_so() -> None:
    with pytest.raises(StorageError, match="nowhere://x cannot be reached"):
        Place("nowhere://x")

"""What a store of papers promises wherever they lie: the same tests on a folder and on a real S3 server."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from data_access.bucket import ASIDE, Bucket, BucketShelf
from data_access.documents import DocumentStore, original_of
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.migrate import migrate
from data_access.paper_sweep import remove_freed, sweep_papers
from operations.backup.restoring import restore
from operations.backup.taking import back_up
from operations.bench.object_store import NoObjectStore, throwaway_bucket
from operations.drills.load import receive_one
from operations.drills.offices import DrillOffice
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.xdist_group("papers")
LATER = time.time() + 3600
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    try:
        with throwaway_bucket() as made:
            yield made
    except NoObjectStore as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


@pytest.fixture
def fresh(bucket: Bucket) -> Bucket:
    """Of the one bucket a part that nobody has used."""
    return replace(bucket, prefix=f"office/{uuid4().hex}")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    if request.param == "folder":
        return DocumentStore(tmp_path / "papers")
    return DocumentStore(request.getfixturevalue("fresh"))


def a_jpeg(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(buffer, "JPEG")
    return buffer.getvalue()


def known(*kept: str):
    return lambda hashes: set(kept) & set(hashes)


def swept_for_good(store: DocumentStore, *kept: str) -> int:
    """A bucket sets aside first, and lets go in the next sweep."""
    return sum(sweep_papers(store, known(*kept), LATER).papers for _ in range(2))


def test_a_paper_is_named_by_its_hash_and_comes_back_as_it_was(store: DocumentStore) -> None:
    sha256 = store.put(b"a letter")
    assert sha256 == hashlib.sha256(b"a letter").hexdigest() == store.put(b"a letter")
    assert store.has(sha256)
    assert store.get(sha256) == b"a letter"
    assert list(store.everything()) == [original_of(sha256)]


def test_many_who_store_the_same_paper_at_once_leave_one(store: DocumentStore) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _: store.put(content), range(24)))
    assert [store.get(name) for name in names] == [content]
    assert len(list(store.everything())) == 1


def test_a_lost_paper_is_an_error_of_storage(store: DocumentStore) -> None:
    with pytest.raises(StorageError):
        store.get("0" * 64)
    assert not store.has("0" * 64)
    store.remove("0" * 64)


@pytest.mark.parametrize("changed", [b"a forged", b"a le"])
def test_bytes_that_changed_are_not_handed_out_and_are_put_right_when_they_come_again(
    store: DocumentStore, changed: bytes
) -> None:
    sha256 = store.put(b"a letter")
    store.take_back(original_of(sha256), changed)
    with pytest.raises(StorageError):
        store.get(sha256)
    if len(changed) != len(b"a letter"):
        store.put(b"a letter")
        assert store.get(sha256) == b"a letter"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_not_a_hash_never_becomes_a_place(store: DocumentStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.get(name)


def test_pages_are_kept_and_scaled_down_but_never_up(store: DocumentStore) -> None:
    sha256, page = store.put(b"a letter"), a_jpeg(1000, 500)
    store.put_pages(sha256, [page])
    assert store.has_page(sha256, 1)
    assert not store.has_page(sha256, 2)
    assert store.page(sha256, 1) == page
    for _ in range(2):  # The second is read from where the first was kept.
        with Image.open(io.BytesIO(store.page(sha256, 1, 160))) as small:
            assert small.size == (160, 80)
    assert store.page(sha256, 1, 1600) == page
    places = store.places_of(sha256)
    assert [place.name for place in places] == [sha256, "0001.jpg"]
    assert [store.hash_at(place) for place in places] == [sha256, hashlib.sha256(page).hexdigest()]


def test_harmful_bytes_are_taken_away_at_once(store: DocumentStore) -> None:
    sha256 = store.put(b"harmful")
    store.remove(sha256)
    assert not store.has(sha256)
    with pytest.raises(StorageError):
        store.get(sha256)


def test_the_check_leaves_nothing(store: DocumentStore) -> None:
    store.check()
    assert list(store.shelf.below(Path())) == []


def test_a_sweep_takes_old_papers_without_a_row_and_their_pages(store: DocumentStore) -> None:
    orphan, kept = store.put(b"orphan"), store.put(b"kept")
    for one in (orphan, kept):
        store.put_page(one, 1, b"\xff\xd8 page")
    assert sweep_papers(store, known(), time.time() - 3600).papers == 0
    assert swept_for_good(store, kept) == 1
    assert not store.has(orphan)
    assert {place.name for place in store.everything()} == {kept, "0001.jpg"}
    assert store.page(kept, 1) == b"\xff\xd8 page"


def test_a_paper_stored_again_while_it_is_looked_for_stays(store: DocumentStore) -> None:
    sha256 = store.put(b"again")

    def asked_just_before(_hashes: Sequence[str]) -> Collection[str]:
        store.put(b"again")  # An import stores it now; its row comes a moment later.
        return ()

    sweep_papers(store, asked_just_before, time.time() + (0 if isinstance(store.shelf, BucketShelf) else -1))
    assert store.get(sha256) == b"again"
    sweep_papers(store, known(sha256), time.time() - 3600)
    assert store.get(sha256) == b"again"
    assert store.has(sha256)


def test_a_backup_holds_every_paper_and_comes_back_elsewhere(store: DocumentStore, tmp_path: Path) -> None:
    office = DrillOffice(url=f"sqlite:///{tmp_path / 'mizan.db'}", home=tmp_path)
    office.__dict__["documents"] = store
    migrate(office.engine, SEAL_KEY)
    receive_one(office, "one")
    path, manifest = back_up(office.engine, store, tmp_path / "backups", office.records.clock())
    assert (manifest.papers, manifest.pages, manifest.missing) == (2, 2, ())
    elsewhere, engine = DocumentStore(tmp_path / "elsewhere"), make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert restore(engine, elsewhere, path, tmp_path).differences == ()
    assert set(elsewhere.everything()) == set(store.everything())
    engine.dispose()
    office.close()


# What holds of a bucket alone.


def test_what_is_set_aside_is_still_found_and_is_given_back_when_a_row_has_come(fresh: Bucket) -> None:
    store = DocumentStore(fresh)
    sha256 = store.put(b"late row")
    assert sweep_papers(store, known(), LATER).papers == 0
    assert list(store.everything()) == []
    assert list(store.shelf.below(ASIDE)) == [ASIDE / original_of(sha256)]
    assert store.get(sha256) == b"late row"
    sweep_papers(store, known(sha256), LATER)
    assert list(store.everything()) == [original_of(sha256)]


def test_what_was_set_aside_and_came_again_stays(fresh: Bucket) -> None:
    store = DocumentStore(fresh)
    sha256 = store.put(b"again")
    sweep_papers(store, known(), LATER)
    store.put(b"again")
    store.put_page(sha256, 1, b"\xff\xd8 page")
    sweep_papers(store, known(), time.time() - 3600)
    assert remove_freed(store, [sha256, "0" * 64], known(sha256), LATER) == 0
    assert store.get(sha256) == b"again"
    assert store.page(sha256, 1) == b"\xff\xd8 page"
    assert remove_freed(store, [sha256], known(), LATER) == 1


def test_a_bucket_that_is_not_there_is_an_error_of_storage(bucket: Bucket) -> None:
    for wrong in (replace(bucket, endpoint="http://127.0.0.1:9"), replace(bucket, secret="another")):
        with pytest.raises(StorageError):
            DocumentStore(wrong).check()


def test_its_secret_is_not_told(bucket: Bucket) -> None:
    assert bucket.secret not in repr(bucket)
    assert bucket.secret not in repr(DocumentStore(bucket).shelf)


def test_a_folder_does_not_load_what_a_bucket_needs(tmp_path: Path) -> None:
    asked = (
        "import sys; from pathlib import Path; from data_access.documents import DocumentStore; "
        f"DocumentStore(Path({str(tmp_path)!r})).put(b'x'); "
        "print(sorted({'s3fs', 'fsspec', 'botocore', 'aiohttp'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

"""Papers in a folder: whole files or none, whatever happens; `test_papers_anywhere` is of buckets too."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from data_access.documents import FIRST_SEEN, DocumentStore
from data_access.errors import StorageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path):
    """A folder: what follows is about files and moments of a crash."""
    return DocumentStore(tmp_path / "papers")


def files_under(store):
    return sorted(path for path in store.root.rglob("*") if path.is_file())


def a_jpeg(width, height):
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_paper_is_named_by_its_hash_and_comes_back_as_it_was(store):
    sha256 = store.put(b"a letter")
    assert sha256 == hashlib.sha256(b"a letter").hexdigest()
    assert store.has(sha256)
    assert store.get(sha256) == b"a letter"
    assert store.path(sha256).read_bytes() == b"a letter"


def test_the_same_bytes_are_kept_once(store):
    first = store.put(b"a letter")
    written = store.path(first).stat()
    os.utime(store.path(first), (1, 1))
    assert store.put(b"a letter") == first
    assert files_under(store) == [store.path(first)]
    again = store.path(first).stat()
    assert again.st_ino == written.st_ino
    # It is young again: a sweep gives its row the time to come.
    assert again.st_mtime >= written.st_mtime


def test_many_who_store_the_same_paper_at_once_leave_one_whole_file(store):
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _: store.put(content), range(40)))
    assert files_under(store) == [store.path(names.pop())]
    assert not names


def test_folders_stay_small(store):
    sha256 = store.put(b"a letter")
    assert store.path(sha256).relative_to(store.root).parts == ("originals", sha256[:2], sha256[2:4], sha256)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n", "/" + "0" * 63]
)
def test_what_is_not_a_hash_never_becomes_a_path(store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)


def test_a_lost_paper_is_an_error_of_storage(store):
    with pytest.raises(StorageError):
        store.get("0" * 64)
    assert not store.has("0" * 64)


def test_bytes_that_changed_on_the_disk_are_not_handed_out(store):
    sha256 = store.put(b"a letter")
    store.path(sha256).write_bytes(b"a forged")
    with pytest.raises(StorageError):
        store.get(sha256)


def test_a_truncated_paper_is_put_right_when_it_comes_again(store):
    sha256 = store.put(b"a letter")
    store.path(sha256).write_bytes(b"a le")
    store.put(b"a letter")
    assert store.get(sha256) == b"a letter"


def test_pages_are_kept_and_scaled_down_but_never_up(store):
    sha256 = store.put(b"a letter")
    page = a_jpeg(1000, 500)
    store.put_page(sha256, 1, page)
    assert store.has_page(sha256, 1)
    assert not store.has_page(sha256, 2)
    assert store.page(sha256, 1) == page
    for _ in range(2):  # The second is read from the disk.
        with Image.open(io.BytesIO(store.page(sha256, 1, 160))) as small:
            assert small.size == (160, 80)
    assert store.page(sha256, 1, 1600) == page


def test_the_first_page_lies_ready_as_it_is_first_asked_for(store):
    sha256 = store.put(b"a letter")
    store.put_pages(sha256, [a_jpeg(1800, 900), a_jpeg(1800, 900)])
    assert [path.name for path in sorted(store.pages_of(sha256).iterdir())] == [
        "0001-900.jpg",
        "0001.jpg",
        "0002.jpg",
    ]
    with Image.open(io.BytesIO(store.page(sha256, 1, FIRST_SEEN))) as ready:
        assert ready.size == (900, 450)
    small = store.put(b"a stamp")
    store.put_pages(small, [a_jpeg(300, 200)])
    assert [path.name for path in store.pages_of(small).iterdir()] == ["0001.jpg"]


def test_widths_are_not_invented_by_the_asker(store):
    sha256 = store.put(b"a letter")
    store.put_page(sha256, 1, a_jpeg(1000, 500))
    with pytest.raises(ValueError, match="161"):
        store.page(sha256, 1, 161)


def test_the_check_passes_on_a_good_folder_and_leaves_nothing(store):
    store.check()
    assert files_under(store) == []


def test_the_check_says_so_when_the_folder_cannot_be_used(tmp_path):
    (tmp_path / "papers").write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        DocumentStore(tmp_path / "papers").check()


CRASHES = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from data_access.documents import DocumentStore

    moments = {"when": int(sys.argv[2]), "now": 0}

    def crashing(call):
        def called(*args, **kwargs):
            moments["now"] += 1
            if moments["now"] == moments["when"]:
                os._exit(9)
            return call(*args, **kwargs)
        return called

    os.fsync = crashing(os.fsync)
    os.open = crashing(os.open)
    os.mkdir = crashing(os.mkdir)
    Path.replace = crashing(Path.replace)
    DocumentStore(Path(sys.argv[1])).put(b"x" * 500_000)
    print("stored", flush=True)
""")


def test_a_crash_at_any_moment_leaves_the_whole_file_or_none(tmp_path):
    """The process is ended before each call that touches the disk, one after the other."""
    sha256 = hashlib.sha256(b"x" * 500_000).hexdigest()
    outcomes = set()
    for moment in range(1, 40):
        store = DocumentStore(tmp_path / str(moment))
        store.root.mkdir()
        run = subprocess.run(
            [sys.executable, "-c", CRASHES, str(store.root), str(moment)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode in {0, 9}, run.stderr
        outcomes.add((run.returncode, store.has(sha256)))
        if store.has(sha256):
            assert store.get(sha256) == b"x" * 500_000
        store.put(b"x" * 500_000)
        assert store.get(sha256) == b"x" * 500_000
        if run.returncode == 0:
            break
    assert outcomes == {(9, False), (9, True), (0, True)}


def test_a_full_disk_is_an_error_of_storage_and_leaves_no_half(tmp_path):
    full = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from data_access.documents import DocumentStore
        from data_access.errors import StorageError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            DocumentStore(Path(sys.argv[1])).put(b"x" * 5000)
        except StorageError:
            print("refused")
    """)
    run = subprocess.run(
        [sys.executable, "-c", full, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "refused\n"
    assert files_under(DocumentStore(tmp_path)) == []

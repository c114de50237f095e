"""SQLite locked by another writer for half a minute, and a disk that is full: the same calm sentence."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from data_access.errors import StorageError
from operations.bench.cluster import children_of
from operations.bench.office import fill
from operations.drills.audit import everything_wrong, files_without_rows, sweep_now
from operations.drills.offices import DrillOffice
from operations.drills.raw_client import RawClient
from operations.drills.result import Result
from operations.drills.served_desk import served_desk
from operations.drills.shifts import file_of, import_one
from operations.drills.stopped import CASES, NOTE, Heard, half_written
from operations.drills.workers import CONTEXT, preload
from operations.papers import Examiner

LOCKED: Final = 30.0
FULL: Final = 20.0
_BACK_WITHIN: Final = 10.0


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Hold the write lock, then let no file grow; write meanwhile, and look what is on record afterwards."""
    preload()
    with TemporaryDirectory(prefix="mizan-drill-") as held, served_desk(Path(held)) as desk:
        office = DrillOffice(f"sqlite:///{Path(held) / 'mizan.db'}", Path(held))
        fill(desk.records, CASES)
        with half_written(desk) as tab:
            found = {
                "locked": written_meanwhile(office, tab, _locked(office), max(12.0, LOCKED * scale), "مقفلة"),
                "disk full": written_meanwhile(
                    office, tab, _no_file_grows(), max(3.0, FULL * scale), "ممتلئ"
                ),
            }
        refused = import_refused(office)
        wrong = everything_wrong(office)
        halves = sweep_now(office)
        left = list(files_without_rows(office))
        office.close()
    columns: dict[str, object] = {}
    for what, (heard, back, kept) in found.items():
        columns[f"{what}: calm answers"] = heard.calm
        columns[f"{what}: others"] = len(heard.other)
        columns[f"{what}: longest wait s"] = heard.longest
        columns[f"{what}: written after s"] = back
        columns[f"{what}: nothing lost"] = kept
        for said in set(heard.other):
            out(f"{what}: {said}")
    columns |= {
        "import on a full disk refused": refused,
        "halves swept": halves,
        "left": len(left),
        "wrong": len(wrong),
    }
    well = all(
        heard.calm and not heard.other and back < _BACK_WITHIN and kept
        for heard, back, kept in found.values()
    )
    return Result(name="full", columns=columns, passed=well and refused and not (wrong or left))


def written_meanwhile(
    office: DrillOffice, tab: RawClient, trouble: Any, seconds: float, words: str
) -> tuple[Heard, float, bool]:
    """Write while there is trouble; what is heard, how long it takes afterwards, and whether all is kept."""
    heard = Heard()
    number = 0
    with trouble:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            number += 1
            heard.add(
                lambda number=number: tab.fill(NOTE, f"{words} {number}").errors() or ["no error is shown"]
            )
    began = time.monotonic()
    while time.monotonic() - began < _BACK_WITHIN:
        tab.rerun()
        if not tab.errors():
            break
        time.sleep(0.2)
    back = time.monotonic() - began
    notes = [row[0] for row in office.found("SELECT note FROM drafts")]
    return heard, back, notes == [f"{words} {number}"]


def import_refused(office: DrillOffice) -> bool:
    """Whether an import with papers on a full disk is refused as the store not answering."""
    process = CONTEXT.Process(target=_import_without_room, args=(office,), daemon=True)
    process.start()
    process.join()
    return process.exitcode == 0


def _import_without_room(office: DrillOffice) -> None:
    with Examiner(workers=1) as examiner:
        import_one(office, "before", examiner)
        file_of(office.home, "without-room")
        _limit(os.getpid(), 1_000)
        try:
            import_one(office, "without-room", examiner)
        except StorageError:
            return
    raise SystemExit(1)


@contextmanager
def _locked(office: DrillOffice) -> Iterator[None]:
    """Another writer, who takes the lock when it begins and does not end."""
    with office.engine.begin():
        yield


@contextmanager
def _no_file_grows() -> Iterator[None]:
    """No file of the served desk can be made longer: what a full disk is to whoever writes."""
    processes = list(_descendants(os.getpid()))
    for process in processes:
        _limit(process, 1)
    try:
        yield
    finally:
        for process in processes:
            _limit(process, resource.RLIM_INFINITY)


def _limit(process: int, size: int) -> None:
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _descendants(process: int) -> Iterator[int]:
    for child in children_of(process):
        yield child
        yield from _descendants(child)

"""Backups while everybody works: restored they are the same, interrupted or damaged they are known."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from dashboard.office import now
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.records import Records
from operations.backup.manifest import BackupRefused, Manifest
from operations.backup.restoring import checked, restore
from operations.backup.taking import abandoned, back_up, finished, thin_out
from operations.drills.load import people_at_work, receive_one
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, fresh_name, person
from operations.drills.result import Result, of
from operations.drills.workers import CONTEXT, preload
from operations.throwaway import SEAL_KEY

CASES: Final = 2_000
PAPERS: Final = 300
BACKUPS: Final = 10
INTERRUPTED: Final = 30
FLIPPED: Final = 200
PEOPLE: Final = tuple(person(f"clerk{number}") for number in range(2))


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Back up and restore under load, interrupt backups, flip bytes, on both databases."""
    preload()
    columns: dict[str, object] = {}
    passed = True
    for database in (POSTGRESQL, SQLITE):
        cases = of(CASES, scale, least=20)
        with drill_office(database, cases=cases, people=PEOPLE) as office:
            for _ in range(of(PAPERS, scale, least=5)):
                receive_one(office, fresh_name())
            found, well = _one_database(office, scale)
        out(f"{database}: {found}")
        columns[f"{database}:"] = found
        passed = passed and well
    return Result(name="backup", columns=columns, passed=passed)


def _one_database(office: DrillOffice, scale: float) -> tuple[str, bool]:
    backups, interrupted, flips = (
        of(BACKUPS, scale),
        of(INTERRUPTED, scale, least=3),
        of(FLIPPED, scale, least=10),
    )
    places = office.home / "backups"
    before = office.number("SELECT count(*) FROM journal")
    with people_at_work(office, PEOPLE):
        same = sum(restored_the_same(office, places, number) for number in range(backups))
        known = sum(interrupted_is_known(office, places, seed) for seed in range(interrupted))
    acts = office.number("SELECT count(*) FROM journal") - before
    latest = finished(places)[-1]
    manifest = checked(latest)
    seen = sum(flipped_byte_is_found(latest, seed) for seed in range(flips))
    thin_out(places, 2)
    left = len(finished(places)) + len(abandoned(places))
    sentence = (
        f"{backups} backups of {sum(manifest.counts.values()):,} rows and {manifest.papers:,} papers, while "
        f"{acts:,} journal lines were written, {same} restored the same; {interrupted} killed, {known} known "
        f"as unfinished; {flips} bits changed, {seen} found"
    )
    return sentence, same == backups and known == interrupted and seen == flips and left == min(2, backups)


def restored_the_same(office: DrillOffice, places: Path, number: int) -> bool:
    """Take a backup, put it into a new office, and compare everything."""
    path, manifest = back_up(
        office.engine, office.documents, places, now() + timedelta(seconds=number * 2 + len(finished(places)))
    )
    with new_place(office) as (engine, store):
        restored = restore(engine, store, path)
        seals: list[object] = []
        Records(engine, now, seal_key=SEAL_KEY).verify(seals.append)
        again = _refuses(lambda: restore(engine, store, path))
        rows = engine.connect()
        with rows:
            known = rows.exec_driver_sql("SELECT sha256 FROM files").scalars().all()
        whole = all(store.get(sha256) for sha256 in known)
    return not (restored.differences or manifest.missing or seals) and again and whole


def interrupted_is_known(office: DrillOffice, places: Path, seed: int) -> bool:
    """Kill a backup at a random moment: no folder may look like a whole one unless it is."""
    rng = Random(seed)  # noqa: S311 - no secrecy.
    at = now() + timedelta(days=1, seconds=seed)
    process = CONTEXT.Process(target=_back_up, args=(office, places, at), daemon=True)
    before = set(finished(places))
    process.start()
    time.sleep(rng.uniform(0.05, 1.0))
    if process.exitcode is None:
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    for whole in set(finished(places)) - before:  # It was quicker than the kill.
        checked(whole)
    return all(_refuses(lambda left=left: Manifest.read(left)) for left in abandoned(places))


def flipped_byte_is_found(backup: Path, seed: int) -> bool:
    """Change one bit of one byte anywhere in a backup, look, and put it right again."""
    rng = Random(seed)  # noqa: S311 - no secrecy.
    file = rng.choice(sorted(path for path in backup.rglob("*") if path.is_file()))
    content = file.read_bytes()
    place = rng.randrange(len(content))
    file.write_bytes(content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :])
    try:
        return _refuses(lambda: checked(backup))
    finally:
        file.write_bytes(content)


def _back_up(office: DrillOffice, places: Path, at: Any) -> None:
    back_up(office.engine, office.documents, places, at)


class new_place:  # noqa: N801 - used like a function.
    """An empty database of the same kind beside the office, and an empty folder."""

    def __init__(self, office: DrillOffice) -> None:
        self._office = office
        self._name = fresh_name()
        self._home = office.home / self._name

    def __enter__(self) -> tuple[Any, DocumentStore]:
        self._home.mkdir()
        if self._office.engine.dialect.name == SQLITE:
            url = f"sqlite:///{self._home / 'mizan.db'}"
        else:
            self._administer(f"CREATE DATABASE {self._name}")
            url = f"{self._office.url.rpartition('/')[0]}/{self._name}"
        self._engine = make_engine(url)
        return self._engine, DocumentStore(self._home / "documents")

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
        if self._office.engine.dialect.name != SQLITE:
            self._administer(f"DROP DATABASE {self._name}")

    def _administer(self, statement: str) -> None:
        with self._office.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(statement)


def _refuses(act: Callable[[], object]) -> bool:
    try:
        act()
    except BackupRefused:
        return True
    return False

"""Daily heads: one signed line a day that says how far the records went, for a file that is kept elsewhere.

A case's own seals cannot show that all of it, or its end together with its head, was put back to an earlier
form. A daily head can: it counts the journal's lines, adds up their numbers and their cases' numbers, and
hashes all seals up to it, going on from the head before. The sums name the line, or the case, when lines are
missing. Whoever holds a copy of the file can prove what stood in the records on its days.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from data_access.chains import Finding
from data_access.engine import for_reading, unhurried
from data_access.errors import StorageError
from data_access.seals import Sealer, canonical
from data_access.tables import applications, decisions, files, journal, metadata

LOGS: Final = ("staff_changes", "exports", "openings", "intake_batches")
"""Records beside the journal whose rows a head hashes, by their numbers."""

_NOTHING: Final = "0" * 64
_AT_ONCE: Final = 10_000
_WAIT: Final = 30.0
_LOOK_AGAIN: Final = 0.05
# The journal is told by what binds it; any other record by all its columns.
_TOLD: Final[Mapping[str, sa.Select[*tuple[Any, ...]]]] = {
    "journal": sa.select(journal.c.id, journal.c.application_id, journal.c.seal),
    "decisions": sa.select(decisions.c.id, decisions.c.application_id),
    **{name: sa.select(metadata.tables[name]) for name in LOGS},
}


class TornHeads(Exception):  # noqa: N818 - named by the fact.
    """A file of heads whose lines do not follow on each other: it is not what was written."""


def append_head(
    engine: Engine, key: bytes, file: Path, now: datetime, *, unless_within: timedelta | None = None
) -> Mapping[str, Any] | None:
    """Append the head of this moment; None when one was written within this time before.

    Two processes that want to write at once write one after the other.

    Raises:
        StorageError: the file cannot be written, or somebody's transaction did not end in time.
        TornHeads: the last line is not one of ours.
    """
    with _alone(file) as opened:
        before = _last(opened, key)
        if before is not None and unless_within and _at(before) > now - unless_within:
            return None
        head = _made(engine, key, before, now)
        _append(opened, head)
    return head


def read_heads(file: Path, key: bytes) -> Iterator[Mapping[str, Any]]:
    """The heads of a file, each proved to be ours and to follow on the one before.

    Raises:
        TornHeads: naming the line.
    """
    before = _NOTHING
    with file.open("rb") as opened:
        for number, line in enumerate(opened, 1):
            if not line.endswith(b"\n"):
                return  # The process that wrote it was killed; the next head takes its place.
            head = _parsed(line, key)
            if head is None or head["before"] != before:
                raise TornHeads(f"line {number} is not what the office wrote")
            before = hashlib.sha256(line).hexdigest()
            yield head


def compared(connection: Connection, file: Path, key: bytes) -> Iterator[Finding]:
    """Where the records are not those that the heads of a file were made of; read in the order of numbers."""
    try:
        heads = list(read_heads(file, key))
    except TornHeads as torn:
        yield Finding(table=f"heads {file}", what=str(torn))
        return
    for name in _TOLD:
        yield from _compared(connection, name, heads)


def _compared(connection: Connection, name: str, heads: list[Mapping[str, Any]]) -> Iterator[Finding]:
    told = _Told(name)
    for before, head in zip([None, *heads[:-1]], heads, strict=True):
        should = head[name]
        told.read(connection, should["last"])
        if told.so_far() == should:
            continue
        since = "the beginning" if before is None else before["at"]
        yield from _differs(connection, name, told, should, f"between {since} and {head['at']}")
        told.resume(should)


def _differs(
    connection: Connection, name: str, told: _Told, should: Mapping[str, Any], when: str
) -> Iterator[Finding]:
    missing = should["rows"] - told.rows
    if missing == 0:
        yield Finding(table=name, what=f"a row written {when} was changed, or put in another's place")
        return
    row = abs(should["ids"] - told.ids) if abs(missing) == 1 else None
    said = f"{abs(missing)} rows written {when} {'are missing' if missing > 0 else 'were put in'}"
    yield Finding(table=name, row=row, case=_case(connection, told, should, missing), what=said)


def _case(connection: Connection, told: _Told, should: Mapping[str, Any], missing: int) -> str | None:
    """The case all missing rows belong to, as far as the sums tell."""
    number, rest = divmod(should.get("cases", 0) - told.cases, missing)
    if rest or number <= 0:
        return None
    asked = sa.select(applications.c.reference).where(applications.c.id == number)
    return connection.execute(asked).scalar_one_or_none() or f"number {number}, itself missing"


class _Told:
    """A record read in the order of its numbers: counted, added up and hashed so far."""

    def __init__(self, name: str, so_far: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.resume(so_far or {"last": 0, "rows": 0, "ids": 0, "cases": 0, "hash": _NOTHING})

    def resume(self, so_far: Mapping[str, Any]) -> None:
        """Go on from where a head says that it stood."""
        self.last, self.rows, self.ids = so_far["last"], so_far["rows"], so_far["ids"]
        self.cases, self.hash = so_far.get("cases", 0), so_far["hash"]

    def so_far(self) -> dict[str, Any]:
        """As a head tells it."""
        told = {"last": self.last, "rows": self.rows, "ids": self.ids, "hash": self.hash}
        of_cases = "application_id" in _TOLD[self.name].selected_columns
        return told | ({"cases": self.cases} if of_cases else {})

    def read(self, connection: Connection, last: int) -> None:
        """Read on up to a number."""
        number = _TOLD[self.name].selected_columns["id"]
        asked = _TOLD[self.name].where(number > self.last, number <= last).order_by(number)
        digest = hashlib.sha256(self.hash.encode())
        read = 0
        with connection.execute(asked.execution_options(yield_per=_AT_ONCE)) as rows:
            for row in rows.mappings():
                digest.update(canonical(list(row.values())))
                self.ids += row["id"]
                self.cases += row.get("application_id", 0)
                read += 1
        self.rows += read
        self.last = last
        if read:
            self.hash = digest.hexdigest()


def _made(engine: Engine, key: bytes, before: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    # What the numbers below are is final, so SQLite's one writer need not be kept waiting for the reading.
    reader = for_reading(engine) if engine.dialect.name == "sqlite" else engine
    with reader.connect() as connection:
        lasts = {name: _last_number(connection, name) for name in _TOLD}
        connection.rollback()
        _wait_for_older(connection)
        unhurried(connection)
        head: dict[str, Any] = {
            "at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "before": _NOTHING if before is None else before["line"],
        }
        for name, last in lasts.items():
            told = _Told(name, before[name] if before is not None else None)
            told.read(connection, last)
            head[name] = told.so_far()
        head["files"] = connection.execute(sa.select(sa.func.count()).select_from(files)).scalar_one()
        connection.rollback()
    return head | {"mac": Sealer(key).mac("day", head)}


def _last_number(connection: Connection, name: str) -> int:
    return connection.execute(sa.select(sa.func.max(metadata.tables[name].c.id))).scalar_one() or 0


def _wait_for_older(connection: Connection) -> None:
    """Wait until whoever was in a transaction has left it: rows with smaller numbers may still have come.

    On SQLite there is one writer, and numbers come in the order of commits.

    Raises:
        StorageError: somebody's transaction lasts too long; a later attempt will do.
    """
    if connection.dialect.name != "postgresql":
        return
    asked = """
        SELECT l.virtualtransaction || '/' || l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()
          AND a.datname = current_database() AND a.usesysid IS NOT NULL
    """
    until = time.monotonic() + _WAIT
    older: set[str] | None = None
    while True:
        running = set(connection.exec_driver_sql(asked).scalars())
        connection.rollback()
        older = running if older is None else older & running
        if not older:
            return
        if time.monotonic() > until:
            raise StorageError("a transaction does not end: the head is made another time")
        time.sleep(_LOOK_AGAIN)


@contextmanager
def _alone(file: Path) -> Generator[IO[bytes]]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            yield opened
    except OSError as problem:
        raise StorageError(f"the file of heads cannot be written: {problem.strerror}") from problem


def _last(opened: IO[bytes], key: bytes) -> dict[str, Any] | None:
    """The last head, with the hash of its line; a line that was not written to its end is cut off."""
    opened.seek(0)
    whole = opened.read()
    kept = whole[: whole.rfind(b"\n") + 1]
    if len(kept) != len(whole):
        opened.truncate(len(kept))
    if not kept:
        return None
    line = kept[kept.rfind(b"\n", 0, -1) + 1 :]
    head = _parsed(line, key)
    if head is None:
        raise TornHeads("the last line is not what the office wrote")
    return head | {"line": hashlib.sha256(line).hexdigest()}


def _append(opened: IO[bytes], head: Mapping[str, Any]) -> None:
    opened.seek(0, os.SEEK_END)
    opened.write(json.dumps(head, separators=(", ", ": ")).encode() + b"\n")
    opened.flush()
    os.fsync(opened.fileno())


def _parsed(line: bytes, key: bytes) -> dict[str, Any] | None:
    try:
        head = cast("dict[str, Any]", json.loads(line))
        mac = head.pop("mac")
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    return head if mac == Sealer(key).mac("day", head) else None


def _at(head: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(head["at"])

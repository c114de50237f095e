"""The parent's side: children kept ready, watched, killed and replaced."""

import atexit
import contextlib
import functools
import os
import queue
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self

from operations.papers.examined import (
    BROKEN,
    INFECTED,
    NOT_CHECKED,
    STARVED,
    TOO_LARGE,
    UNSUPPORTED,
    Examined,
    Limits,
)
from operations.papers.kinds import UNKNOWN, media_type_of
from operations.papers.line import Spoiled, received, send
from operations.papers.scanner import Address, Scanner

_ROOT: Final = Path(__file__).resolve().parents[2]
_GRACE: Final = 1.0
"""Seconds the parent waits beyond the limit that the kernel keeps."""
_BURIAL: Final = 0.5
"""Seconds a child that closed its line is given to say why it ends."""


class ExaminationError(Exception):
    """No child can be started here. It says nothing about the paper, which must be examined again."""


class Examiner:
    """Examines papers in child processes. Safe to share between threads; close it, or use `with`."""

    def __init__(
        self, limits: Limits | None = None, *, workers: int = 2, scanner: Scanner | None = None
    ) -> None:
        """Make ready. With a `scanner` nothing is opened that it does not call clean."""
        self.limits = limits or Limits()
        self._scanner = scanner
        self._workers = workers
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(_Child())

    def examine(self, paper: bytes | Path) -> Examined:
        """Examine one paper. A bad paper gives a fault, never an exception; a missing file raises OSError."""
        refused = self._refused_unopened(paper)
        if refused:
            return refused
        content = paper if isinstance(paper, bytes) else paper.read_bytes()
        if self._scanner is not None and (finding := self._scanner.scan(content)) != "clean":
            return Examined(
                media_type=media_type_of(content[:1024]),
                size=len(content),
                fault=INFECTED if finding == "infected" else NOT_CHECKED,
                measures={"stopped": "scanner"},
            )
        child = self._idle.get()
        try:
            return child.examine(content, self.limits)
        finally:
            self._idle.put(child)

    def examine_all(self, papers: Iterable[bytes | Path]) -> Iterator[Examined]:
        """Examine many, several at a time, and yield what they are in their order; few are held in memory."""
        ahead: deque[Future[Examined]] = deque()
        with ThreadPoolExecutor(self._workers, "papers") as threads:
            for paper in papers:
                ahead.append(threads.submit(self.examine, paper))
                if len(ahead) > 2 * self._workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def close(self) -> None:
        """End the children that are idle; whoever is still examining ends with its parent."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refused_unopened(self, paper: bytes | Path) -> Examined | None:
        """What needs no child: nothing at all, too much, or a kind we do not take."""
        if isinstance(paper, bytes):
            size, head = len(paper), paper[:1024]
        else:
            size, head = paper.stat().st_size, _head(paper)
        media_type = media_type_of(head)
        if size == 0:
            return Examined(media_type=UNKNOWN, size=0, fault=BROKEN, measures={"stopped": "empty"})
        if media_type == UNKNOWN:
            return Examined(media_type=UNKNOWN, size=size, fault=UNSUPPORTED)
        if size > self.limits.bytes:
            return Examined(media_type=media_type, size=size, fault=TOO_LARGE, measures={"bytes": size})
        return None


@functools.cache
def shared_examiner() -> Examiner:
    """The process's own examiner, its children started when first needed."""
    from dashboard.settings import settings  # noqa: PLC0415 - children load this file too, and have no settings.

    asked = settings().clamd
    examiner = Examiner(scanner=Scanner(Address.of(asked)) if asked else None)
    atexit.register(examiner.close)
    return examiner


def examine(paper: bytes | Path, limits: Limits | None = None) -> Examined:
    """Examine one paper in a child process; see `Examiner.examine`. Other limits cost a new child."""
    if limits is None or limits == shared_examiner().limits:
        return shared_examiner().examine(paper)
    with Examiner(limits, workers=1) as examiner:
        return examiner.examine(paper)


class _Child:
    """One child process, started when first needed and again after each death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def examine(self, content: bytes, limits: Limits) -> Examined:
        process = self._ready()
        deadline = time.monotonic() + limits.seconds + _GRACE
        try:
            send(process, content, limits, deadline)
            return received(process, content, limits, deadline)
        except Spoiled as spoiled:
            starved = spoiled.why == "died" and self._last_word() == STARVED
            self.end()
            return Examined(
                media_type=media_type_of(content[:1024]),
                size=len(content),
                fault=NOT_CHECKED if starved else BROKEN,
                measures={"stopped": "busy" if starved else spoiled.why},
            )
        except BaseException:
            self.end()  # Cut in the middle: the line may hold half an answer.
            raise

    def _last_word(self) -> int | None:
        """The code with which a child that closed its line ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_BURIAL) if self._process else None
        return None

    def retire(self) -> None:
        """Let an idle child end by itself: it has its own child to bury."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._process.stdin.close()
                self._process.wait(_GRACE)
        self.end()

    def end(self) -> None:
        """Kill the child and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.end()
        try:
            self._process = _started()
        except OSError as error:
            raise ExaminationError("no process can be started to open papers in") from error
        return self._process


def _started() -> subprocess.Popen[bytes]:
    """Start a child with nothing of ours: no settings, no secrets, no open files."""
    return subprocess.Popen(
        [sys.executable, "-m", "operations.papers.child"],
        cwd=_ROOT,
        env={
            "PYTHONPATH": str(_ROOT),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1024)

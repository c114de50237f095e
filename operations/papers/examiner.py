"""The parent's side: children kept ready, watched, killed and replaced."""

import atexit
import contextlib
import functools
import json
import os
import queue
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Self

from operations.papers.examined import BROKEN, FAULTS, TOO_LARGE, UNSUPPORTED, Examined, Limits
from operations.papers.kinds import UNKNOWN, media_type_of

_ROOT: Final = Path(__file__).resolve().parents[2]
_GRACE: Final = 2.0
"""Seconds the parent waits beyond the limit that the kernel keeps."""
_LONGEST_HEADER: Final = 1024 * 1024
_LARGEST_PAGE: Final = 12 * 1024 * 1024
_LINE: Final = 65536


class ExaminationError(Exception):
    """No child can be started here. It says nothing about the paper, which must be examined again."""


class Examiner:
    """Examines papers in child processes. Safe to share between threads; close it, or use `with`."""

    def __init__(self, limits: Limits | None = None, *, workers: int = 2) -> None:
        self.limits = limits or Limits()
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
    examiner = Examiner()
    atexit.register(examiner.close)
    return examiner


def examine(paper: bytes | Path, limits: Limits | None = None) -> Examined:
    """Examine one paper in a child process; see `Examiner.examine`. Other limits cost a new child."""
    if limits is None or limits == shared_examiner().limits:
        return shared_examiner().examine(paper)
    with Examiner(limits, workers=1) as examiner:
        return examiner.examine(paper)


class _Spoiled(Exception):  # noqa: N818 - an outcome between parent and child.
    """The child died, overran its time or said nonsense."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Child:
    """One child process, started when first needed and again after each death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def examine(self, content: bytes, limits: Limits) -> Examined:
        process = self._ready()
        deadline = time.monotonic() + limits.seconds + _GRACE
        try:
            _send(process, content, limits, deadline)
            return _received(process, content, limits, deadline)
        except _Spoiled as spoiled:
            self.end()
            return Examined(
                media_type=media_type_of(content[:1024]),
                size=len(content),
                fault=BROKEN,
                measures={"stopped": spoiled.why},
            )
        except BaseException:
            self.end()  # Cut in the middle: the line may hold half an answer.
            raise

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


def _send(process: subprocess.Popen[bytes], content: bytes, limits: Limits, deadline: float) -> None:
    header = json.dumps({"size": len(content), "limits": asdict(limits)}).encode() + b"\n"
    for part in (header, content):
        view = memoryview(part)
        while view:
            _wait(process.stdin, deadline, to_write=True)
            try:
                view = view[os.write(_fileno(process.stdin), view[:4096]) :]
            except OSError as error:
                raise _Spoiled("died") from error


def _received(process: subprocess.Popen[bytes], content: bytes, limits: Limits, deadline: float) -> Examined:
    """Read an answer as from a stranger: the child may have been taken over by the paper it read."""
    answer = bytearray()
    while (end := answer.find(b"\n")) < 0:
        if len(answer) > _LONGEST_HEADER:
            raise _Spoiled("nonsense")
        answer += _read(process, deadline)
    try:
        facts = json.loads(answer[:end])
        lengths = [int(length) for length in facts["page_images"]]
        examined = _checked(facts, lengths, len(content), limits)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _Spoiled("nonsense") from error
    rest = answer[end + 1 :]
    while len(rest) < sum(lengths):
        rest += _read(process, deadline)
    if len(rest) != sum(lengths):
        raise _Spoiled("nonsense")
    return _with_images(examined, bytes(rest), lengths)


def _checked(facts: dict[str, Any], lengths: list[int], size: int, limits: Limits) -> Examined:
    pages = tuple((int(width), int(height)) for width, height in facts["pages"])
    fault = facts["fault"]
    if fault is not None and fault not in FAULTS:
        raise ValueError(fault)
    if len(pages) > limits.pages or len(lengths) not in {0, len(pages)} or (fault is None and not lengths):
        raise ValueError(len(pages))
    if any(not 0 < length <= _LARGEST_PAGE for length in lengths):
        raise ValueError(lengths)
    return Examined(
        media_type=str(facts["media_type"]),
        size=size,
        pages=pages,
        fault=fault,
        measures=dict(facts["measures"]),
    )


def _with_images(examined: Examined, images: bytes, lengths: list[int]) -> Examined:
    page_images: list[bytes] = []
    for length in lengths:
        page_images.append(images[:length])
        images = images[length:]
        if not page_images[-1].startswith(b"\xff\xd8\xff"):
            raise _Spoiled("nonsense")
    return Examined(
        media_type=examined.media_type,
        size=examined.size,
        pages=examined.pages,
        page_images=tuple(page_images),
        fault=examined.fault,
        measures=examined.measures,
    )


def _read(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    _wait(process.stdout, deadline, to_write=False)
    part = os.read(_fileno(process.stdout), _LINE)
    if not part:
        raise _Spoiled("died")
    return part


def _wait(pipe: Any, deadline: float, *, to_write: bool) -> None:
    poll = select.poll()
    poll.register(pipe, select.POLLOUT if to_write else select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _Spoiled("time")


def _fileno(pipe: Any) -> int:
    return int(pipe.fileno())

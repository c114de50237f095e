"""The child process that opens papers: `python -m operations.papers.child`.

It reads one request after another, and for each makes a copy of itself that examines that one paper and ends.
So a paper that takes over its examiner meets neither the next paper nor the previous one, and the cost of
starting Python is paid once. Requests and answers are a JSON line and plain bytes; nothing is ever unpickled.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final

from operations.papers.examined import BROKEN, STARVED, Examined, Limits
from operations.papers.kinds import media_type_of
from operations.papers.scrutiny import scrutinise

_NO_NEW_PRIVILEGES: Final = 38
_DIED: Final = 70
_SHARE: Final = 0.5
"""A paper that waited for a processor for more than this share of its time was not examined."""


def main() -> None:
    """Serve until the parent closes the line, or until a paper kills its examiner."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    gc.collect()
    gc.freeze()  # Copies share the memory of what was imported.
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        child = os.fork()
        if child == 0:
            _examine_and_end(content, Limits(**request["limits"]), answers)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        kept_waiting = _seconds_without_a_processor(child)
        _, status = os.waitpid(child, 0)
        if status != 0:
            # Its answer may be half written, so the line is of no use any more.
            late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            starved = late and kept_waiting > _SHARE * request["limits"]["seconds"]
            sys.exit(STARVED if starved else _DIED)


def _seconds_without_a_processor(child: int) -> float:
    """How long the ended child was ready to run and could not; 0 where the kernel does not say."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{child}/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def _examine_and_end(content: bytes, limits: Limits, answers: IO[bytes]) -> None:
    """Never returns: the copy must not go on to serve."""
    status = 1
    with contextlib.suppress(BaseException):
        _fence(limits)
        _answer(_examined(content, limits), answers)
        status = 0
    os._exit(status)


def _examined(content: bytes, limits: Limits) -> Examined:
    try:
        return scrutinise(content, limits)
    except MemoryError:
        measures = {"stopped": "memory"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes, it is the file that is broken.
        measures = {"stopped": type(error).__name__}
    return Examined(
        media_type=media_type_of(content[:1024]), size=len(content), fault=BROKEN, measures=measures
    )


def _fence(limits: Limits) -> None:
    """Take away what examining does not need. The clock is the kernel's: it stops C code as well."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (most, most))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def _answer(examined: Examined, answers: IO[bytes]) -> None:
    facts = asdict(examined)
    facts["page_images"] = [len(image) for image in examined.page_images]
    answers.write(json.dumps(facts).encode() + b"\n")
    for image in examined.page_images:
        answers.write(image)
    answers.flush()


if __name__ == "__main__":
    main()

"""What parent and child say to each other, read as from a stranger: a paper may have taken the child over."""

import json
import os
import select
import subprocess
import time
from dataclasses import asdict, replace
from typing import Any, Final

from operations.papers.examined import FAULTS, INFECTED, NOT_CHECKED, Examined, Limits

_LONGEST_HEADER: Final = 1024 * 1024
_FINDINGS: Final = frozenset(FAULTS) - {INFECTED, NOT_CHECKED}
"""What a child may say of a paper."""
_LINE: Final = 65536


class Spoiled(Exception):  # noqa: N818 - an outcome between parent and child.
    """The child died, overran its time or said nonsense."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def send(process: subprocess.Popen[bytes], content: bytes, limits: Limits, deadline: float) -> None:
    """Hand a paper over. Raises Spoiled when the child does not take it in time."""
    header = json.dumps({"size": len(content), "limits": asdict(limits)}).encode() + b"\n"
    for part in (header, content):
        view = memoryview(part)
        while view:
            _wait(process.stdin, deadline, to_write=True)
            try:
                view = view[os.write(_fileno(process.stdin), view[:4096]) :]
            except OSError as error:
                raise Spoiled("died") from error


def received(process: subprocess.Popen[bytes], content: bytes, limits: Limits, deadline: float) -> Examined:
    """Read an answer as from a stranger: the child may have been taken over by the paper it read."""
    answer = bytearray()
    while (end := answer.find(b"\n")) < 0:
        if len(answer) > _LONGEST_HEADER:
            raise Spoiled("nonsense")
        answer += _read(process, deadline)
    try:
        facts = json.loads(answer[:end])
        lengths = [int(length) for length in facts["page_images"]]
        examined = _checked(facts, lengths, len(content), limits)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Spoiled("nonsense") from error
    return replace(examined, page_images=_images(process, answer[end + 1 :], lengths, deadline))


def _images(
    process: subprocess.Popen[bytes], rest: bytearray, lengths: list[int], deadline: float
) -> tuple[bytes, ...]:
    """The page images, read one by one: all of them at once would be held in memory twice."""
    images: list[bytes] = []
    for length in lengths:
        while len(rest) < length:
            rest += _read(process, deadline)
        images.append(bytes(rest[:length]))
        del rest[:length]
        if not images[-1].startswith(b"\xff\xd8\xff"):
            raise Spoiled("nonsense")
    if rest:
        raise Spoiled("nonsense")
    return tuple(images)


def _checked(facts: dict[str, Any], lengths: list[int], size: int, limits: Limits) -> Examined:
    pages = tuple((int(width), int(height)) for width, height in facts["pages"])
    fault = facts["fault"]
    if fault is not None and fault not in _FINDINGS:
        raise ValueError(fault)
    if len(pages) > limits.pages or len(lengths) not in {0, len(pages)} or (fault is None and not lengths):
        raise ValueError(len(pages))
    if any(length <= 0 for length in lengths) or sum(lengths) > limits.shown_bytes:
        raise ValueError(lengths)
    return Examined(
        media_type=str(facts["media_type"]),
        size=size,
        pages=pages,
        fault=fault,
        measures=dict(facts["measures"]),
    )


def _read(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    _wait(process.stdout, deadline, to_write=False)
    part = os.read(_fileno(process.stdout), _LINE)
    if not part:
        raise Spoiled("died")
    return part


def _wait(pipe: Any, deadline: float, *, to_write: bool) -> None:
    poll = select.poll()
    poll.register(pipe, select.POLLOUT if to_write else select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise Spoiled("time")


def _fileno(pipe: Any) -> int:
    return int(pipe.fileno())

"""`drill papers`: hostile papers one after another, and what they do to the process that takes them in."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from operations.drills.hostile.corpus import corpus, mutants
from operations.drills.result import Result, of
from operations.papers import FAULTS, Examined, Examiner
from operations.papers.examined import NOT_CHECKED

MUTANTS: Final = 2000
LONGEST_WAIT: Final = 10.0
MOST_GROWTH: Final = 100.0
_TIMES: Final = 3
"""What a busy machine had no time for is examined again, as `recheck` would."""
_MEGABYTE: Final = 1024 * 1024


@dataclass(slots=True)
class _Account:
    files: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0
    refused: int = 0


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """The whole corpus and so many mutants; every verdict, the longest wait, the growth of this process."""
    account = _Account()
    with Examiner(workers=1) as examiner:
        _settle(examiner)
        before = _memory()
        for sample in corpus():
            examined = _examined(examiner, sample.make(), account)
            if sample.is_right(examined.fault):
                account.right += 1
            else:
                account.wrong.append(sample.name)
                out(f"{sample.name}: {examined.fault}, expected {sample.expected} {dict(examined.measures)}")
        for number, paper in enumerate(mutants(of(MUTANTS, scale))):
            examined = _examined(examiner, paper, account)
            if _is_whole(examined):
                account.right += 1
            else:
                account.wrong.append(f"mutant {number}")
                out(f"mutant {number}: {examined.fault}, {len(examined.page_images)} pages")
        grown = max(0.0, _memory() - before)
        alive = examiner.examine(next(one for one in corpus() if one.name == "plain").make()).fault is None
    return Result(
        name="papers",
        columns={
            "files": account.files,
            "verdicts right": account.right,
            "wrong": len(account.wrong),
            "kept aside": account.refused,
            "longest wait (s)": account.longest,
            "deaths of the server": 0 if alive else 1,
            "memory grown (MB)": grown,
        },
        passed=not account.wrong and account.longest < LONGEST_WAIT and grown < MOST_GROWTH and alive,
    )


def _examined(examiner: Examiner, paper: bytes, account: _Account) -> Examined:
    for _ in range(_TIMES):
        begun = time.monotonic()
        examined = examiner.examine(paper)
        account.longest = max(account.longest, time.monotonic() - begun)
        if examined.fault != NOT_CHECKED:
            break
    account.files += 1
    account.refused += examined.fault is not None
    return examined


def _is_whole(examined: Examined) -> bool:
    """Whether it is one thing or the other: a fault and nothing to see, or pages and no fault."""
    if examined.fault is not None:
        return examined.fault in FAULTS and not examined.page_images
    return len(examined.pages) == len(examined.page_images) > 0


def _settle(examiner: Examiner) -> None:
    """Make every paper once, so that what making them costs is not taken for growth."""
    for sample in corpus():
        sample.make()
    list(mutants(10))
    examiner.examine(b"%PDF-1.7")


def _memory() -> float:
    """Resident megabytes of this process now; its peak where the kernel does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / _MEGABYTE

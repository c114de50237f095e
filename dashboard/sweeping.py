"""What the passing of time does to cases: the server looks every few minutes, and `sweep` at once."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from casework.actors import System
from casework.countries.pack import packs
from casework.errors import Refusal
from casework.local_time import local_date
from casework.use_cases.applicant import Expire, expire
from casework.use_cases.hand_back import LapseClaim, lapse_claim
from dashboard.settings import ROOT
from data_access.queries.office import Due, lapsed_claims, unanswered_requests
from data_access.queries.papers import unchecked_papers
from data_access.records import Records

_LONGEST_RECHECK: Final = 600.0
_log = structlog.get_logger("mizan.sweep")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did; ``moved`` are cases somebody changed between the question and the act."""

    lapsed: int
    expired: int
    moved: int


def sweep(records: Records, *, claims_after: timedelta) -> Swept:
    """Return cases held too long to the queue, and close those whose applicant did not answer in time.

    Each case is a transaction of its own, on the version that was seen: interrupted or run twice at once, a
    sweep never does a thing twice.
    """
    now = records.clock()
    old = records.ask(lapsed_claims, viewer=System(), before=now - claims_after)
    lapsed = _each(
        records, old, lambda due: (lapse_claim, LapseClaim(application=due.reference, seen=due.version))
    )
    late = _unanswered(records)
    expired = _each(records, late, lambda due: (expire, Expire(application=due.reference, seen=due.version)))
    return Swept(lapsed=lapsed, expired=expired, moved=len(old) + len(late) - lapsed - expired)


def recheck_papers(records: Records) -> bool:
    """Have the papers that could not be checked when they came checked again, in a process of its own.

    Returns whether there were any. The desk itself never opens a paper.
    """
    if not records.ask(unchecked_papers, viewer=System()):
        return False
    command = [sys.executable, "-m", "operations", "recheck"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments.
        command, cwd=ROOT, timeout=_LONGEST_RECHECK, check=False, capture_output=True
    )
    if done.returncode:
        _log.error("recheck failed", said=done.stderr.decode("utf-8", "replace")[-500:])
    return True


def _unanswered(records: Records) -> tuple[Due, ...]:
    """A day ends at different moments in different countries: each is asked with its own date."""
    late: list[Due] = []
    for pack in packs().values():
        today = local_date(next(iter(pack.programmes)), records.clock())
        asked = records.ask(unanswered_requests, viewer=System(), today=today)
        late += [due for due in asked if due.programme in pack.programmes]
    return tuple(late)


def _each(
    records: Records, dues: Iterable[Due], act: Callable[[Due], tuple[Callable[..., None], object]]
) -> int:
    done = 0
    for due in dues:
        use_case, command = act(due)
        try:
            records.act(use_case, command, by=System())
        except Refusal as refusal:
            _log.info("left alone", case=due.reference, refusal=type(refusal).__name__)
        else:
            done += 1
    return done

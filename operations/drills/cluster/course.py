"""What is done to the office while people work: a desk killed, both restarted in turn, the primary killed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.bench.reviewers.record import Load
from operations.drills.cluster.load import since
from operations.drills.cluster.parts import Parts

_RESTARTED_AFTER: Final = 3.0
_NOTICED_AFTER: Final = 2.0
_LEFT_OUT: Final = 5.0
"""Seconds for which nginx leaves out a desk that refused it: `fail_timeout` of MIZAN_DESKS."""
_BACK_WITHIN: Final = 120.0
"""Seconds after each trouble in which everybody must have decided again; whoever has not is counted."""
_LOOKS_EVERY: Final = 0.2
Out = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class Course:
    """When each thing was done, in seconds of the monotonic clock."""

    began: float
    desk_killed: float
    restarts_began: float
    restarts_ended: float
    primary_killed: float
    promoted: float


def run_course(parts: Parts, load: Load, people: Sequence[str], seconds: float, out: Out) -> Course:
    """Work; kill a desk; work; restart both in turn; work; kill the primary and fail over; work.

    Args:
        parts: the office.
        load: the reviewers, at work.
        people: who must come back after each trouble, before the next.
        seconds: of work at least, before each trouble and after the last.
        out: is told where the drill stands.
    """

    def work_on(after: float) -> None:
        """So many seconds, and then until everybody is back."""
        least = time.monotonic() + seconds
        while time.monotonic() < least or _away(load, people, after):
            if time.monotonic() > max(least, after + _BACK_WITHIN):
                break
            time.sleep(_LOOKS_EVERY)
        out(
            f"{len(load.acknowledged)} decisions acknowledged; away: {_away(load, people, after) or 'nobody'}"
        )

    began = time.monotonic()
    work_on(began)
    out("a desk is killed")
    desk_killed = time.monotonic()
    parts.desks[0].kill()
    # As its unit says, systemd begins it again.
    time.sleep(_RESTARTED_AFTER)
    parts.desks[0].start()
    parts.desks[0].wait()
    work_on(desk_killed)
    restarts_began, restarts_ended = _restart_in_turn(parts, out)
    work_on(restarts_ended)
    out("the primary is killed")
    primary_killed = time.monotonic()
    parts.primary.kill()
    # Somebody, or something, has to notice.
    time.sleep(_NOTICED_AFTER)
    parts.fail_over()
    promoted = time.monotonic()
    work_on(promoted)
    return Course(
        began=began,
        desk_killed=desk_killed,
        restarts_began=restarts_began,
        restarts_ended=restarts_ended,
        primary_killed=primary_killed,
        promoted=promoted,
    )


def _restart_in_turn(parts: Parts, out: Out) -> tuple[float, float]:
    """Desk by desk, as for a new release: stop, start, wait until it is well and nginx asks it again."""
    began = time.monotonic()
    for number, desk in enumerate(parts.desks, 1):
        stopping = time.monotonic()
        desk.stop()
        stopped = time.monotonic()
        desk.start()
        desk.wait()
        out(
            f"desk {number} of {len(parts.desks)} restarted: stopped in {stopped - stopping:.1f} s, "
            f"well {time.monotonic() - stopped:.1f} s later"
        )
        time.sleep(_LEFT_OUT)
    return began, time.monotonic()


def _away(load: Load, people: Sequence[str], moment: float) -> list[str]:
    back = since(moment, list(load.acknowledged), people)
    return [name for name in people if name not in back]

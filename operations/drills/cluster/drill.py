"""The drill: a load, an app process killed, the primary killed, and what is missing afterwards."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from casework.actors import System
from casework.countries.pack import packs
from casework.permissions import Role
from casework.use_cases.receive import ReceiveMany, receive_many
from data_access.staff import Account, StaffDirectory
from operations.demo_staff import add_demo_staff
from operations.drills.audit import everything_wrong
from operations.drills.cluster.cost import cost_of_waiting
from operations.drills.cluster.load import Load
from operations.drills.cluster.parts import Parts, running_parts
from operations.drills.cluster.reviewers import RawReviewers
from operations.drills.cluster.watching import Seen, somebody_watches
from operations.drills.load import stored_paper
from operations.drills.offices import person
from operations.drills.plain_case import plain
from operations.drills.result import Result, of
from operations.drills.served_desk import SECRET

REVIEWERS: Final = 10
CASES: Final = 1_500
SECONDS: Final = 40.0
"""Of undisturbed work before each kill, and after the last."""
DECISIONS_TIMED: Final = 200
_RESTARTED_AFTER: Final = 3.0
_NOTICED_AFTER: Final = 2.0
_SIZE: Final = 20_000
Out = Callable[[str], Any]


def drill(scale: float, out: Out) -> Result:
    """Start everything, work, kill, fail over, and compare."""
    with running_parts() as parts:
        out("primary, replica, pooler, object store, two desks and nginx run")
        directory = StaffDirectory(parts.office.engine, SECRET.encode())
        people = _people(directory)
        clerk = person("clerk")
        parts.office.take_on(clerk)
        cost = cost_of_waiting(parts, clerk, of(DECISIONS_TIMED, scale, least=8))
        out(f"a claim and a decision: {cost}")
        _receive(parts, of(CASES, scale, least=100))
        load = RawReviewers(parts.front.address, parts.front.authority, directory, people)
        with somebody_watches(load) as seen:
            course = _course(parts, load, max(8.0, SECONDS * scale), out)
        for trouble in sorted(set(load.told.troubles))[:8]:
            out(f"met: {trouble}")
        for said in sorted(set(seen.said))[:4]:
            out(f"figures did not come: {said}")
        found = _found(parts, load, seen)
        wrong = everything_wrong(parts.office)
    for one in wrong[:5]:
        out(f"wrong: {one}")
    columns = {
        **found,
        **course,
        "ms of claim and decision, on both disks": cost["on both disks"],
        "on the primary's alone": cost["on one"],
        "half acts, figures off the recount, broken seals, lost papers": len(wrong),
    }
    came_back = (
        course["reviewers back after the desk"] == course["reviewers back after the primary"] == REVIEWERS
    )
    whole = not (found["lost"] or found["doubled"] or wrong) and found["acknowledged"] > 0
    return Result(name="cluster", columns=columns, passed=whole and came_back)


def _people(directory: StaffDirectory) -> Sequence[str]:
    add_demo_staff(directory)
    names = [f"reviewer{number:02d}" for number in range(REVIEWERS)]
    for name in names:
        directory.add(
            Account(
                username=name,
                name_ar=name,
                name_en=name,
                role=Role.CASEWORKER,
                programmes=frozenset(packs()["eg"].programmes),
                demo=True,
            ),
            "!",
        )
    return names


def _receive(parts: Parts, cases: int) -> None:
    """So many plain cases, each with a paper in the bucket."""
    commands = tuple(
        plain(number, stored_paper(parts.office.documents, os.urandom(_SIZE))) for number in range(cases)
    )
    parts.office.records.act(receive_many, ReceiveMany(commands=commands), by=System())


def _course(parts: Parts, load: Load, seconds: float, out: Out) -> dict[str, Any]:
    """Work; kill a desk, which begins again as its unit says; kill the primary and fail over; work on."""
    with load.at_work():
        time.sleep(seconds)
        began = len(load.told.decided)
        out(f"{began} decisions; a desk is killed")
        desk = time.monotonic()
        parts.desks[0].kill()
        time.sleep(_RESTARTED_AFTER)
        parts.desks[0].start()
        time.sleep(seconds)
        out(f"{len(load.told.decided)} decisions; the primary is killed")
        primary = time.monotonic()
        parts.primary.kill()
        # Somebody, or something, has to notice.
        time.sleep(_NOTICED_AFTER)
        parts.fail_over()
        promoted = time.monotonic()
        time.sleep(seconds)
    back_desk, back_primary = (load.told.since(moment, load.people) for moment in (desk, primary))
    return {
        "decisions a second before": began / seconds,
        "s to the next decision after the desk": min(back_desk.values(), default=-1.0),
        "s until the last reviewer decided again": max(back_desk.values(), default=-1.0),
        "reviewers back after the desk": len(back_desk),
        "s of noticing and promoting": promoted - primary,
        "s to the next decision after the primary": min(back_primary.values(), default=-1.0),
        "s until the last reviewer then": max(back_primary.values(), default=-1.0),
        "reviewers back after the primary": len(back_primary),
    }


def _found(parts: Parts, load: Load, seen: Seen) -> dict[str, Any]:
    """What was acknowledged beside what is on record on the promoted server."""
    on_record = {row[0] for row in parts.office.found(_DECIDED)}
    told = load.told
    return {
        "reviewers": len(load.people),
        "attempted": told.attempted,
        "acknowledged": len(told.decided),
        "lost": sum(one.case not in on_record for one in told.decided),
        "doubled": parts.office.number(_TWICE),
        "answer cut off, found done": told.found_done,
        "not done, said so": told.refusals,
        "reconnections": told.reconnections,
        "pages of figures from the replica": seen.of_copy,
        "at most s behind": seen.oldest,
        "from the records": seen.of_records,
        "not at all": seen.without_answer,
    }


_DECIDED: Final = (
    "SELECT a.reference FROM applications a WHERE EXISTS "
    "(SELECT FROM decisions d WHERE d.application_id = a.id)"
)
_TWICE: Final = (
    "SELECT count(*) FROM (SELECT application_id FROM decisions "
    "GROUP BY application_id HAVING count(*) > 1) t"
)

"""The drill: a load, desks killed and restarted, the primary killed, and what is missing afterwards."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from data_access.staff import StaffDirectory
from operations.bench.reviewers.browser import Person
from operations.bench.reviewers.office import fill_with_papers, take_on
from operations.bench.reviewers.record import Load
from operations.bench.reviewers.run import Plan
from operations.bench.reviewers.table import kinds_of
from operations.demo_staff import add_demo_staff
from operations.drills.audit import everything_wrong
from operations.drills.cluster.cost import cost_of_waiting
from operations.drills.cluster.course import Course, run_course
from operations.drills.cluster.load import at_work, between, since
from operations.drills.cluster.parts import Parts, running_parts
from operations.drills.cluster.watching import Seen, somebody_watches
from operations.drills.offices import DrillOffice, person
from operations.drills.result import Result, of
from operations.drills.served_desk import SECRET

REVIEWERS: Final = 10
THINKS: Final = 0.3
"""Seconds between two steps of a reviewer, on average."""
CASES: Final = 600
SECONDS: Final = 40.0
"""Of work before each trouble, and after the last."""
DECISIONS_TIMED: Final = 200
_DAY: Final = 24 * 3600.0
Out = Callable[[str], Any]


def drill(scale: float, out: Out) -> Result:
    """Start everything, work, kill, restart, fail over, and compare."""
    with running_parts() as parts:
        out("primary, replica, pooler, object store, two desks and nginx run")
        directory = StaffDirectory(parts.office.engine, SECRET.encode())
        add_demo_staff(directory)
        people = take_on(directory, REVIEWERS, 0)
        clerk = person("clerk")
        parts.office.take_on(clerk)
        cost = cost_of_waiting(parts, clerk, of(DECISIONS_TIMED, scale, least=8))
        out(f"a claim and a decision: {cost}")
        cases = of(CASES, scale, least=150)
        fill_with_papers(parts.office.records, parts.office.documents, cases, "drill")
        names = [one.username for one in people]
        with (
            at_work(_plan(parts, people), out) as load,
            somebody_watches(parts.front, directory) as seen,
        ):
            course = run_course(parts, load, names, max(8.0, SECONDS * scale), out)
        for what, count in kinds_of(load.troubles):
            out(f"met {count} times: {what}")
        for said in sorted(set(seen.said))[:4]:
            out(f"figures did not come: {said}")
        on_record = decided(parts.office)
        doubled = parts.office.number(_TWICE)
        wrong = everything_wrong(parts.office)
    for one in wrong[:5]:
        out(f"wrong: {one}")
    columns = {
        "reviewers": len(people),
        **decisions(load, on_record),
        "doubled": doubled,
        **troubles(course, load, names, on_record),
        **_figures_seen(seen),
        "ms of claim and decision, on both disks": cost["on both disks"],
        "on the primary's alone": cost["on one"],
        "half acts, figures off the recount, broken seals, lost papers": len(wrong),
    }
    return Result(name="cluster", columns=columns, passed=held(columns))


def held(columns: Mapping[str, Any]) -> bool:
    """Whether nothing was lost, nothing refused because of a restart, and everybody came back each time."""
    wrong = (
        *("lost", "doubled", "refused during the restarts", "lost of those"),
        "half acts, figures off the recount, broken seals, lost papers",
    )
    back = [columns[f"reviewers back after the {what}"] for what in ("desk", "restarts", "primary")]
    return (
        not any(columns[name] for name in wrong)
        and columns["acknowledged"] > 0
        and columns["decisions made during the restarts"] > 0
        and set(back) == {columns["reviewers"]}
    )


def decided(office: DrillOffice) -> set[str]:
    """The cases of which a decision is on record."""
    return {row[0] for row in office.found(_DECIDED)}


def decisions(load: Load, on_record: set[str]) -> dict[str, Any]:
    """What reviewers tried and were told, beside what is on record on the promoted server.

    A decision that a reviewer found done counts as told: it must be on record, too.
    """
    told = {one.reference for one in (*load.acknowledged, *load.found_done)}
    return {
        "attempted": load.attempted,
        "acknowledged": len(load.acknowledged),
        "lost": len(told - on_record),
        "answer cut off, found done": len(load.found_done),
        "not done, said so": len(set(load.refused) - set(load.found_done)),
        "reconnections": len(load.reconnections),
    }


def troubles(course: Course, load: Load, people: Sequence[str], on_record: set[str]) -> dict[str, Any]:
    """What each trouble cost: seconds to the next decision of anybody and of the last, and who came back."""
    told = load.acknowledged
    before = between(course.began, course.desk_killed, told)
    meanwhile = between(course.restarts_began, course.restarts_ended, told)
    not_done = set(load.refused) - set(load.found_done)
    desk = since(course.desk_killed, told, people)
    restarts = since(course.restarts_ended, told, people)
    primary = since(course.primary_killed, told, people)
    return {
        "decisions a second before": len(before) / (course.desk_killed - course.began),
        "s to the next decision after the desk": min(desk.values(), default=-1.0),
        "s until the last reviewer decided again": max(desk.values(), default=-1.0),
        "reviewers back after the desk": len(desk),
        "s of both restarts": course.restarts_ended - course.restarts_began,
        "decisions made during the restarts": len(meanwhile),
        "refused during the restarts": len(
            between(course.restarts_began, course.restarts_ended, list(not_done))
        ),
        "lost of those": sum(one.reference not in on_record for one in meanwhile),
        "reviewers back after the restarts": len(restarts),
        "s of noticing and promoting": course.promoted - course.primary_killed,
        "s to the next decision after the primary": min(primary.values(), default=-1.0),
        "s until the last reviewer then": max(primary.values(), default=-1.0),
        "reviewers back after the primary": len(primary),
    }


def _plan(parts: Parts, people: Sequence[Person]) -> Plan:
    """Reviewers who live a working day through nginx until they are sent home, and hold on to their cases."""
    return Plan(
        address=parts.front.address,
        certificate=str(parts.front.authority),
        people=people,
        think=THINKS,
        seconds=_DAY,
        rest=0.1,
        holds_on=True,
    )


def _figures_seen(seen: Seen) -> dict[str, Any]:
    return {
        "pages of figures from the replica": seen.of_copy,
        "at most s behind": seen.oldest,
        "from the records": seen.of_records,
        "not at all": seen.without_answer,
    }


_DECIDED: Final = (
    "SELECT a.reference FROM applications a WHERE EXISTS "
    "(SELECT 1 FROM decisions d WHERE d.application_id = a.id)"
)
_TWICE: Final = (
    "SELECT count(*) FROM (SELECT application_id FROM decisions "
    "GROUP BY application_id HAVING count(*) > 1) t"
)

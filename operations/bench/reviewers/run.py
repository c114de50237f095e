"""Running a load: everybody signs in, one after the other; then all of them work until the time is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.bench.reviewers.browser import Building, Person, Refused
from operations.bench.reviewers.day import work
from operations.bench.reviewers.figures_walk import walk
from operations.bench.reviewers.record import SIGN_IN, Load, Trouble
from operations.bench.reviewers.shift import Shift
from operations.bench.reviewers.tab import Lost
from operations.drills.raw_client import Silence

ARRIVALS: Final = 4.0
"""Sign-ins a second: a password costs the server a tenth of a second of Argon2id, one at a time."""
REST: Final = 5.0
"""Seconds of quiet between the last sign-in and the first step, in which memory is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run against which desk.

    `cases` ends a shift early: after so many decisions, or rounds of the pages of figures; 0 does not.
    `think` and `seconds` are seconds, `arrivals` sign-ins a second, `certificate` a file of authorities for
    an https address. With `holds_on` reviewers go on with the case in hand whatever the desk answers.
    """

    address: str
    people: Sequence[Person]
    think: float = 5.0
    seconds: float = 120.0
    cases: int = 0
    arrivals: float = ARRIVALS
    rest: float = REST
    certificate: str = ""
    holds_on: bool = False


async def run_load(plan: Plan, tell: Callable[[str], Any] = lambda _line: None) -> Load:
    """Run a load to its end.

    Whoever cannot sign in is written down as a trouble, and the others work.

    Args:
        plan: who, where, how long.
        tell: is told in a line where the load stands.
    """
    load = Load()
    await Crew(plan, load).work(tell)
    return load


class Crew:
    """The people of a plan at work, and what they leave behind, which may be read meanwhile."""

    def __init__(self, plan: Plan, load: Load) -> None:
        self._plan = plan
        self._load = load
        self._buildings = {
            address: Building(address, plan.certificate)
            for address in {person.address or plan.address for person in plan.people}
        }
        self._shifts = [self._shift(person) for person in plan.people]

    def go_home(self) -> None:
        """End everybody's shift with the step they are at; any thread may say so once work has begun."""
        for shift in self._shifts:
            shift.until = time.monotonic()

    async def work(self, tell: Callable[[str], Any] = lambda _line: None) -> None:
        """From the first sign-in to the last tab that is closed; `tell` as of `run_load`."""
        plan, load, shifts = self._plan, self._load, self._shifts
        load.began = time.time()
        arriving = [_arrive(shift, number / plan.arrivals) for number, shift in enumerate(shifts)]
        there = [shift for shift, came in zip(shifts, await asyncio.gather(*arriving), strict=True) if came]
        load.all_in = time.time()
        tell(f"{len(there)} of {len(shifts)} signed in")
        await asyncio.sleep(plan.rest)
        own = time.process_time()
        for shift in there:
            shift.until = time.monotonic() + plan.seconds
        await asyncio.gather(*(_work(shift) for shift in there))
        load.own_seconds = time.process_time() - own
        load.ended = time.time()
        tell("the shift is over")
        await asyncio.gather(*(shift.browser.tab.leave() for shift in there))
        for building in self._buildings.values():
            await building.close()

    def _shift(self, person: Person) -> Shift:
        plan = self._plan
        return Shift(
            self._buildings[person.address or plan.address],
            person,
            self._load,
            think=plan.think,
            cases=plan.cases,
            holds_on=plan.holds_on,
        )


async def _arrive(shift: Shift, after: float) -> bool:
    await asyncio.sleep(after)
    try:
        await shift.arrive()
    except (Lost, Silence, Refused, LookupError) as kept_out:
        what = f"{type(kept_out).__name__}: {kept_out}"
        shift.load.troubles.append(
            Trouble(at=time.time(), who=shift.person.username, step=SIGN_IN, what=what)
        )
        return False
    return True


async def _work(shift: Shift) -> None:
    """One person's shift; whoever does not come back goes home, and that was written down."""
    try:
        await (walk if shift.person.analyst else work)(shift)
    except (Lost, Silence):
        return

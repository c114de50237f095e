"""Two reviewers and a supervisor at a served desk, and the arithmetic of what they waited for."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from data_access.queries.case import open_case
from operations.bench.reviewers.apart import run_apart
from operations.bench.reviewers.browser import Browser, Building, Person, Refused
from operations.bench.reviewers.command import Asked, parted
from operations.bench.reviewers.day import work
from operations.bench.reviewers.figures import percentile, slope
from operations.bench.reviewers.memory import Watched, processor_seconds, resident
from operations.bench.reviewers.office import fill_with_papers, take_on
from operations.bench.reviewers.record import SIGN_IN, Acknowledged, Load, Reconnection, Trouble
from operations.bench.reviewers.run import Plan
from operations.bench.reviewers.shift import Shift
from operations.bench.reviewers.tab import Lost, Tab
from operations.bench.reviewers.table import slope_lines, step_lines, summary_lines
from operations.drills.served_desk import ServedDesk, served_desk

CASES = 12
# The desk is served once: its tests run in one process.
pytestmark = pytest.mark.xdist_group("reviewers")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("desk")) as desk:
        fill_with_papers(desk.records, desk.documents, CASES)
        yield desk


@pytest.fixture(scope="module")
def people(desk: ServedDesk) -> tuple[Person, ...]:
    return take_on(desk.directory, 2, 1)


def test_two_reviewers_decide_and_a_supervisor_looks_at_figures(
    desk: ServedDesk, people: tuple[Person, ...]
) -> None:
    load = run_apart(Plan(address=desk.address, people=people, think=0.05, seconds=120, cases=1, rest=0.1))
    supervisor = desk.directory.account(people[-1].username).staff
    decided = [
        desk.records.ask(open_case, viewer=supervisor, reference=one.reference) for one in load.acknowledged
    ]
    assert resident(desk.process) > 0
    assert processor_seconds(desk.process) > 0
    assert load.troubles == []
    assert len(load.steps[SIGN_IN]) == 2
    assert {"Queue", "Next case", "Paper", "Verdict", "Note", "Preview"} <= set(load.steps)
    assert {"Office", "Team", "Causes"} <= set(load.analysts)
    assert len(load.acknowledged) == 2
    assert [one.decisions[-1].by for one in decided] == [one.who for one in load.acknowledged]


def test_a_tab_that_lost_its_connection_comes_back_to_its_session(
    desk: ServedDesk, people: tuple[Person, ...]
) -> None:
    async def cut_off(address: str) -> tuple[str, str, bool]:
        building = Building(address)
        browser = Browser(building, people[0])
        await browser.sign_in()
        before = browser.tab.page.session_id
        await browser.tab.leave()
        await browser.come_back()
        await browser.tab.open()
        await browser.tab.leave()
        await building.close()
        return before, browser.tab.page.session_id, browser.tab.page.has("shell.sign_out")

    before, after, signed_in = asyncio.run(cut_off(desk.address))
    assert before == after
    assert signed_in


class CutAtConfirm(Tab):
    """A line that breaks when a decision was confirmed, before its answer arrives."""

    async def click(self, key: str) -> None:
        await super().click(key)
        if key == "case.confirm":
            await self.leave()
            raise Lost("cut")


class SilentAtConfirm(Tab):
    """A page that, once a decision was confirmed, says nothing that was asked for."""

    async def click(self, key: str) -> None:
        await super().click(key)
        if key == "case.confirm":
            type(self).click = Tab.click
            raise LookupError("nothing is drawn")


@pytest.mark.parametrize(("line", "kind"), [(CutAtConfirm, "unanswered"), (SilentAtConfirm, "refused")])
def test_whoever_holds_on_finds_a_decision_done_and_goes_on_with_the_next(
    desk: ServedDesk, people: tuple[Person, ...], line: type[Tab], kind: str
) -> None:
    load = Load()

    async def one_shift(address: str) -> None:
        building = Building(address)
        shift = Shift(building, people[1], load, think=0.02, cases=1, holds_on=True)
        await shift.arrive()
        shift.until = time.monotonic() + 60
        shift.browser.tab.__class__ = line
        await work(shift)
        await shift.browser.tab.leave()
        await building.close()

    began = time.monotonic()
    asyncio.run(one_shift(desk.address))
    (cut,) = getattr(load, kind)
    (told,) = load.acknowledged
    assert load.found_done == [cut]
    assert load.attempted == 2
    assert began < cut.told < told.told < time.monotonic()
    assert cut.reference != told.reference
    viewer = desk.directory.account(people[-1].username).staff
    for one in (cut, told):
        case = desk.records.ask(open_case, viewer=viewer, reference=one.reference)
        assert [decision.by for decision in case.decisions] == [people[1].username]


def test_without_a_form_nobody_signs_in(desk: ServedDesk, people: tuple[Person, ...]) -> None:
    async def try_it(address: str) -> None:
        building = Building(address)
        browser = Browser(building, people[0])
        try:
            await browser.send_form()
        finally:
            await building.close()

    with pytest.raises(Refused, match="no form"):
        asyncio.run(try_it(desk.address))


@pytest.mark.parametrize(
    ("times", "share", "expected"),
    [
        ([], 0.5, 0.0),
        ([3.0], 0.5, 3.0),
        ([3.0], 0.99, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
        ([1.0, 2.0], 0.0, 1.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_percentile_is_one_of_the_values(times: list[float], share: float, expected: float) -> None:
    assert percentile(times, share) == expected


def test_memory_that_grows_by_a_megabyte_a_minute_grows_by_sixty_an_hour() -> None:
    assert slope([(at, 200 + at / 60) for at in range(0, 600, 10)]) == pytest.approx(60)


@pytest.mark.parametrize("samples", [[], [(5.0, 1.0)], [(5.0, 1.0), (5.0, 9.0)]])
def test_what_was_seen_at_one_moment_has_no_slope(samples: list[tuple[float, float]]) -> None:
    assert slope(samples) == 0.0


def test_people_are_shared_out_among_the_processes_and_each_is_warmed_up_by_one_of_each_kind() -> None:
    staff = [
        Person(username=f"{kind}{number}", password="", analyst=kind == "s")
        for kind, so_many in (("r", 7), ("s", 4))
        for number in range(so_many)
    ]
    asked = Asked(reviewers=5, analysts=2, think=5.0, minutes=1.0, soak=False, desks=2)
    at_work, warm = parted(staff, asked, ["http://a", "http://b"])
    assert [one.username for one in at_work] == ["r0", "r1", "r2", "r3", "r4", "s0", "s1"]
    assert [sum(one.address == where for one in at_work) for where in ("http://a", "http://b")] == [4, 3]
    assert {(one.address, one.analyst) for one in warm} == {
        (where, analyst) for where in ("http://a", "http://b") for analyst in (True, False)
    }


def test_what_is_told_is_understood_again() -> None:
    load = seen()
    assert Load.of(load.told()) == load


def test_the_table_tells_times_errors_and_memory() -> None:
    load = seen()
    watched = Watched(looks=[(float(at), 100 + at, at / 2) for at in range(200)])
    lines = "\n".join([*step_lines(load), *summary_lines(load, 10, watched, 90), *slope_lines(load, watched)])
    assert "| Queue | 2 | 100 | 300 | 300 | 300 |" in lines
    assert "| **All but signing in** | 2 |" in lines
    assert "| Figures: Office | 1 | 500 |" in lines
    assert "1 decisions acknowledged, 1 unanswered; 1 errors; 1 reconnections" in lines
    assert "1 times, Queue: no case was opened" in lines
    assert "50% of a processor" in lines
    assert "+3600.0 MB an hour" in lines


def test_a_process_that_is_gone_has_no_memory() -> None:
    with pytest.raises(OSError):  # noqa: PT011 - which one is the kernel's choice.
        resident(2**22 + os.getpid())


def seen() -> Load:
    decision = Acknowledged(at=1.0, who="a", reference="TK-1", outcome="approve")
    return Load(
        steps={SIGN_IN: [2.0], "Queue": [0.1, 0.3]},
        analysts={"Office": [0.5]},
        troubles=[Trouble(at=2.0, who="a", step="Queue", what="no case was opened")],
        reconnections=[Reconnection(at=3.0, who="a", seconds=1.0)],
        acknowledged=[decision],
        unanswered=[decision],
        found_done=[decision],
        refused=[decision],
        began=1.0,
        all_in=20.0,
        ended=120.0,
        own_seconds=2.0,
    )

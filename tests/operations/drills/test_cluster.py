"""How the drill of a whole office counts, and its parts; `make drill-cluster` runs it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from operations.bench.cluster import children_of
from operations.bench.loopback import HOST, free_port
from operations.bench.reviewers.office import fill_with_papers, take_on
from operations.bench.reviewers.record import Acknowledged, Load
from operations.bench.reviewers.run import Plan
from operations.configure import DEPLOY
from operations.drills.audit import everything_wrong
from operations.drills.cluster.course import Course
from operations.drills.cluster.desks import STOPS_WITHIN, Desk
from operations.drills.cluster.drill import decided, decisions, held, troubles
from operations.drills.cluster.front import NoFront, front
from operations.drills.cluster.load import at_work, between, since
from operations.drills.cluster.watching import Seen
from operations.drills.offices import DrillOffice
from operations.drills.served_desk import ServedDesk, served_desk
from ui.as_of import copy_text, late_text, silent_text
from ui.text import speaking

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
COURSE = Course(
    began=0.0,
    desk_killed=10.0,
    restarts_began=20.0,
    restarts_ended=30.0,
    primary_killed=40.0,
    promoted=42.5,
)


def told(who: str, at: float, case: str = "") -> Acknowledged:
    return Acknowledged(at=0.0, who=who, reference=case or f"{who}-{at}", outcome="approve", told=at)


def a_day() -> Load:
    moments = {"one": (9.0, 12.0, 25.0, 31.0, 46.0), "two": (5.0, 14.0, 22.0, 36.0, 44.0)}
    return Load(acknowledged=[told(who, at) for who, times in moments.items() for at in times])


def counted(load: Load, on_record: set[str]) -> dict[str, object]:
    return {
        "reviewers": 2,
        "doubled": 0,
        "half acts, figures off the recount, broken seals, lost papers": 0,
        **decisions(load, on_record),
        **troubles(COURSE, load, ("one", "two"), on_record),
    }


def test_who_came_back_and_when():
    day = [told("one", 9.0), told("one", 12.0), told("two", 14.0), told("one", 15.0), told("three", 9.5)]
    assert since(10.0, day, ("one", "two", "three")) == {"one": 2.0, "two": 4.0}
    assert between(9.5, 14.0, day) == [day[1], day[2], day[4]]


def test_a_day_on_which_nothing_was_lost_holds():
    load = a_day()
    columns = counted(load, {one.reference for one in load.acknowledged})
    assert held(columns)
    assert columns["decisions a second before"] == 0.2
    assert columns["s to the next decision after the desk"] == 2.0
    assert columns["s until the last reviewer decided again"] == 4.0
    assert columns["decisions made during the restarts"] == 2
    assert columns["s of noticing and promoting"] == 2.5
    assert columns["s until the last reviewer then"] == 6.0


def test_a_decision_that_is_not_on_record_is_lost_though_it_was_only_found_done():
    load = a_day()
    on_record = {one.reference for one in load.acknowledged}
    assert not held(counted(load, on_record - {"one-25.0"}))
    assert counted(load, on_record - {"one-25.0"})["lost of those"] == 1
    cut = told("two", 41.0)
    load.unanswered.append(cut)
    load.found_done.append(cut)
    assert not held(counted(load, on_record))
    assert held(counted(load, on_record | {cut.reference}))
    assert counted(load, on_record)["attempted"] == 11


def test_what_is_refused_because_of_a_restart_does_not_hold_unless_it_was_done():
    load = a_day()
    on_record = {one.reference for one in load.acknowledged}
    load.refused.append(told("one", 24.0, "one-25.0"))
    assert not held(counted(load, on_record))
    load.found_done.append(load.refused[0])
    assert held(counted(load, on_record))
    load.refused.append(told("two", 41.0))
    assert held(counted(load, on_record)), "the primary is gone: acts are refused, and said to be"


@pytest.mark.parametrize("moment", [10.0, 30.0, 40.0])
def test_who_does_not_come_back_is_missed(moment):
    load = a_day()
    load.acknowledged = [one for one in load.acknowledged if one.who != "two" or one.told < moment]
    assert not held(counted(load, {one.reference for one in load.acknowledged}))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_a_page_of_figures_says_is_understood(language):
    seen = Seen()
    with speaking(language):
        for seconds in (0, 1, 5, 12):
            seen.note(copy_text(AT, timedelta(seconds=seconds), "Africa/Cairo"))
        seen.note(silent_text(AT, "Africa/Cairo"))
        seen.note(late_text(AT, "Africa/Cairo"))
    seen.note("nothing of the kind")
    assert (seen.of_copy, seen.of_records, seen.without_answer, seen.oldest) == (4, 2, 1, 12)


def test_a_desk_is_stopped_as_its_unit_stops_it(tmp_path):
    unit = (DEPLOY / "systemd" / "mizan@.service").read_text()
    assert f"TimeoutStopSec={STOPS_WITHIN:.0f}\n" in unit
    assert "KillSignal" not in unit
    assert "ExecStop" not in unit
    never_begun = Desk(port=free_port(), home=tmp_path / "desk", settings={})
    never_begun.stop()
    never_begun.kill()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    told = {"MIZAN_TLS": "1", "MIZAN_HOSTS": HOST, "MIZAN_PROXIES": HOST}
    with served_desk(tmp_path_factory.mktemp("desk"), **told) as desk:
        yield desk


def test_reviewers_who_are_cut_off_behind_nginx_come_back_and_lose_nothing(desk, tmp_path):
    people = take_on(desk.directory, 2, 0)
    fill_with_papers(desk.records, desk.documents, 14)
    try:
        with front(tmp_path / "nginx", [int(desk.address.rpartition(":")[2])]) as before:
            plan = Plan(
                address=before.address,
                certificate=str(before.authority),
                people=people,
                think=0.02,
                seconds=300,
                rest=0.1,
                holds_on=True,
            )
            with at_work(plan, print) as load:
                wait_for(lambda: load.acknowledged)
                cut = time.monotonic()
                for worker in children_of(before.process):
                    os.kill(worker, signal.SIGKILL)
                wait_for(lambda: len(since(cut, load.acknowledged, [one.username for one in people])) == 2)
    except NoFront as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
    office = DrillOffice(url=str(desk.engine.url), home=desk.home)
    told = decisions(load, decided(office))
    whole = everything_wrong(office)
    # The audit sees a message that is missing beside another of the same decision.
    office.change("DELETE FROM outbox WHERE key LIKE 'decided%'")
    half = everything_wrong(office)
    many = len(decided(office))
    office.close()
    assert whole == []
    assert f"{many} decisions without their one message on each way" in half
    assert {one.who for one in load.reconnections} == {one.username for one in people}
    assert told["lost"] == 0
    assert told["acknowledged"] >= 3
    assert len(load.acknowledged) + len(load.found_done) <= told["attempted"]


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until, "it did not happen within a minute"
        time.sleep(0.05)

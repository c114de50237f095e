"""Figures that several readers share: how long, with whom, and that authority is never shared."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import Permission, Role
from data_access.readings import Reading, Readings
from data_access.records import Records
from tests.seals import SEAL_KEY

AGE = timedelta(seconds=10)
SAMIR = Staff(
    username="samir",
    name_ar="س",
    name_en="S",
    role=Role.SUPERVISOR,
    programmes=frozenset({"eg.takaful", "eg.karama"}),
    regions=frozenset({"eg-c"}),
)
LATIFA = replace(SAMIR, username="latifa")


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


class Question:
    """A question that counts how often it was asked, and answers who asked."""

    def __init__(self) -> None:
        self.asked = list[str]()

    def __call__(self, _connection: sa.Connection, *, viewer: Staff, programme: str = "") -> tuple[str, ...]:
        viewer.must_be_allowed(Permission.SEE_OFFICE)
        self.asked.append(viewer.username)
        return (*sorted(viewer.regions), programme)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def records(engine: sa.Engine, clock: Hands) -> Records:
    return Records(engine, clock, seal_key=SEAL_KEY, shared_for=AGE)


def test_people_of_one_competence_share_a_reading_until_it_is_old(records: Records, clock: Hands) -> None:
    question, began = Question(), clock.at
    records.look_back().shared(question, viewer=SAMIR)
    clock.at += AGE - timedelta(milliseconds=1)
    back = records.look_back()
    back.shared(question, viewer=LATIFA)
    assert question.asked == ["samir"]
    # Who is told an older reading is told how old.
    assert back.moment == began
    clock.at += timedelta(milliseconds=1)
    back = records.look_back()
    back.shared(question, viewer=LATIFA)
    assert question.asked == ["samir", "latifa"]
    assert back.moment == clock.at


@pytest.mark.parametrize(
    "other",
    [
        {"regions": frozenset({"eg-alx"})},
        {"regions": frozenset[str]()},
        {"programmes": frozenset({"eg.takaful"})},
    ],
)
def test_another_competence_is_another_question(records: Records, other: dict[str, frozenset[str]]) -> None:
    question = Question()
    records.look_back().shared(question, viewer=SAMIR)
    viewer = replace(LATIFA, **other)
    found = records.look_back().shared(question, viewer=viewer)
    assert found.answer == (*sorted(viewer.regions), "")
    assert question.asked == ["samir", "latifa"]


def test_what_is_asked_is_part_of_the_question(records: Records) -> None:
    question = Question()
    for programme in ("eg.takaful", "eg.karama"):
        found = records.look_back().shared(question, viewer=SAMIR, programme=programme)
        assert found.answer[-1] == programme


def test_a_role_that_was_lost_sees_nothing_of_what_lies_there(records: Records) -> None:
    question = Question()
    records.look_back().shared(question, viewer=SAMIR)
    with pytest.raises(NotAllowed):
        records.look_back().shared(question, viewer=replace(SAMIR, role=Role.CASEWORKER))
    # A refusal is not kept for anybody else either.
    assert records.look_back().shared(question, viewer=SAMIR).answer == ("eg-c", "")


def test_without_seconds_every_view_reads(engine: sa.Engine, clock: Hands) -> None:
    records, question = Records(engine, clock, seal_key=SEAL_KEY), Question()
    for viewer in (SAMIR, SAMIR):
        records.look_back().shared(question, viewer=viewer)
    assert question.asked == ["samir", "samir"]


def reader(clock: Hands, name: str, read: list[str]) -> Callable[[], Reading[str]]:
    def now() -> Reading[str]:
        read.append(name)
        return Reading(answer=name, at=clock())

    return now


def test_no_more_are_kept_than_may_be(clock: Hands) -> None:
    readings, read = Readings(AGE, most=2), list[str]()
    for name in "abcca":
        readings.of(name, clock, reader(clock, name, read))
    assert read == ["a", "b", "c", "a"]


def test_a_clock_that_was_set_back_makes_no_reading_younger(clock: Hands) -> None:
    readings, read = Readings(AGE), list[str]()
    readings.of("a", clock, reader(clock, "a", read))
    clock.at -= timedelta(hours=1)
    readings.of("a", clock, reader(clock, "a", read))
    assert read == ["a", "a"]


def test_of_many_at_once_one_reads(clock: Hands) -> None:
    readings, read, begun = Readings(AGE), list[str](), threading.Event()
    found = list[Reading[str]]()

    def slowly() -> Reading[str]:
        read.append("once")
        begun.wait(5)
        return Reading(answer="a", at=clock())

    def ask() -> None:
        found.append(readings.of("a", clock, slowly))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    begun.set()
    for one in threads:
        one.join()
    assert read == ["once"]
    assert len(found) == 8
    assert all(one is found[0] for one in found)


def test_what_was_made_of_a_reading_is_made_once_for_each_key(clock: Hands) -> None:
    made, reading = list[str](), Reading(answer=1, at=clock())

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("ar", "en", "ar"):
        assert reading.made(name, lambda name=name: make(name)) == name
    assert made == ["ar", "en"]

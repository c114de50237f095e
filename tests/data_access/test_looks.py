"""Looks into cases not in one's own hands are told to supervisors, on both databases; never a value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import Role
from casework.statistics.periods import Period
from casework.use_cases.claim import Claim, claim
from casework.use_cases.look import OpenPaper, Reveal, open_paper, reveal
from data_access.queries.looks import Look, LooksPage, looks, looks_by_person
from data_access.tables import openings
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, TODAY, Office, person
from tests.staffed import on_record

MONTH = Period.ending(TODAY, 30)


class LookingOffice(Office):
    def reveals(self, reference: str, by: Staff, field: str = "phone") -> None:
        self.records.act(reveal, Reveal(application=reference, field=field), by=by)

    def takes(self, reference: str, by: Staff) -> None:
        self.records.act(claim, Claim(application=reference, command_id=uuid4()), by=by)

    def looks(self, viewer: Staff = SUHA, period: Period = MONTH, **more: Any) -> LooksPage:
        return self.records.ask(looks, viewer=viewer, period=period, **more)

    def told(self, **more: Any) -> list[tuple[str, str, str | None]]:
        return [(row.by, row.what, row.kind) for row in self.looks(**more).rows]


@pytest.fixture
def office(engine: Engine) -> LookingOffice:
    return LookingOffice(engine)


def test_a_look_into_ones_own_case_is_not_listed_and_one_into_any_other_is(office: LookingOffice) -> None:
    reference = office.receives("row-1")
    office.reveals(reference, AMAL)
    office.takes(reference, AMAL)
    paper = next(one for one in office.case(reference).papers if one.kind == "bank_letter")
    office.reveals(reference, AMAL, "iban")
    office.records.act(open_paper, OpenPaper(application=reference, paper=paper.id), by=AMAL)
    office.records.act(open_paper, OpenPaper(application=reference, paper=paper.id), by=BASIM)
    with office.engine.begin() as connection:
        number = connection.scalar(sa.select(openings.c.application_id).limit(1))
        original = {"application_id": number, "at": office.now, "by": "suha", "own": False}
        connection.execute(sa.insert(openings).values(original | {"what": f"original:{paper.id}"}))
    assert office.told() == [
        ("suha", "original", "bank_letter"),
        ("basim", "paper", "bank_letter"),
        ("amal", "phone", None),
    ]
    assert office.told(by="basim") == [("basim", "paper", "bank_letter")]
    values = {"+201001234567", "29001011234567", "EG380019000500000000263180002"}
    assert not any(value in str(office.looks()) for value in values)


def test_what_was_told_stays_when_the_case_changes_hands(office: LookingOffice) -> None:
    reference = office.receives("row-1")
    office.reveals(reference, BASIM)
    office.takes(reference, BASIM)
    assert office.told() == [("basim", "phone", None)]


def test_pages_are_read_on_and_back_and_miss_nothing(office: LookingOffice) -> None:
    reference = office.receives("row-1")
    for number in range(7):
        office.now += timedelta(minutes=number % 2)
        office.reveals(reference, BASIM)
    everything = [row.id for row in office.looks().rows]
    assert everything == sorted(everything, reverse=True)
    seen: list[int] = []
    page = office.looks(limit=3)
    assert page.backward is None
    while True:
        seen += [row.id for row in page.rows]
        if page.onward is None:
            break
        page = office.looks(limit=3, at=page.onward)
    assert seen == everything
    back: list[Look] = []
    while page.backward is not None:
        page = office.looks(limit=3, at=page.backward)
        back = [*page.rows, *back]
    assert [row.id for row in back] == everything[:6]


def test_only_the_period_and_the_supervisors_competence_are_told(office: LookingOffice) -> None:
    cairo, giza = office.receives("row-1", region="eg-01"), office.receives("row-2", region="eg-21")
    for reference in (cairo, giza, giza):
        office.reveals(reference, BASIM)
    local = person("salma", Role.SUPERVISOR, regions=("eg-01",))
    on_record(office.engine, local)
    assert len(office.looks().rows) == 3
    assert [row.region for row in office.looks(viewer=local).rows] == ["eg-01"]
    assert office.looks(viewer=person("latifa", Role.SUPERVISOR, ("sa.food",))).rows == ()
    assert office.looks(period=Period.ending(date(2026, 2, 27), 30)).rows == ()
    assert office.records.ask(looks_by_person, viewer=SUHA, period=MONTH) == {"basim": 3}
    assert office.records.ask(looks_by_person, viewer=local, period=MONTH) == {"basim": 1}


@pytest.mark.parametrize("viewer", [AMAL, ANALYST, person("yara", Role.ADMINISTRATOR)])
def test_looks_are_told_to_supervisors_only(office: LookingOffice, viewer: Staff) -> None:
    with pytest.raises(NotAllowed):
        office.looks(viewer=viewer)
    with pytest.raises(NotAllowed):
        office.records.ask(looks_by_person, viewer=viewer, period=MONTH)

"""The outlook reads from the figures what a patient reader would read from the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.countries.pack import Pack, pack_of
from casework.errors import NotAllowed
from casework.permissions import Role
from casework.statistics.outlook import LOOKS_BACK, Outlook, Seen, outlook
from casework.working_days import add_working_days, is_working_day, working_days_between
from data_access.queries.outlook import Stay, breach_outlook, stays
from data_access.queries.scope import Asked
from data_access.records import Records
from operations.demo.calendar import seen_at
from operations.demo_staff import DEMO_STAFF
from tests.data_access.lived import AS_OF
from tests.seals import SEAL_KEY

DAY = timedelta(days=1)
STAFF = [account.staff for account in DEMO_STAFF]
SAMIR = next(one for one in STAFF if one.username == "samir")


@pytest.fixture
def records(lived: Engine) -> Records:
    """An office with a past, only read from."""
    return Records(lived, lambda: seen_at(AS_OF), seal_key=SEAL_KEY)


def read_patiently(past: Sequence[Stay], pack: Pack, until: date) -> Outlook:
    """Every case on every day, one by one."""

    def open_at_the_end_of(day: date) -> list[Stay]:
        return [one for one in past if one.came <= day and (one.left is None or one.left > day)]

    first = add_working_days(until, 1, pack)
    days = [until - DAY * back for back in range(90)]
    worked = [day for day in days if is_working_day(day, pack)][:LOOKS_BACK]
    seen = []
    for day in worked:
        morning = open_at_the_end_of(day - DAY)
        for due_on in {one.due for one in morning if one.due >= day}:
            mine = [one for one in morning if one.due == due_on]
            gone = sum(one.left == day for one in past if one.due == due_on)
            seen.append(Seen(working_days_between(day, due_on, pack), len(mine), gone))
    now = Counter(working_days_between(first, one.due, pack) for one in open_at_the_end_of(until))
    return outlook(now, seen)


def test_it_says_what_the_journal_says(records: Records) -> None:
    past = records.ask(stays, viewer=SAMIR)
    told = 0
    for ago in (40, 75, 110):
        until = AS_OF - timedelta(days=ago)
        for queue in records.ask(breach_outlook, viewer=SAMIR, asked=Asked(), today=AS_OF, until=until):
            mine = [one for one in past if one.programme == queue.programme]
            slowly = read_patiently(mine, pack_of(queue.programme), until)
            assert (queue.outlook.due, queue.outlook.past) == (slowly.due, slowly.past)
            assert queue.outlook.case_days == slowly.case_days
            assert queue.outlook.missed == pytest.approx(slowly.missed)
            told += queue.outlook.missed is not None
    assert told >= 3


def test_regions_together_are_the_programme(records: Records) -> None:
    regional = Staff(
        username="samir",
        name_ar="س",
        name_en="S",
        role=Role.SUPERVISOR,
        programmes=SAMIR.programmes,
        regions=frozenset(pack_of("eg.takaful").regions),
    )
    whole = records.ask(breach_outlook, viewer=SAMIR, asked=Asked(), today=AS_OF)
    parts = records.ask(breach_outlook, viewer=regional, asked=Asked(), today=AS_OF)
    assert [(one.outlook.due, one.outlook.past) for one in parts] == [
        (one.outlook.due, one.outlook.past) for one in whole
    ]
    assert {queue.programme for queue in whole} == SAMIR.programmes


def test_only_who_sees_the_office_sees_its_outlook(records: Records) -> None:
    clerk = next(one for one in STAFF if one.username == "amal")
    with pytest.raises(NotAllowed):
        records.ask(breach_outlook, viewer=clerk, asked=Asked(), today=AS_OF)

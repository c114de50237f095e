"""Ages and deadlines of unfinished cases: every day has one group, and the spans agree with counting days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.countries.pack import pack_of, packs, programme
from casework.deadlines import Urgency, urgency
from casework.statistics.backlog import LEAST, Age, age_of, due_within, received_within, urgency_on
from casework.working_days import add_working_days, working_days_between

PROGRAMMES = sorted(code for pack in packs().values() for code in pack.programmes)
DAYS = [date(2026, 3, 18) + timedelta(days=number) for number in range(9)]


@pytest.mark.parametrize("code", PROGRAMMES)
@pytest.mark.parametrize("on", DAYS)
def test_a_case_is_as_old_as_the_working_days_since_receipt(code: str, on: date) -> None:
    for back in range(90):
        received = on - timedelta(days=back)
        days = working_days_between(received, on, pack_of(code))
        age = age_of(code, received, on)
        assert age is [one for one in Age if LEAST[one] <= days][-1]
        assert [one for one in Age if _within(received_within(code, one, on), received)] == [age]


@pytest.mark.parametrize("code", PROGRAMMES)
@pytest.mark.parametrize("on", DAYS)
def test_a_deadline_stands_as_it_does_in_the_queue(code: str, on: date) -> None:
    scheme, pack = programme(code), pack_of(code)
    for back in range(90):
        received = on - timedelta(days=back)
        due = add_working_days(received, scheme.decide_within, pack)
        amber = add_working_days(received, scheme.amber_after, pack)
        stands = urgency_on(code, due, on)
        assert stands is urgency(on, due, amber)
        assert [one for one in Urgency if _within(due_within(code, one, on), due)] == [stands]


def _within(span: tuple[date, date], day: date) -> bool:
    return span[0] <= day <= span[1]

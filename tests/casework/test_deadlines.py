from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.countries.pack import packs, programme
from casework.deadlines import Urgency, completion_due_on, deadline_of, urgency

FOOD, TAKAFUL = programme("sa.food"), programme("eg.takaful")
PROGRAMMES = [scheme for pack in packs().values() for scheme in pack.programmes.values()]


def test_ten_working_days_amber_at_eight():
    deadline = deadline_of(FOOD, datetime(2026, 11, 22, 9, tzinfo=UTC))

    assert (deadline.due_on, deadline.amber_on) == (date(2026, 12, 6), date(2026, 12, 2))


def test_the_day_of_receipt_is_the_local_one():
    late = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)

    assert deadline_of(FOOD, late).due_on == date(2026, 12, 7), "past midnight in Riyadh"
    assert completion_due_on(FOOD, late) == date(2026, 12, 23)


def test_cairo_has_summer_time():
    evening = timedelta(hours=21, minutes=30)
    winter, summer = datetime(2026, 1, 12, tzinfo=UTC) + evening, datetime(2026, 7, 13, tzinfo=UTC) + evening

    assert completion_due_on(TAKAFUL, winter) == date(2026, 2, 11), "half past eleven of the same day"
    assert completion_due_on(TAKAFUL, summer) == date(2026, 8, 13), "half past midnight of the next"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="2026"):
        deadline_of(FOOD, datetime(2026, 11, 22, 9))  # noqa: DTZ001 - that is the mistake.


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), Urgency.ON_TIME),
        (date(2026, 12, 2), Urgency.AMBER),
        (date(2026, 12, 6), Urgency.AMBER),
        (date(2026, 12, 7), Urgency.RED),
    ],
)
def test_amber_from_its_day_and_red_after_the_due_day(today: date, expected: Urgency):
    assert urgency(today, due_on=date(2026, 12, 6), amber_on=date(2026, 12, 2)) is expected


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 9, 1)), st.sampled_from(PROGRAMMES))  # noqa: DTZ001
def test_amber_comes_before_due_and_both_after_receipt(received, scheme):
    moment = received.replace(tzinfo=UTC)
    deadline = deadline_of(scheme, moment)

    assert moment.date() < deadline.amber_on < deadline.due_on

"""Attempts at the front door, counted by several processes in one database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access.engine import make_engine
from data_access.tables import attempts
from data_access.throttle import Throttle

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def throttle(engine, allowed=3, overall=1000):
    return Throttle(engine=engine, key=b"k" * 32, window=5 * MINUTE, allowed=allowed, overall=overall)


def lines(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(attempts))


def test_failures_are_counted_for_the_account_and_for_the_address(engine):
    door = throttle(engine)
    for _ in range(3):
        assert door.begin("amal", "10.0.0.1", NOON).wait is None
    assert door.begin("amal", "10.0.0.2", NOON).wait == 5 * MINUTE
    assert door.begin("hany", "10.0.0.1", NOON).wait == 5 * MINUTE
    assert door.begin("hany", "10.0.0.2", NOON).wait is None


def test_nobody_is_locked_out_the_wait_runs_from_the_oldest_failure(engine):
    door = throttle(engine)
    for minute in range(3):
        door.begin("amal", "", NOON + minute * MINUTE)
    assert door.begin("amal", "", NOON + 3 * MINUTE).wait == 2 * MINUTE
    # What was refused was not counted, so waiting suffices.
    assert door.begin("amal", "", NOON + 5 * MINUTE).wait is None
    assert door.begin("amal", "", NOON + 5 * MINUTE).wait == MINUTE


def test_what_was_right_does_not_count(engine):
    door = throttle(engine)
    for _ in range(9):
        door.forgive(door.begin("amal", "10.0.0.1", NOON))
    assert lines(engine) == 0


def test_everybody_together_has_a_limit_too(engine):
    door = throttle(engine, overall=5)
    for number in range(5):
        assert door.begin(f"name{number}", f"10.0.0.{number}", NOON).wait is None
    assert door.begin("amal", "10.0.9.9", NOON).wait == 5 * MINUTE


def test_old_failures_are_swept(engine):
    door = throttle(engine)
    for number in range(20):
        door.begin(f"name{number}", "", NOON)
    door.begin("amal", "", NOON + 5 * MINUTE)
    assert lines(engine) == 2


@pytest.mark.parametrize(
    ("one", "other", "neighbours"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
    ],
)
def test_a_subscriber_of_ipv6_has_one_address(engine, one, other, neighbours):
    door = throttle(engine, allowed=1)
    door.begin("amal", one, NOON)
    assert (door.begin("hany", other, NOON).wait is not None) == neighbours


def test_what_was_typed_is_not_kept(engine):
    throttle(engine).begin("my-password-in-the-wrong-field", "10.0.0.1", NOON)
    with engine.connect() as connection:
        kept = [*connection.scalars(sa.select(attempts.c.key))]
    assert all(len(key) == 64 and "password" not in key for key in kept)


def test_two_processes_together_let_no_guess_too_many_through(engine):
    """Two engines, as two processes have; forty guesses at once, ten are heard."""
    url = engine.url.render_as_string(hide_password=False)
    engines = [make_engine(url) for _ in range(2)]
    doors = [throttle(each, allowed=10) for each in engines]
    with ThreadPoolExecutor(8) as crowd:
        tried = [*crowd.map(lambda n: doors[n % 2].begin("amal", f"10.0.0.{n}", NOON), range(40))]
    assert sum(attempt.wait is None for attempt in tried) == 10
    for each in engines:
        each.dispose()


def test_the_naive_count_would_let_them_through(engine):
    """Looking first and counting afterwards, as the count in memory did: everybody who looks is heard."""
    door = throttle(engine, allowed=10)

    def look():
        with engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(attempts)) < 10

    looks = [look() for _ in range(40)]
    for number, heard in enumerate(looks):
        if heard:
            door.begin(f"n{number}", "", NOON)
    assert sum(looks) == 40

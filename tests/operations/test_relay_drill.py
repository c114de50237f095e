"""The relay's drill in short: relays are killed while they send. `operations/drills/relay.py` does it all."""

import os

import pytest

from operations.bench.cluster import NoPostgres, postgres_binaries
from operations.drills.relay import drill


def test_no_message_is_lost_and_none_says_two_things() -> None:
    try:
        postgres_binaries()
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
    told: list[str] = []
    result = drill(0.005, told.append)
    assert result.passed, told
    assert all("0 lost, 0 with two texts" in one for one in told)

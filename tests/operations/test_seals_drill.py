"""The drill of the seals in small: each kind of tampering on both databases, found and named by its line."""

import os

import pytest

from operations.bench.cluster import NoPostgres
from operations.drills.seals import tampered

KINDS = {"edit", "removal", "insertion", "swap", "cut tail", "rewrite", "whole case"}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_kind_of_tampering_is_found_and_its_line_named(database):
    try:
        tallies = tampered(database, 12, cases=40)
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
    assert set(tallies) == KINDS
    assert [missed for tally in tallies.values() for missed in tally.missed] == []
    assert all(tally.tried == tally.found == tally.named for tally in tallies.values())

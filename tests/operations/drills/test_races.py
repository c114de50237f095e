"""Claims and decisions under races and kills, and the naive forms that fail."""

from __future__ import annotations

import pytest

from operations.drills import claims, races
from operations.drills.offices import POSTGRESQL
from tests.operations.drills.conftest import NewOffice

CLAIMING = claims.PEOPLE[:8]
ON_POSTGRESQL = pytest.mark.parametrize("engine", [POSTGRESQL], indirect=True)


def test_no_claim_is_given_twice_or_lost_though_workers_are_killed(new_office: NewOffice) -> None:
    """By half as many workers; `drill claims` has them all."""
    with new_office(cases=60, people=CLAIMING) as office:
        account = claims.claimed_by_many(office, CLAIMING, kill_every=0.15)
    assert account.exact, str(account)
    assert account.acknowledged == 60
    assert account.attempted >= 60


@ON_POSTGRESQL
def test_the_naive_claim_gives_cases_twice(new_office: NewOffice) -> None:
    with new_office() as office:
        assert claims.given_twice_naively(office, 200) > 0


def test_a_ledger_that_was_told_something_else_is_noticed(new_office: NewOffice) -> None:
    with new_office(cases=20, people=CLAIMING) as office:
        claims.claimed_by_many(office, CLAIMING, kill_every=3_600)
        office.change("UPDATE applications SET assignee = NULL WHERE id = 1")
        office.change("DELETE FROM commands WHERE result = (SELECT reference FROM applications WHERE id = 2)")
        account = claims.accounted(office, claims.Ledger.all_of(office.home / "ledgers-0"), 0)
    assert account.lost == 2
    assert account.unexpected > 0


def test_of_three_who_race_one_wins_and_two_are_told_who_and_when(new_office: NewOffice) -> None:
    with new_office(cases=12, people=races.PEOPLE) as office:
        tally = races.raced(office)
    assert tally.exact, (str(tally), tally.wrong)


@ON_POSTGRESQL
def test_the_naive_decision_is_made_twice(new_office: NewOffice) -> None:
    with new_office() as office:
        assert races.decided_twice_naively(office, 60) > 0

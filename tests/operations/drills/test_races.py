"""Claims and decisions under races and kills, and the naive forms that fail."""

from __future__ import annotations

from operations.drills import claims, races
from operations.drills.offices import POSTGRESQL, drill_office


def test_no_claim_is_given_twice_or_lost_though_workers_are_killed(database: str) -> None:
    with drill_office(database, cases=60, people=claims.PEOPLE) as office:
        account = claims.claimed_by_many(office, kill_every=0.15)
    assert account.exact, str(account)
    assert account.acknowledged == 60
    assert account.attempted >= 60


def test_the_naive_claim_gives_cases_twice(postgres: None) -> None:
    with drill_office(POSTGRESQL) as office:
        assert claims.given_twice_naively(office, 200) > 0


def test_a_ledger_that_was_told_something_else_is_noticed(database: str) -> None:
    with drill_office(database, cases=20, people=claims.PEOPLE) as office:
        claims.claimed_by_many(office, kill_every=3_600)
        office.change("UPDATE applications SET assignee = NULL WHERE id = 1")
        office.change("DELETE FROM commands WHERE result = (SELECT reference FROM applications WHERE id = 2)")
        account = claims.accounted(office, claims.Ledger.all_of(office.home / "ledgers-0"), 0)
    assert account.lost == 2
    assert account.unexpected > 0


def test_of_three_who_race_one_wins_and_two_are_told_who_and_when(database: str) -> None:
    with drill_office(database, cases=12, people=races.PEOPLE) as office:
        tally = races.raced(office)
    assert tally.exact, (str(tally), tally.wrong)


def test_the_naive_decision_is_made_twice(postgres: None) -> None:
    with drill_office(POSTGRESQL) as office:
        assert races.decided_twice_naively(office, 60) > 0

"""A page asks the records as often among many cases as among few, whoever looks."""

from __future__ import annotations

from typing import Final

from dashboard import office as process
from data_access.watching import watched
from tests.pages.cases import claims, receives

AT_MOST: Final = {
    ("queue.py", "amal"): 4,
    ("queue.py", "samir"): 7,
    ("case.py", "amal"): 10,
    ("office.py", "samir"): 12,
    ("team.py", "samir"): 11,
    ("causes.py", "dalia"): 7,
    ("messages.py", "samir"): 4,
    ("complaints.py", "amal"): 4,
    ("payments.py", "yousef"): 5,
    ("reviews.py", "samir"): 5,
    ("looks.py", "samir"): 4,
    ("import_.py", "yousef"): 4,
    ("staff.py", "yousef"): 5,
}
"""How many statements each page may take at most; those that ask who looks are among them."""


def asked_by(office, page: str, by: str, case: str) -> int:
    at = office.opened(page, by=by, **({"case": case} if page == "case.py" else {}))
    with watched(process.engine()) as told:
        at.run()
    assert not at.exception
    return told.statements


def test_pages_ask_as_often_among_sixty_cases_as_among_three(office):
    mine = receives(office, days_ago=20)
    claims(office, mine)
    for days in (3, 5):
        receives(office, days_ago=days)
    few = {who: asked_by(office, *who, mine) for who in AT_MOST}
    for number in range(57):
        receives(office, days_ago=1 + number % 40)
    many = {who: asked_by(office, *who, mine) for who in AT_MOST}
    assert few == many
    assert {who: asked for who, asked in many.items() if asked > AT_MOST[who]} == {}

# ruff: noqa: S311 - invented papers need no secrecy.
"""The specimen papers say what the plan says, and have the faults the plan knows of."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from operations.demo.drawing import draw, page_pdf, picture
from operations.demo.papers import FLAWS, KINDS, sheet, sheets
from operations.demo.people import population
from operations.papers import Examiner

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def people():
    return population(60, lambda _rng, _number, _programme: AS_OF, AS_OF)


@pytest.fixture(scope="module")
def examiner():
    with Examiner(workers=1) as ready:
        yield ready


def test_the_same_sheet_gives_the_same_bytes(people):
    for kind, flaw in (("identity_card", "dark"), ("bank_letter", "fine"), ("rent_contract", "turned")):
        planned = sheet(Random(4), people[3], kind, AS_OF, flaw)
        assert draw(planned) == draw(planned)


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize("kind", ["identity_card", "bank_letter", "family_register"])
def test_the_examination_finds_the_planned_fault_and_no_other(people, examiner, kind, flaw):
    planned = sheet(Random(f"{kind}{flaw}"), people[7], kind, AS_OF, flaw)
    examined = examiner.examine(draw(planned))
    assert examined.fault == planned.fault
    assert bool(examined.page_images) == (planned.fault is None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_drawn_for_both_countries(people, kind):
    for country in ("eg", "sa"):
        owner = next(a for a in people if a.person.country == country)
        assert page_pdf(sheet(Random(1), owner, kind, AS_OF)).startswith(b"%PDF-")


def test_a_turned_paper_lies_on_its_side(people):
    planned = sheet(Random(2), people[0], "bank_letter", AS_OF, "turned")
    wide = picture(planned).width > picture(planned).height
    assert wide == (planned.turn in {90, 270})


def test_a_sound_paper_says_what_was_declared(people):
    for applicant in people:
        shown = sheet(Random(1), applicant, "bank_letter", AS_OF).values
        assert str(shown["iban"]).replace(" ", "") == applicant.facts["iban"]
        assert shown["name"] == applicant.facts["full_name"]


def test_a_contradicting_paper_differs_in_the_fact_it_is_about(people):
    for number, applicant in enumerate(people):
        good = sheet(Random(number), applicant, "bank_letter", AS_OF)
        bad = sheet(Random(number), applicant, "bank_letter", AS_OF, "contradicts")
        shown = {"iban": "iban", "full_name": "name"}[bad.about]
        assert bad.values[shown] != good.values[shown]
        assert bad.truth == "does_not_match"


def test_an_expired_paper_had_expired_when_it_was_sent(people):
    bad = sheet(Random(5), people[2], "identity_card", AS_OF, "expired")
    assert str(bad.values["expires"]) < f"{AS_OF:%Y/%m/%d}"
    assert sheet(Random(5), people[2], "bank_letter", AS_OF, "expired").truth == "does_not_match"


def test_most_papers_are_sound_and_every_flaw_occurs(people):
    drawn = [sent for n, a in enumerate(people * 5) for sent in sheets(Random(n), a, KINDS[:4], AS_OF)]
    flaws = Counter(sent.flaw for sent in drawn)
    assert flaws["fine"] > len(drawn) / 2
    assert {"contradicts", "turned", "expired", "blurred", "wrong_document", "glare", "dark"} <= set(flaws)

"""The invented people are valid, varied and the same every time."""

from collections import Counter
from datetime import date, timedelta

import phonenumbers
import pytest
from stdnum import iban

from casework.applications.facts import facts_from_json, facts_to_json
from casework.people.names import normalise
from casework.people.national_numbers import parse
from operations.demo.people import CAUSES, PROGRAMMES, Applicant, population, respelled
from operations.demo.words import NAMES, REGION_WEIGHTS, TOWNS

AS_OF = date(2026, 11, 20)
SIZE = 1500
SCHEMES = {"eg": "egypt_14", "sa": "saudi_10"}


def _spread(_rng, number, _programme):
    return AS_OF - timedelta(days=270 - number * 270 // SIZE)


@pytest.fixture(scope="module")
def people() -> tuple[Applicant, ...]:
    return population(SIZE, _spread, AS_OF)


def test_the_same_seed_gives_the_same_people(people):
    assert population(SIZE, _spread, AS_OF) == people


def test_another_seed_gives_others(people):
    assert population(SIZE, _spread, AS_OF, seed=1)[0].person != people[0].person


def test_every_national_number_is_valid_and_agrees_with_its_owner(people):
    for applicant in people:
        person = applicant.person
        number = parse(SCHEMES[person.country], person.national_id, today=AS_OF)
        if person.country == "eg":
            assert number.birth_date == person.birth_date
            assert number.sex == person.sex
        else:
            assert person.national_id[0] == ("2" if person.nationality == "resident" else "1")


def test_every_account_and_telephone_is_valid(people):
    for applicant in people:
        assert iban.is_valid(applicant.person.iban)
        assert len(applicant.person.iban) == {"eg": 29, "sa": 24}[applicant.person.country]
        assert phonenumbers.is_valid_number(phonenumbers.parse(applicant.person.phone))


def test_accounts_belong_to_no_bank(people):
    assert all(a.person.iban[4:].startswith({"eg": "0000", "sa": "00"}[a.person.country]) for a in people)


def test_facts_are_of_the_vocabulary(people):
    for applicant in people:
        assert facts_from_json(facts_to_json(applicant.facts)) == applicant.facts


def test_names_have_the_shape_of_the_country(people):
    for applicant in people:
        words = applicant.person.full_name.split()
        assert len(words) >= 4
        if applicant.person.country == "sa":
            assert {"بن", "بنت"} & set(words)


def test_every_programme_and_every_cause_occurs(people):
    seen = {(a.programme, a.cause) for a in people}
    assert {programme for programme, _ in seen} == set(PROGRAMMES)
    missing = {(p, c) for p, causes in CAUSES.items() for c in causes} - seen
    assert not missing


def test_regions_follow_the_population(people):
    counts = Counter(a.person.region for a in people)
    assert counts["eg-24"] > counts["eg-31"]
    assert counts["sa-01"] > counts["sa-11"]


def test_some_apply_again_under_another_spelling(people):
    names: dict[str, set[str]] = {}
    for applicant in people:
        names.setdefault(applicant.person.national_id, set()).add(applicant.person.full_name)
    twice = [spellings for spellings in names.values() if len(spellings) > 1]
    assert twice
    assert all(len({normalise(name) for name in spellings}) == 1 for spellings in twice)


def test_some_share_a_telephone_or_an_account(people):
    phones: dict[str, set[str]] = {}
    accounts: dict[str, set[str]] = {}
    for applicant in people:
        phones.setdefault(applicant.person.phone, set()).add(applicant.person.national_id)
        accounts.setdefault(applicant.person.iban, set()).add(applicant.person.national_id)
    assert any(len(owners) > 1 for owners in phones.values())
    assert any(len(owners) > 1 for owners in accounts.values())


def test_any_name_can_be_respelled_and_stays_the_same_name():
    for names in NAMES.values():
        for given in names.men + names.women:
            name = f"{given} {names.men[3]} {names.families[0]}"
            assert respelled(name) != name
            assert normalise(respelled(name)) == normalise(name)


def test_every_region_has_towns():
    assert {code for weights in REGION_WEIGHTS.values() for code in weights} == set(TOWNS)

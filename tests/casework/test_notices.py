from datetime import date
from decimal import Decimal

import pytest

from casework.countries.pack import programme
from casework.eligibility.assessment import assess
from casework.notices import decision_facts, lacks

ON = date(2026, 11, 23)


def grounds(*, code: str, declared: dict[str, object]) -> dict[str, object]:
    facts = decision_facts(
        reference="TK-2026-000123-C",
        programme="eg.takaful",
        name="أم محمد",
        reasons=[code],
        decided_on=ON,
        complete_by=None,
        verdicts=assess(programme("eg.takaful"), declared, ON),
        papers=[],
        declared=declared,
    )
    [found] = facts["reasons"]
    return found


def test_the_failed_check_behind_a_reason_brings_its_figures():
    found = grounds(code="fixed_income", declared={"monthly_income": Decimal(5000)})

    assert (found["value"], found["limit"], found["measure"]) == ("5000", 4500, "money")


def test_the_papers_never_sent_are_named():
    assert grounds(code="document_missing", declared={})["papers"] == ["identity_card", "family_register"]


def test_what_is_not_known_is_named_once():
    declared = {"monthly_income": Decimal(0), "dependants": 2}
    asked = [
        reading["fact"] for reading in grounds(code="information_missing", declared=declared)["readings"]
    ]

    assert {"school_children", "vehicles"} <= set(asked)
    assert not {"monthly_income", "dependants"} & set(asked)
    assert len(asked) == len(set(asked))


STOP = {
    "programme": "eg.takaful",
    "stop": "data_not_updated",
    "bring": ["identity_card"],
    "stop_on": "2026-12-23",
}


def test_a_notice_of_a_stop_with_reason_papers_and_day_can_be_issued():
    assert lacks("stop_notice", STOP) == ()


@pytest.mark.parametrize("name", ["stop", "bring", "stop_on"])
def test_a_notice_of_a_stop_is_not_issued_without_reason_papers_or_day(name):
    assert lacks("stop_notice", STOP | {name: []}) == (name,)
    assert lacks("stop_notice", {key: value for key, value in STOP.items() if key != name}) == (name,)


def test_word_of_a_suspension_says_why_and_what_brings_payment_back():
    assert lacks("payment_suspended", STOP) == ()
    assert lacks("payment_suspended", {"programme": "eg.takaful"}) == ("stop", "bring")

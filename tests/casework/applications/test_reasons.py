from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.applications.lifecycle import Outcome
from casework.applications.reasons import Route, check_reasons, contradictions, placeholders, route_of
from casework.countries.pack import programme
from casework.errors import (
    ReasonDoesNotFit,
    ReasonRetired,
    ReasonsMissing,
    ReasonUnknown,
    WordsMissing,
)
from casework.words import Words

ON = date(2026, 11, 23)
TAKAFUL = programme("eg.takaful")
REJECTS, COMPLETES, EITHER = "fixed_income", "document_missing", "data_not_updated"


def reason(code):
    return TAKAFUL.catalogue[code]


@pytest.mark.parametrize(
    ("codes", "outcomes"),
    [
        ([], {Outcome.APPROVE}),
        ([REJECTS], {Outcome.REJECT}),
        ([COMPLETES], {Outcome.NEEDS_COMPLETION}),
        ([EITHER], {Outcome.REJECT, Outcome.NEEDS_COMPLETION}),
        ([EITHER, REJECTS], {Outcome.REJECT}),
        ([EITHER, COMPLETES], {Outcome.NEEDS_COMPLETION}),
        ([REJECTS, COMPLETES], set()),
    ],
)
def test_the_route_follows_the_reasons(codes, outcomes):
    assert route_of([reason(code) for code in codes]) == outcomes


@pytest.mark.parametrize(
    ("outcome", "codes", "note"),
    [
        (Outcome.APPROVE, [], ""),
        (Outcome.REJECT, [REJECTS], ""),
        (Outcome.REJECT, [REJECTS, EITHER], ""),
        (Outcome.NEEDS_COMPLETION, [COMPLETES, EITHER], ""),
        (Outcome.REJECT, ["false_statement"], "ذكر أنه لا يعمل وهو مؤمَّن عليه."),
        (Outcome.NEEDS_COMPLETION, ["other"], "See the letter."),
    ],
)
def test_reasons_that_lead_to_the_outcome_are_fine(outcome, codes, note):
    check_reasons(TAKAFUL, outcome, codes, note, ON)


@pytest.mark.parametrize(
    ("outcome", "codes", "note", "refusal"),
    [
        (Outcome.REJECT, ["no_such_reason"], "", ReasonUnknown),
        (Outcome.REJECT, ["long_absence"], "", ReasonUnknown),
        (Outcome.NEEDS_COMPLETION, ["old_paper_form"], "", ReasonRetired),
        (Outcome.REJECT, [COMPLETES], "", ReasonDoesNotFit),
        (Outcome.NEEDS_COMPLETION, [REJECTS], "", ReasonDoesNotFit),
        (Outcome.NEEDS_COMPLETION, [COMPLETES, REJECTS], "", ReasonDoesNotFit),
        (Outcome.APPROVE, [EITHER], "", ReasonDoesNotFit),
        (Outcome.APPROVE, ["other"], "Just so.", ReasonDoesNotFit),
        (Outcome.REJECT, [], "A note is no reason.", ReasonsMissing),
        (Outcome.NEEDS_COMPLETION, [], "", ReasonsMissing),
        (Outcome.REJECT, ["false_statement"], " \n ", WordsMissing),
        (Outcome.REJECT, [REJECTS, "other"], "", WordsMissing),
    ],
)
def test_contradictory_choices_are_refused_for_the_weightiest_fault(outcome, codes, note, refusal):
    with pytest.raises(refusal):
        check_reasons(TAKAFUL, outcome, codes, note, ON)


def test_everything_wrong_is_told_at_once():
    wrong = contradictions(TAKAFUL, Outcome.REJECT, ["nonsense", "old_paper_form", "other"], "", ON)

    assert [type(one) for one in wrong] == [ReasonUnknown, ReasonRetired, ReasonDoesNotFit, WordsMissing]
    assert wrong[2].route == Route.NEEDS_COMPLETION
    assert wrong[3].reason == "other"


def test_a_code_is_valid_on_its_first_and_last_day():
    retired = reason("old_paper_form")
    one_day = timedelta(days=1)

    assert retired.is_valid(retired.valid_from)
    assert retired.is_valid(retired.valid_until)
    assert not retired.is_valid(retired.valid_from - one_day)
    assert not retired.is_valid(retired.valid_until + one_day)
    assert retired in TAKAFUL.reasons_on(retired.valid_until)
    assert retired not in TAKAFUL.reasons_on(ON)


@given(
    st.lists(st.sampled_from(sorted(code for code in TAKAFUL.catalogue)), unique=True),
    st.sampled_from(Outcome),
)
def test_what_the_route_allows_is_what_the_check_allows(codes, outcome):
    held = [reason(code) for code in codes if reason(code).is_valid(ON)]
    wrong = contradictions(TAKAFUL, outcome, [one.code for one in held], "A note.", ON)

    assert (wrong == ()) == (outcome in route_of(held))


def test_a_detail_is_told_only_when_every_figure_is_known():
    income = reason("fixed_income")

    assert income.told("en") == income.citizen.en
    assert income.told("en", {"value": "EGP 5,000"}) == income.citizen.en
    assert income.told("en", {"value": "EGP 5,000", "limit": "EGP 4,500"}).endswith(
        "The monthly income on record is EGP 5,000; the limit is EGP 4,500."
    )


def test_figures_are_never_read_as_placeholders():
    odd = replace(reason("fixed_income"), detail=Words("{value}", "{value}"))

    assert odd.told("ar", {"value": "{limit}"}).endswith("{limit}")


def test_placeholders_are_the_names_in_braces():
    assert placeholders("{a} and {b} and {{c}}") == {"a", "b"}

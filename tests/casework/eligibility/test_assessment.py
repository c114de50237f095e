import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.applications.evidence import PaperFault, PaperVerdict
from casework.applications.facts import FIELDS, BadFact, FieldKind
from casework.countries.pack import packs, programme
from casework.eligibility.assessment import (
    Proposal,
    assess,
    proofs,
    proposed_reasons,
    reasons_for_paper,
    verdict_from_json,
    verdict_to_json,
)
from casework.eligibility.checks import CheckOutcome, Measure
from casework.eligibility.rule import Reading

ON = date(2026, 11, 23)
KARAMA, TAKAFUL = programme("eg.karama"), programme("eg.takaful")
# Whatever is wrong with a paper is the applicant's to mend, but for what the office has still to do.
APPLICANTS = sorted(set(PaperFault) - {PaperFault.NOT_CHECKED})
PROGRAMMES = [scheme for pack in packs().values() for scheme in pack.programmes.values()]
VALUES = {
    FieldKind.TEXT: st.text(min_size=1, max_size=5),
    FieldKind.MONEY: st.decimals(0, 10**6, places=2),
    FieldKind.NUMBER: st.decimals(0, 10**4, places=1),
    FieldKind.INTEGER: st.integers(0, 400),
    FieldKind.BOOLEAN: st.booleans(),
    FieldKind.DATE: st.dates(date(1920, 1, 1), ON),
}


ABSENCE_FAILS = {"electricity_account"}  # The one fact that has to be given.


def values_of(name: str):
    field = FIELDS[name]
    return st.sampled_from(field.choices) if field.choices else VALUES[field.kind]


FACTS = st.fixed_dictionaries({}, optional={name: values_of(name) for name in FIELDS})


@dataclass(frozen=True)
class Sent:
    kind: str
    verdict: str | None = None
    fault: str | None = None


@given(FACTS, st.sampled_from(PROGRAMMES))
def test_any_facts_give_one_explained_verdict_a_rule(facts, scheme):
    verdicts = assess(scheme, facts, ON)

    assert [(one.rule, one.version) for one in verdicts] == [(rule.id, rule.version) for rule in scheme.rules]
    for verdict, rule in zip(verdicts, scheme.rules, strict=True):
        assert {reading.fact for reading in verdict.readings} == set(rule.reads())
        assert (verdict.reason is not None) == (verdict.outcome is CheckOutcome.FAIL)
        assert verdict.reason in {None, rule.reason}


@given(FACTS, st.sampled_from(PROGRAMMES))
def test_verdicts_outlive_json(facts, scheme):
    for verdict in assess(scheme, facts, ON):
        assert verdict_from_json(json.loads(json.dumps(verdict_to_json(verdict)))) == verdict


@given(FACTS, st.sampled_from(PROGRAMMES), st.sampled_from(sorted(FIELDS.keys() - ABSENCE_FAILS)))
def test_learning_a_fact_never_turns_a_certain_verdict(facts, scheme, name):
    """What the rules say for certain does not depend on what they did not know."""
    before = {k: v for k, v in facts.items() if k != name}
    for less, more in zip(assess(scheme, before, ON), assess(scheme, facts, ON), strict=True):
        assert less.outcome in {CheckOutcome.CANNOT_TELL, more.outcome}


def test_a_verdict_shows_what_was_weighed_and_where_it_was_read():
    facts = {"monthly_income": Decimal(5000)}
    income = next(
        one for one in assess(TAKAFUL, facts, ON, {"monthly_income": "salary_letter"}) if one.rule == "income"
    )

    assert income.readings == (Reading("monthly_income", Decimal(5000), "paper:salary_letter"),)
    assert (income.value, income.limit, income.measure) == (Decimal(5000), 4500, Measure.MONEY)
    assert income.reason == "fixed_income"


def test_an_unknown_fact_is_proved_by_nothing():
    income = next(
        one for one in assess(TAKAFUL, {}, ON, {"monthly_income": "salary_letter"}) if one.rule == "income"
    )

    assert income.readings == (Reading("monthly_income", None, "declared"),)
    assert income.unknown_facts() == ("monthly_income",)


def test_the_fact_that_settled_a_compound_is_read_first():
    facts = {"birth_date": date(1990, 1, 1), "disability": "severe"}
    verdict = next(one for one in assess(KARAMA, facts, ON) if one.rule == "age_or_disability")

    assert verdict.readings[0].fact == "disability"


def test_a_rule_that_is_not_asked_passes_and_says_so():
    schooling = next(one for one in assess(TAKAFUL, {"school_children": 0}, ON) if one.rule == "schooling")

    assert (schooling.outcome, schooling.applies) == (CheckOutcome.PASS, False)


def test_only_accepted_papers_prove():
    papers = [Sent("identity_card", "accepted"), Sent("family_register", "expired"), Sent("salary_letter")]

    assert set(proofs(TAKAFUL, papers)) == {"full_name", "national_id", "birth_date", "sex", "address"}


def test_without_facts_only_papers_always_due_are_missed():
    proposals = proposed_reasons(TAKAFUL, (), [], ON)

    assert proposals == (
        Proposal("document_missing", "paper:identity_card:missing"),
        Proposal("document_missing", "paper:family_register:missing"),
    )


def test_retired_reasons_are_not_proposed():
    yesterday = date(2026, 11, 22)
    retired = {
        code: replace(reason, valid_until=yesterday) if code == "fixed_income" else reason
        for code, reason in TAKAFUL.catalogue.items()
    }
    scheme = replace(TAKAFUL, catalogue=retired)
    verdicts = assess(scheme, {"monthly_income": Decimal(9000)}, ON)

    assert "fixed_income" not in {one.reason for one in proposed_reasons(scheme, verdicts, [], ON)}
    assert "fixed_income" in {one.reason for one in proposed_reasons(scheme, verdicts, [], yesterday)}


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=lambda scheme: scheme.code)
@pytest.mark.parametrize("trouble", [*(set(PaperVerdict) - {PaperVerdict.ACCEPTED}), *APPLICANTS, "missing"])
def test_every_trouble_with_any_required_paper_has_exactly_one_reason(scheme, trouble):
    for document in scheme.required_documents:
        assert len(reasons_for_paper(scheme, document.kind, trouble)) == 1


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=lambda scheme: scheme.code)
def test_nobody_is_refused_because_the_office_has_not_checked_a_paper_yet(scheme):
    for document in scheme.required_documents:
        assert not reasons_for_paper(scheme, document.kind, PaperFault.NOT_CHECKED)


@pytest.mark.parametrize("fine", ["accepted", None])
def test_a_paper_in_order_proposes_nothing(fine):
    assert reasons_for_paper(TAKAFUL, "identity_card", fine) == ()


def test_a_stored_reading_of_no_known_fact_is_refused():
    stored = verdict_to_json(assess(TAKAFUL, {}, ON)[0])
    stored["readings"] = [{"fact": "shoe_size", "value": 42, "source": "declared"}]

    with pytest.raises(BadFact, match="shoe_size"):
        verdict_from_json(stored)

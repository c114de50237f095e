"""Reasons and outcome that contradict each other are refused, in every programme."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.applications.lifecycle import Outcome
from casework.applications.reasons import Reason, Route, check_reasons, contradictions, route_of
from casework.countries.pack import packs
from casework.countries.programme import Programme
from casework.errors import ReasonDoesNotFit, ReasonRetired, ReasonsMissing, ReasonUnknown, WordsMissing

ON = date(2026, 11, 23)
PROGRAMMES = [programme for pack in packs().values() for programme in pack.programmes.values()]
LEADS = {
    Route.REJECT: {Outcome.REJECT},
    Route.NEEDS_COMPLETION: {Outcome.NEEDS_COMPLETION},
    Route.EITHER: {Outcome.REJECT, Outcome.NEEDS_COMPLETION},
}

every_programme = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.code)


def one(programme: Programme, route: Route) -> Reason:
    return next(reason for reason in programme.reasons_on(ON) if reason.route is route)


@every_programme
@pytest.mark.parametrize("outcome", Outcome)
def test_a_reason_is_stated_only_for_what_it_leads_to(programme: Programme, outcome: Outcome) -> None:
    for reason in programme.reasons_on(ON):
        found = contradictions(programme, outcome, [reason.code], "كلمة", ON)
        assert (found == ()) == (outcome in LEADS[reason.route]), reason.code


@every_programme
@pytest.mark.parametrize("outcome", Outcome)
def test_a_reason_to_reject_and_one_to_complete_fit_no_outcome(
    programme: Programme, outcome: Outcome
) -> None:
    pair = [one(programme, Route.REJECT), one(programme, Route.NEEDS_COMPLETION)]
    assert route_of(pair) == frozenset()
    with pytest.raises(ReasonDoesNotFit):
        check_reasons(programme, outcome, [reason.code for reason in pair], "كلمة", ON)


@every_programme
def test_no_reason_means_approval_and_only_approval(programme: Programme) -> None:
    assert route_of(()) == {Outcome.APPROVE}
    check_reasons(programme, Outcome.APPROVE, (), "", ON)
    for outcome in (Outcome.REJECT, Outcome.NEEDS_COMPLETION):
        with pytest.raises(ReasonsMissing):
            check_reasons(programme, outcome, (), "", ON)


@every_programme
def test_a_reason_nobody_knows_is_refused_first(programme: Programme) -> None:
    with pytest.raises(ReasonUnknown):
        check_reasons(programme, Outcome.APPROVE, ("no_such_reason",), "", ON)


@every_programme
def test_a_code_is_not_used_before_its_first_day(programme: Programme) -> None:
    reason = one(programme, Route.REJECT)
    with pytest.raises(ReasonRetired):
        check_reasons(programme, Outcome.REJECT, [reason.code], "كلمة", reason.valid_from - timedelta(days=1))


@every_programme
def test_what_must_be_explained_is_not_decided_without_words(programme: Programme) -> None:
    for reason in (reason for reason in programme.reasons_on(ON) if reason.words_required):
        outcome = min(LEADS[reason.route])
        with pytest.raises(WordsMissing):
            check_reasons(programme, outcome, [reason.code], "  ", ON)

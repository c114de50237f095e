"""What may be complained about, until when, and what may happen to a complaint; tracking numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from casework.applications.application import Application, Decision
from casework.applications.lifecycle import Outcome, State
from casework.complaints.acts import deadline
from casework.complaints.errors import DataRemoved, NothingToObjectTo, ObjectionTooLate
from casework.complaints.lifecycle import (
    TRANSITIONS,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
    after,
)
from casework.complaints.standing import Standing, barred_from, must_be_about_something
from casework.complaints.tracking import canonical_tracking, make_tracking
from casework.countries.pack import packs
from casework.errors import ActionRefused, Refusal

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 23)
TOLD = Standing(object_by=ON)
STOPPED = Standing(suspended=True, stopped_by=frozenset({"hany"}))
REJECTION = Decision(
    id=7, outcome=Outcome.REJECT, reasons=("fixed_income",), note="", by="amal", at=AT, checked_by="hany"
)


def case(state: State = State.REJECTED, decision: Decision | None = REJECTION) -> Application:
    return Application(
        reference="TK-2026-000123-C",
        programme="eg.takaful",
        region="eg-01",
        facts={"full_name": "أمينة"},
        language="ar",
        channel="counter",
        source="test",
        source_key="test:1",
        submitted_at=AT,
        due_on=ON,
        amber_on=ON,
        state=state,
        decision=decision,
    )


def said(kind: ComplaintKind, application: Application, standing: Standing, on: date = ON) -> str:
    try:
        must_be_about_something(kind, application, standing, on)
    except Refusal as refusal:
        return type(refusal).__name__
    return "yes"


@pytest.mark.parametrize(("state", "action"), list(product(ComplaintState, ComplaintAction)))
def test_what_the_table_does_not_list_is_refused(state: ComplaintState, action: ComplaintAction) -> None:
    if (state, action) in TRANSITIONS:
        assert after(state, action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(ActionRefused):
            after(state, action)


def test_an_answered_complaint_stays_answered() -> None:
    assert {state for state, _action in TRANSITIONS} == {ComplaintState.FILED, ComplaintState.IN_HAND}


@pytest.mark.parametrize(
    ("kind", "untold", "told", "suspended", "noticed", "unpaid", "ended"),
    [
        ("not_entitled", "no", "yes", "yes", "no", "no", "yes"),
        ("payment_stopped", "no", "no", "yes", "yes", "yes", "no"),
        ("objection", "no", "yes", "no", "no", "no", "no"),
        ("correction", "yes", "yes", "yes", "yes", "yes", "yes"),
        ("service", "yes", "yes", "yes", "yes", "yes", "yes"),
    ],
)
def test_each_kind_needs_its_cause(  # noqa: PLR0917 - one table
    kind: str, untold: str, told: str, suspended: str, noticed: str, unpaid: str, ended: str
) -> None:
    asked, paid = ComplaintKind(kind), case(State.APPROVED, None)
    found = {
        "untold": said(asked, case(), Standing()),
        "told": said(asked, case(), TOLD),
        "suspended": said(asked, paid, Standing(suspended=True)),
        "noticed": said(asked, paid, Standing(noticed=True)),
        "unpaid": said(asked, paid, Standing(unpaid=True)),
        "ended": said(asked, paid, Standing(ended=True)),
    }
    no = NothingToObjectTo.__name__
    expected = dict(zip(found, (untold, told, suspended, noticed, unpaid, ended), strict=True))
    assert {name: {no: "no"}.get(answer, answer) for name, answer in found.items()} == expected


def test_the_last_day_to_object_is_still_in_time() -> None:
    must_be_about_something(ComplaintKind.OBJECTION, case(), TOLD, ON)
    with pytest.raises(ObjectionTooLate) as refused:
        must_be_about_something(ComplaintKind.OBJECTION, case(), TOLD, ON + timedelta(days=1))
    assert refused.value.until == ON
    must_be_about_something(ComplaintKind.NOT_ENTITLED, case(), TOLD, ON + timedelta(days=1))


def test_nobody_complains_about_a_case_whose_data_are_gone() -> None:
    gone = replace(case(), facts={})
    for kind in ComplaintKind:
        with pytest.raises(DataRemoved):
            must_be_about_something(kind, gone, TOLD, ON)


def test_whoever_took_part_is_barred() -> None:
    assert barred_from(ComplaintKind.OBJECTION, case(), TOLD) == {"amal", "hany"}
    assert barred_from(ComplaintKind.SERVICE, case(), TOLD) == frozenset()
    paid = case(State.APPROVED, None)
    assert barred_from(ComplaintKind.PAYMENT_STOPPED, paid, STOPPED) == {"hany"}
    assert barred_from(ComplaintKind.CORRECTION, paid, STOPPED) == frozenset()


def test_the_pack_says_by_when_and_why_not() -> None:
    for pack in packs().values():
        for scheme in pack.programmes.values():
            assert (scheme.complaints.answer_within, scheme.complaints.amber_after) == (5, 3)
            assert {"decision_correct", "no_new_facts", "data_correct"} <= scheme.complaints.refusals.keys()
    due_on, amber_on = deadline(case(), AT)
    # Monday; Friday and Saturday are the weekend.
    assert (due_on, amber_on) == (date(2026, 11, 30), date(2026, 11, 26))


def test_a_tracking_number_is_known_however_it_was_typed_and_no_other_is() -> None:
    tracking = make_tracking(2026, 123)
    assert tracking.startswith("CM-2026-000123-")
    assert canonical_tracking(tracking.lower().replace("-", " ")) == tracking
    assert canonical_tracking("TK-2026-000001-K") is None
    wrong = [
        tracking[:at] + other + tracking[at + 1 :]
        for at in range(3, len(tracking))
        for other in "0123456789"
        if tracking[at] != other and tracking[at].isdigit()
    ]
    assert {canonical_tracking(one) for one in wrong} == {None}

"""Anybody can repeat the draw; the second look is another person's, and leaves a record of its own."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from casework.actors import Citizen, Staff
from casework.applications.application import UNDO_WINDOW, Application
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.applications.reasons import Route
from casework.countries.pack import BadPack, packs, programme
from casework.countries.reading import read_second_check
from casework.errors import (
    ActionRefused,
    AlreadyChecked,
    NotAllowed,
    NoteMissing,
    NothingToCheck,
    NotYours,
    OwnDecision,
    PapersNotJudged,
    Refusal,
    SameDecision,
)
from casework.notices import notice_of_release
from casework.permissions import Role
from casework.second_check import NUMBERS, counts_since, draw, number_of, overturned_too_often
from casework.statistics.figures import Rate
from tests.casework.test_lifecycle import AMAL, AT, ON, SUHA, in_state, reason_leading_to
from tests.lots import seed_drawing

TAKAFUL = programme("eg.takaful")
RULE = TAKAFUL.second_check
REFERENCES = [f"TK-2026-{number:06}-X" for number in range(20_000)]
SEEDS = [f"{number:064x}" for number in range(8)]
REJECTS, ASKS = reason_leading_to(Route.REJECT), reason_leading_to(Route.NEEDS_COMPLETION)
BADR = replace(SUHA, username="badr", role=Role.CASEWORKER)
SEED = seed_drawing(drawn=["TK-2026-000123-C"])
REASONS = {Outcome.APPROVE: (), Outcome.REJECT: (REJECTS,), Outcome.NEEDS_COMPLETION: (ASKS,)}


def drawn(outcome: Outcome, reference: str, *, seed: str = SEEDS[0], reasons=(), asked_before: int = 0):
    return draw(RULE, outcome, reasons, seed, ON, reference, asked_before)


def waiting(outcome: Outcome = Outcome.REJECT) -> Application:
    """A case whose decision by Amal waits for a second person."""
    application = in_state(State.UNDER_REVIEW)
    application.decide(outcome, REASONS[outcome], "كلمة", by=AMAL, at=AT, on=ON, seed=SEED, words="كلمة")
    application.decision = replace(application.decision, id=5)
    application.events.clear()
    if outcome is Outcome.NEEDS_COMPLETION:  # The shares draw no request for completion.
        application.state, application.complete_by = State.AWAITING_CHECK, None
    return application


def test_the_number_is_the_published_one() -> None:
    # printf '%s' 'seed|TK-2026-000123-C|0' | sha256sum: the first eight digits, modulo ten thousand.
    assert number_of("seed", "TK-2026-000123-C", 0) == 0x4A97F129 % NUMBERS == 1657


def test_the_same_draw_again_gives_the_same() -> None:
    for reference in REFERENCES[:500]:
        assert drawn(Outcome.REJECT, reference) == drawn(Outcome.REJECT, reference)


def test_undoing_and_deciding_again_draws_the_same_number() -> None:
    numbers = []
    application = in_state(State.UNDER_REVIEW)
    for outcome in (Outcome.REJECT, Outcome.APPROVE, Outcome.REJECT):
        application.decide(
            outcome, REASONS[outcome], "كلمة", by=AMAL, at=AT, on=ON, seed=SEEDS[1], words="كلمة"
        )
        numbers.append(application.events[-1].facts["draw"]["number"])
        application.undo("خطأ", by=AMAL, at=AT)
    assert len(set(numbers)) == 1


def test_after_a_completion_there_is_another_number() -> None:
    first = [number_of(SEEDS[0], one, 0) for one in REFERENCES[:200]]
    second = [number_of(SEEDS[0], one, 1) for one in REFERENCES[:200]]
    assert sum(a == b for a, b in zip(first, second, strict=True)) < 3


def test_the_case_knows_how_often_it_was_completed() -> None:
    application = in_state(State.NEEDS_COMPLETION)
    application.complete({}, (), ON, ON, by=Citizen(), at=AT)
    application.claim(by=AMAL, at=AT)
    application.decide(Outcome.REJECT, (REJECTS,), "كلمة", by=AMAL, at=AT, on=ON, seed=SEEDS[0], words="كلمة")
    assert application.events[-1].facts["draw"]["number"] == number_of(SEEDS[0], application.reference, 1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("outcome", Outcome)
def test_as_many_are_drawn_as_the_share_says(outcome: Outcome, seed: str) -> None:
    share, n = float(RULE.shares[outcome]), len(REFERENCES)
    found = sum(drawn(outcome, reference, seed=seed).drawn for reference in REFERENCES)
    assert abs(found - n * share) <= 4 * math.sqrt(n * share * (1 - share))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_numbers_favour_none(seed: str) -> None:
    cells = [0] * 20
    for reference in REFERENCES:
        cells[number_of(seed, reference, 0) * len(cells) // NUMBERS] += 1
    expected = len(REFERENCES) / len(cells)
    assert (
        sum((found - expected) ** 2 / expected for found in cells) < 50
    )  # 19 degrees of freedom, p < 0.0002


def test_another_day_draws_others() -> None:
    days = [{one for one in REFERENCES if drawn(Outcome.REJECT, one, seed=seed).drawn} for seed in SEEDS[:2]]
    both = len(days[0] & days[1])
    assert both < 2 * len(REFERENCES) * 0.01


@pytest.mark.parametrize("reason", sorted(RULE.always))
def test_some_reasons_are_always_looked_at(reason: str) -> None:
    draws = [drawn(Outcome.REJECT, one, reasons=("fixed_income", reason)) for one in REFERENCES[:300]]
    assert {one.because for one in draws} == {"share", f"reason:{reason}"}
    # What the share draws is a sample of all decisions, whatever their reasons.
    assert all((one.because == "share") == (one.number < one.share) for one in draws)


def test_a_draw_says_everything_needed_to_repeat_it() -> None:
    assert drawn(Outcome.NEEDS_COMPLETION, REFERENCES[0]).to_json() == {
        "seed_on": "2026-11-23",
        "number": number_of(SEEDS[0], REFERENCES[0], 0),
        "share": 0,
        "because": None,
        "drawn": False,
    }


@pytest.mark.parametrize("scheme", [one for pack in packs().values() for one in pack.programmes.values()])
def test_the_usual_shares_hold_in_every_programme(scheme) -> None:
    assert scheme.second_check.shares == {
        Outcome.REJECT: Decimal("0.10"),
        Outcome.APPROVE: Decimal("0.05"),
        Outcome.NEEDS_COMPLETION: Decimal(0),
    }
    assert {"false_statement", "applicant_deceased"} <= scheme.second_check.always <= set(scheme.reasons)


@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        ({"reject": Decimal(2)}, "not between 0 and 1"),
        ({"approve": Decimal("-0.1")}, "not between 0 and 1"),
        ({"always": ["nonsense"]}, "has no reasons nonsense"),
        ({"sometimes": 1}, "does not know sometimes"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(given, trouble: str) -> None:
    with pytest.raises(BadPack, match=trouble):
        read_second_check("here", given, TAKAFUL.catalogue)


# The second person's word.


@pytest.mark.parametrize("outcome", Outcome)
def test_who_agrees_lets_the_decision_stand(outcome: Outcome) -> None:
    application = waiting(outcome)
    standing = application.agree(" رأيت الأوراق ", by=SUHA, at=AT, on=ON)
    assert (standing.id, standing.by, standing.checked_by) == (5, "amal", "suha")
    (event,) = application.events
    assert (event.kind, event.by) == ("checked", SUHA)
    assert event.facts == {
        "decision": 5,
        "outcome": outcome,
        "first": "amal",
        "agreed": True,
        "note": "رأيت الأوراق",
    }


def test_the_time_to_complete_begins_when_the_applicant_is_told() -> None:
    application = waiting(Outcome.NEEDS_COMPLETION)
    assert application.complete_by is None
    later = ON + timedelta(days=4)
    decision = application.agree("", by=SUHA, at=AT + timedelta(days=4), on=later)
    assert application.complete_by == later + timedelta(days=TAKAFUL.complete_within_days)
    notice = notice_of_release(application, decision, AT + timedelta(days=4))
    assert notice.facts["complete_by"] == application.complete_by.isoformat()
    assert (notice.facts["decided_on"], notice.not_before) == (ON.isoformat(), AT + timedelta(days=4))


def test_a_message_released_at_once_still_waits_as_long_as_any_other() -> None:
    application = waiting()
    decision = application.agree("", by=SUHA, at=AT + timedelta(minutes=1), on=ON)
    assert notice_of_release(application, decision, AT + timedelta(minutes=1)).not_before == AT + UNDO_WINDOW


def test_who_does_not_agree_puts_a_decision_of_their_own_in_its_place() -> None:
    application = waiting()
    decision = application.replace(Outcome.APPROVE, (), "الدخل دون الحد", by=SUHA, at=AT, on=ON)
    assert (application.state, application.decision) == (State.APPROVED, decision)
    assert (decision.by, decision.first_by, decision.evidence["on"]) == ("suha", "amal", "2026-11-23")
    checked, decided = application.events
    assert (checked.kind, checked.facts["agreed"], checked.facts["note"]) == (
        "checked",
        False,
        "الدخل دون الحد",
    )
    assert (decided.kind, decided.facts["check_of"], "draw" in decided.facts) == ("decided", 5, False)


def test_a_replacement_is_never_drawn_again() -> None:
    application = waiting()
    application.replace(
        Outcome.REJECT, ("false_statement",), "البيان غير صحيح", by=SUHA, at=AT, on=ON, words="كلمة"
    )
    assert application.state is State.REJECTED


@pytest.mark.parametrize(
    ("outcome", "reasons", "note", "refusal"),
    [
        (Outcome.REJECT, (REJECTS,), "كلمة", SameDecision),
        (Outcome.APPROVE, (), " ", NoteMissing),
        (Outcome.REJECT, (), "كلمة", Refusal),
        (Outcome.REJECT, (ASKS,), "كلمة", Refusal),
    ],
)
def test_a_replacement_says_something_else_and_why(outcome, reasons, note: str, refusal) -> None:
    application = waiting()
    with pytest.raises(refusal):
        application.replace(outcome, reasons, note, by=SUHA, at=AT, on=ON, words="كلمة")
    assert (application.state, application.events) == (State.AWAITING_CHECK, [])


def test_a_replacement_by_approval_needs_the_papers_too() -> None:
    application = waiting()
    application.judge(99, PaperVerdict.UNREADABLE, "", by=SUHA, at=AT)
    application.papers = [paper for paper in application.papers if paper.kind != "identity_card"]
    with pytest.raises(PapersNotJudged):
        application.replace(Outcome.APPROVE, (), "كلمة", by=SUHA, at=AT, on=ON)


def test_an_approval_whose_paper_the_second_person_refused_cannot_be_agreed_with() -> None:
    application = waiting()
    application.decision = replace(application.decision, outcome=Outcome.APPROVE, reasons=())
    application.papers = [paper for paper in application.papers if paper.kind != "identity_card"]
    with pytest.raises(PapersNotJudged):
        application.agree("", by=SUHA, at=AT, on=ON)
    assert (application.state, application.events) == (State.AWAITING_CHECK, [])


def agrees(application: Application, by: Staff) -> object:
    return application.agree("", by=by, at=AT, on=ON)


def replaces(application: Application, by: Staff) -> object:
    return application.replace(Outcome.APPROVE, (), "كلمة", by=by, at=AT, on=ON)


@pytest.mark.parametrize("act", [agrees, replaces])
def test_nobody_checks_their_own_decision(act) -> None:
    application = waiting()
    with pytest.raises(OwnDecision):
        act(application, AMAL)
    assert (application.state, application.events) == (State.AWAITING_CHECK, [])


@pytest.mark.parametrize("act", [agrees, replaces])
@pytest.mark.parametrize("state", sorted(set(State) - {State.AWAITING_CHECK}))
def test_only_what_waits_for_it_is_checked(act, state: State) -> None:
    with pytest.raises(NothingToCheck):
        act(in_state(state), SUHA)


def test_what_waits_for_a_second_person_is_not_decided_as_if_in_hand() -> None:
    with pytest.raises(ActionRefused):
        waiting().decide(Outcome.APPROVE, (), "", by=SUHA, at=AT, on=ON, seed=SEED)


def test_the_second_person_may_look_at_papers_and_the_first_no_longer() -> None:
    application = waiting()
    application.must_be_weighed_by(replace(BADR, programmes=frozenset({"eg.takaful"})))
    with pytest.raises(OwnDecision):
        application.must_be_weighed_by(replace(AMAL, programmes=frozenset({"eg.takaful"})))
    with pytest.raises(Refusal):
        application.must_be_weighed_by(BADR)
    with pytest.raises(NotAllowed):
        application.must_be_weighed_by(replace(BADR, role=Role.POLICY_ANALYST))


def test_the_first_undoes_while_it_waits_and_not_once_it_is_checked() -> None:
    application = waiting()
    application.undo("خطأ", by=AMAL, at=AT)
    assert (application.state, application.assignee) == (State.UNDER_REVIEW, "amal")
    for act in (agrees, replaces):
        checked = waiting()
        act(checked, SUHA)
        with pytest.raises(AlreadyChecked) as refused:
            checked.undo("خطأ", by=AMAL, at=AT)
        assert refused.value.by == "suha"


def test_who_replaced_may_undo_that_and_holds_the_case_then() -> None:
    application = waiting()
    replaces(application, SUHA)
    with pytest.raises(NotYours):
        application.undo("خطأ", by=BADR, at=AT)
    application.undo("خطأ", by=SUHA, at=AT)
    assert (application.state, application.assignee) == (State.UNDER_REVIEW, "suha")


def test_the_checker_who_agreed_undoes_nothing() -> None:
    application = waiting()
    agrees(application, SUHA)
    with pytest.raises(NotYours):
        application.undo("خطأ", by=SUHA, at=AT)


def answered(overturned: int, of: int, rule=RULE) -> frozenset[str]:
    return overturned_too_often(rule, {REJECTS: Rate(overturned, of)})


def test_a_reason_is_overturned_too_often_when_its_share_passes_the_limit_for_certain() -> None:
    rule = replace(RULE, overturned_above=Decimal("0.25"), overturned_least=10)
    assert answered(6, 10, rule) == {REJECTS}  # Between 31 % and 83 %.
    assert answered(5, 10, rule) == frozenset()  # From 24 %: it may as well be less than a quarter.
    assert answered(9, 9, rule) == frozenset()  # Too few have been answered.
    assert answered(30, 100, rule) == frozenset()
    assert answered(36, 100, rule) == {REJECTS}
    never = read_second_check("x", {}, TAKAFUL.catalogue)
    assert answered(100, 100, never) == frozenset()


def test_every_decision_that_states_it_is_looked_at_and_the_line_says_why() -> None:
    def because(reference: str, **more) -> str | None:
        return draw(RULE, Outcome.REJECT, [REJECTS], SEED, ON, reference, 0, **more).because

    by_number = next(one for one in REFERENCES if because(one) == "share")
    quiet = next(one for one in REFERENCES if because(one) is None)
    assert because(quiet, overturned={REJECTS}) == f"overturned:{REJECTS}"
    assert because(quiet, overturned={"another"}) is None
    assert because(by_number, overturned={REJECTS}) == "share"
    always = min(RULE.always)
    both = draw(RULE, Outcome.REJECT, [REJECTS, always], SEED, ON, quiet, 0, {REJECTS})
    assert both.because == f"reason:{always}"


def test_a_decision_for_such_a_reason_waits_for_a_second_person() -> None:
    application = in_state(State.UNDER_REVIEW)
    quiet = seed_drawing(left=[application.reference])
    application.decide(
        Outcome.REJECT,
        (REJECTS,),
        "",
        by=AMAL,
        at=AT,
        on=ON,
        seed=quiet,
        overturned=frozenset({REJECTS}),
        words="كلمة",
    )
    assert application.state is State.AWAITING_CHECK
    assert application.events[-1].facts["draw"]["because"] == f"overturned:{REJECTS}"


@pytest.mark.parametrize(
    ("on", "months", "since"),
    [
        (date(2026, 11, 25), 12, date(2025, 12, 1)),
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
        (date(2026, 1, 1), 1, date(2026, 1, 1)),
        (date(2026, 1, 1), 2, date(2025, 12, 1)),
    ],
)
def test_decisions_of_so_many_months_count_with_the_present_one(on, months, since) -> None:
    assert counts_since(replace(RULE, overturned_months=months), on) == since


@pytest.mark.parametrize(
    "said", [{"overturned_above": 1.5}, {"overturned_least": 0}, {"overturned_months": 0}]
)
def test_a_pack_that_asks_for_the_impossible_is_refused(said) -> None:
    with pytest.raises(BadPack):
        read_second_check("x", said, TAKAFUL.catalogue)

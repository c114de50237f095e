"""Stories of single cases, and what the figures make of them; counted by hand."""

from collections import Counter
from datetime import UTC, date, datetime

from casework.applications.events import EventKind
from casework.statistics.course import Course, Line
from casework.statistics.postings import Measure
from casework.statistics.profile import profile_of

PROFILE = {
    "age_group": "25_39",
    "sex": "female",
    "employment": "unemployed",
    "household": "4_5",
    "channel": "office",
}


def at(day, hour=9):
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def told(*lines):
    """What a case posts in all: received on Monday 2 March 2026, due on the 30th."""
    received = at(2)
    course = Course(
        programme="eg.takaful", received_at=received, unprofiled=lambda on: profile_of({}, "office", on)
    )
    course.feed(Line(EventKind.RECEIVED, received, "system", {"due_on": "2026-03-30", "papers": []}))
    for kind, when, actor, facts in lines:
        course.feed(Line(kind, when, actor, facts))
    counts = Counter()
    for measure, period, a, b, n in course.postings:
        counts[measure, period, a, b] += n
    return course, {key: n for key, n in counts.items() if n}


def claimed(day, by="amal"):
    return (EventKind.CLAIMED, at(day, 8), by, {})


def decided(day, outcome, *reasons, by="amal", hour=10, **more):
    return (
        EventKind.DECIDED,
        at(day, hour),
        by,
        {"outcome": outcome, "reasons": list(reasons), "profile": PROFILE, **more},
    )


def of(counts, measure):
    return {key[1:]: n for key, n in counts.items() if key[0] is measure}


def test_a_case_that_waits_is_on_the_offices_side_since_it_came():
    _, counts = told()
    assert of(counts, Measure.FLOW) == {(date(2026, 3, 2), "received", ""): 1}
    assert of(counts, Measure.STATE) == {(date(2026, 3, 2), "submitted", ""): 1}
    assert of(counts, Measure.OPEN) == {(date(2026, 3, 2), "2026-03-02", "2026-03-30"): 1}


def test_an_application_put_on_record_late_counts_from_the_day_it_came():
    course = Course(
        programme="eg.takaful", received_at=at(2), unprofiled=lambda on: profile_of({}, "office", on)
    )
    course.feed(Line(EventKind.RECEIVED, at(9), "system", {"due_on": "2026-03-30", "papers": []}))
    assert {posting.period for posting in course.postings} == {date(2026, 3, 2)}


def test_the_hand_that_holds_a_case_is_counted_from_the_day_it_took_it():
    _, counts = told(claimed(3))
    assert of(counts, Measure.HAND) == {(date(2026, 3, 3), "amal", "2026-03-03"): 1}
    assert of(counts, Measure.STAFF) == {(date(2026, 3, 3), "amal", "claimed"): 1}
    _, counts = told(claimed(3), (EventKind.HANDED_BACK, at(4), "amal", {"note": "x"}))
    assert sum(of(counts, Measure.HAND).values()) == 0
    assert of(counts, Measure.STATE) == {(date(2026, 3, 2), "submitted", ""): 1, **moved(3, 4)}


def moved(out, back):
    """Under review from one day to another."""
    return {
        (date(2026, 3, out), "submitted", ""): -1, (date(2026, 3, out), "under_review", ""): 1,
        (date(2026, 3, back), "submitted", ""): 1, (date(2026, 3, back), "under_review", ""): -1,
    }  # fmt: skip


def test_a_rejection_at_once_is_the_first_and_the_final_result_and_right_first_time():
    _, counts = told(claimed(3), decided(9, "reject", "fixed_income", only="fixed_income"))
    day, month = date(2026, 3, 9), date(2026, 3, 1)
    assert of(counts, Measure.DECIDED) == {(day, "reject", "first"): 1}
    assert of(counts, Measure.DAYS_FIRST) == of(counts, Measure.DAYS_FINAL) == {(day, "5", ""): 1}
    assert of(counts, Measure.RIGHT) == {(day, "right", ""): 1}
    assert of(counts, Measure.REQUESTS) == {(day, "0", ""): 1}
    assert of(counts, Measure.IN_TIME) == {(day, "in_time", "reject"): 1}
    assert of(counts, Measure.REASON) == {(month, "fixed_income", "reject:sole"): 1}
    assert of(counts, Measure.ONLY) == {(month, "fixed_income", "reject"): 1}
    assert of(counts, Measure.TRAIT)[month, "sex:female", "reject"] == 1
    assert of(counts, Measure.REASON_TRAIT)[month, "reject:fixed_income", "household:4_5"] == 1
    assert sum(of(counts, Measure.OPEN).values()) == 0


def test_reasons_stated_together_are_joint_and_make_pairs():
    _, counts = told(claimed(3), decided(9, "reject", "vehicle_owned", "fixed_income", "land_over_limit"))
    month = date(2026, 3, 1)
    assert set(of(counts, Measure.REASON)) == {
        (month, code, "reject:joint") for code in ("fixed_income", "land_over_limit", "vehicle_owned")
    }
    assert set(of(counts, Measure.PAIR)) == {
        (month, "reject:fixed_income", "land_over_limit"),
        (month, "reject:fixed_income", "vehicle_owned"),
        (month, "reject:land_over_limit", "vehicle_owned"),
    }
    assert of(counts, Measure.ONLY) == {}


def test_a_case_sent_back_has_a_second_decision_and_is_not_right_first_time():
    _, counts = told(
        claimed(3),
        decided(4, "needs_completion", "document_missing"),
        (EventKind.COMPLETED, at(11), "citizen", {"due_on": "2026-05-05"}),
        claimed(12),
        decided(15, "approve"),
    )
    assert of(counts, Measure.DECIDED) == {
        (date(2026, 3, 4), "needs_completion", "first"): 1, (date(2026, 3, 15), "approve", "later"): 1,
    }  # fmt: skip
    assert of(counts, Measure.REQUESTS) == {(date(2026, 3, 15), "1", ""): 1}
    assert of(counts, Measure.RIGHT) == {(date(2026, 3, 15), "not", ""): 1}
    assert of(counts, Measure.DAYS_FIRST) == {(date(2026, 3, 4), "2", ""): 1}
    assert of(counts, Measure.DAYS_FINAL) == {(date(2026, 3, 15), "9", ""): 1}
    assert of(counts, Measure.OPEN)[date(2026, 3, 11), "2026-03-02", "2026-05-05"] == 1


def test_a_decision_after_its_deadline_is_late():
    _, counts = told(claimed(3), decided(31, "approve"))
    assert of(counts, Measure.IN_TIME) == {(date(2026, 3, 31), "late", "approve"): 1}


def test_an_undone_decision_leaves_its_own_day_and_the_case_is_open_again():
    undone = (EventKind.UNDONE, at(9, 11), "amal", {"decision": 1, "outcome": "reject", "note": "x"})
    course, counts = told(claimed(3), decided(9, "reject", "fixed_income", only="fixed_income"), undone)
    for measure in set(Measure) - {Measure.FLOW, Measure.STAFF, Measure.STATE, Measure.OPEN, Measure.HAND}:
        assert of(counts, measure) == {}
    assert of(counts, Measure.FLOW)[date(2026, 3, 9), "undone", ""] == 1
    assert (course.state, course.holder, course.held_since) == ("under_review", "amal", date(2026, 3, 9))
    assert sum(of(counts, Measure.OPEN).values()) == 1
    _, counts = told(claimed(3), decided(9, "reject", "fixed_income"), undone, decided(9, "approve", hour=12))
    assert of(counts, Measure.DECIDED) == {(date(2026, 3, 9), "approve", "first"): 1}
    assert of(counts, Measure.RIGHT) == {(date(2026, 3, 9), "not", ""): 1}


DRAWN = {"draw": {"drawn": True, "number": 17, "share": 1000, "because": "share"}}


def checked(day, *, agreed):
    facts = {"agreed": agreed, "decision": 1, "outcome": "reject", "first": "amal", "note": ""}
    return (EventKind.CHECKED, at(day), "basim", facts)


def test_a_decision_agreed_with_stands_where_it_was_booked():
    _, counts = told(claimed(3), decided(9, "reject", "fixed_income", **DRAWN), checked(11, agreed=True))
    assert of(counts, Measure.CHECK) == {
        (date(2026, 3, 9), "drawn", "reject"): 1, (date(2026, 3, 11), "agreed", "reject"): 1,
    }  # fmt: skip
    assert of(counts, Measure.DECIDED) == {(date(2026, 3, 9), "reject", "first"): 1}
    assert of(counts, Measure.STAFF)[date(2026, 3, 11), "amal", "agreed"] == 1
    assert of(counts, Measure.STAFF)[date(2026, 3, 11), "basim", "checks"] == 1
    assert of(counts, Measure.STATE)[date(2026, 3, 11), "rejected", ""] == 1


def test_a_replaced_decision_gives_way_to_the_one_in_its_place():
    course, counts = told(
        claimed(3),
        decided(9, "reject", "fixed_income", **DRAWN),
        checked(11, agreed=False),
        decided(11, "approve", by="basim", check_of=1),
    )
    assert of(counts, Measure.DECIDED) == {(date(2026, 3, 11), "approve", "first"): 1}
    assert of(counts, Measure.RIGHT) == {(date(2026, 3, 11), "not", ""): 1}
    assert of(counts, Measure.REASON) == {}
    assert of(counts, Measure.CHECK)[date(2026, 3, 11), "replaced", "reject"] == 1
    assert [one.stands for one in course.counted] == [False, True]
    assert sum(n for (_, state, _), n in of(counts, Measure.STATE).items() if state == "awaiting_check") == 0


def test_a_drawn_decision_that_is_undone_was_never_drawn():
    undone = (EventKind.UNDONE, at(9, 11), "amal", {"decision": 1, "outcome": "reject", "note": "x"})
    _, counts = told(claimed(3), decided(9, "reject", "fixed_income", **DRAWN), undone)
    assert of(counts, Measure.CHECK) == {}


def test_a_drawn_decision_of_an_applicant_who_withdraws_was_never_told_and_does_not_count():
    gone = (EventKind.WITHDRAWN, at(10), "citizen", {"note": ""})
    course, counts = told(claimed(3), decided(9, "reject", "fixed_income", **DRAWN), gone)
    assert of(counts, Measure.CHECK) == of(counts, Measure.DECIDED) == of(counts, Measure.REASON) == {}
    assert (course.state, course.counted[0].stands) == ("withdrawn", False)


def test_an_applicant_who_withdraws_instead_of_completing_answered_the_request():
    gone = (EventKind.WITHDRAWN, at(10), "citizen", {"note": ""})
    _, counts = told(claimed(3), decided(4, "needs_completion", "document_missing"), gone)
    month = date(2026, 3, 1)
    assert of(counts, Measure.AFTER) == {
        (month, "needs_completion", "withdrawn"): 1,
        (month, "needs_completion:document_missing", "withdrawn"): 1,
    }


def test_a_paper_counts_with_its_latest_verdict_only():
    def judged(day, verdict):
        return (
            EventKind.PAPER_JUDGED,
            at(day),
            "amal",
            {"paper": 7, "paper_kind": "salary_letter", "verdict": verdict},
        )

    _, counts = told(claimed(3), judged(3, "unreadable"), judged(4, "accepted"))
    assert of(counts, Measure.PAPER) == {(date(2026, 3, 4), "salary_letter", "accepted"): 1}


def test_a_case_ends_without_a_decision():
    _, counts = told(claimed(3), (EventKind.WITHDRAWN, at(5), "citizen", {"note": ""}))
    assert of(counts, Measure.FLOW)[date(2026, 3, 5), "withdrawn", ""] == 1
    assert sum(of(counts, Measure.OPEN).values()) == sum(of(counts, Measure.HAND).values()) == 0


def test_a_note_counts_nothing():
    assert told()[1] == told((EventKind.NOTED, at(3), "amal", {"note": "x"}))[1]


def test_a_decision_of_an_earlier_release_is_profiled_from_the_application():
    line = (EventKind.DECIDED, at(9), "amal", {"outcome": "approve", "reasons": []})
    course, _ = told(claimed(3), line)
    assert course.counted[0].profile == profile_of({}, "office", date(2026, 3, 9))

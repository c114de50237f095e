"""What follows a decision, and what the figures make of it; counted by hand."""

from datetime import date

from casework.applications.events import EventKind
from casework.statistics.afterwards import STATELESS
from casework.statistics.course import COUNTED, Course, Line
from casework.statistics.postings import Measure
from tests.casework.statistics.test_course import at, claimed, decided, of, told

MARCH = date(2026, 3, 1)
REJECTED = (claimed(3), decided(9, "reject", "fixed_income", "property"))


def filed(day, tracking="T-1", kind="objection", **more):
    about = {"decision": 7, "decided_on": "2026-03-09", "reasons": ["fixed_income", "property"]}
    facts = {"complaint": tracking, "complaint_kind": kind, "due_on": "2026-03-25", "note": "x"}
    return EventKind.COMPLAINT_FILED, at(day), "dina", facts | about | more


def answered(day, outcome, tracking="T-1", kind="objection", **more):
    _, _, _, facts = filed(day, tracking, kind)
    said = {"outcome": outcome, "refused_because": [], "late": False, "words": "y"}
    return EventKind.COMPLAINT_ANSWERED, at(day), "badr", facts | said | more


def test_an_objection_is_counted_on_its_day_and_on_the_month_of_the_decision_and_each_reason():
    _, counts = told(*REJECTED, filed(20))
    assert of(counts, Measure.COMPLAINT) == {(date(2026, 3, 20), "objection", "filed"): 1}
    assert of(counts, Measure.COMPLAINT_OPEN) == {(date(2026, 3, 20), "objection", "2026-03-25"): 1}
    assert of(counts, Measure.AFTER) == {
        (MARCH, "reject", "objected"): 1,
        (MARCH, "reject:fixed_income", "objected"): 1,
        (MARCH, "reject:property", "objected"): 1,
    }


def test_an_objection_that_is_upheld_overturns_the_decision_and_the_case_is_decided_anew():
    again = {"complaint": "T-1", "to": "badr", "due_on": "2026-04-20", "note": "z"}
    course, counts = told(
        *REJECTED, filed(20), answered(24, "upheld"), (EventKind.REOPENED, at(24), "badr", again)
    )
    assert of(counts, Measure.COMPLAINT)[date(2026, 3, 24), "objection", "upheld"] == 1
    assert sum(of(counts, Measure.COMPLAINT_OPEN).values()) == 0
    assert of(counts, Measure.AFTER)[MARCH, "reject:property", "overturned"] == 1
    assert (MARCH, "reject", "objection_refused") not in of(counts, Measure.AFTER)
    assert of(counts, Measure.FLOW)[date(2026, 3, 24), "reopened", ""] == 1
    assert of(counts, Measure.HAND)[date(2026, 3, 24), "badr", "2026-03-24"] == 1
    assert of(counts, Measure.OPEN)[date(2026, 3, 24), "2026-03-02", "2026-04-20"] == 1
    assert (course.state, course.holder, course.due_on) == ("under_review", "badr", date(2026, 4, 20))
    # The rejection was told and objected to: it stays among the decisions of its day.
    assert of(counts, Measure.DECIDED) == {(date(2026, 3, 9), "reject", "first"): 1}


def test_partly_is_overturned_and_refused_is_not_and_late_is_told():
    _, counts = told(*REJECTED, filed(20), answered(26, "partly", late=True))
    assert of(counts, Measure.AFTER)[MARCH, "reject", "overturned"] == 1
    assert of(counts, Measure.COMPLAINT)[date(2026, 3, 26), "objection", "late"] == 1
    _, counts = told(*REJECTED, filed(20), answered(24, "refused"))
    assert of(counts, Measure.AFTER)[MARCH, "reject", "objection_refused"] == 1


def test_a_decision_is_objected_to_once_and_overturned_once_however_often_somebody_says_so():
    said = (filed(10), answered(12, "refused"), filed(13, "T-2"), answered(14, "upheld", "T-2"))
    _, counts = told(*REJECTED, *said, filed(15, "T-3"), answered(16, "refused", "T-3"))
    assert of(counts, Measure.AFTER) == {
        (MARCH, a, what): 1
        for a in ("reject", "reject:fixed_income", "reject:property")
        for what in ("objected", "overturned")
    }
    assert sum(n for (_, _, b), n in of(counts, Measure.COMPLAINT).items() if b == "filed") == 3


def test_a_complaint_about_no_decision_says_nothing_of_any():
    about_none = {"decision": None, "decided_on": None, "reasons": []}
    said = (filed(20, kind="service", **about_none), answered(21, "upheld", kind="service", **about_none))
    _, counts = told(*REJECTED, *said)
    assert of(counts, Measure.AFTER) == {}
    assert of(counts, Measure.COMPLAINT)[date(2026, 3, 21), "service", "upheld"] == 1


def test_of_two_alike_on_one_day_the_one_that_stands_is_objected_to():
    undone = (EventKind.UNDONE, at(9, 11), "amal", {})
    course, _ = told(*REJECTED, undone, decided(9, "reject", "property", "fixed_income", hour=12), filed(20))
    assert [one.objections.objected for one in course.counted] == [False, True]


def test_payments_and_entitlements_are_counted_where_nothing_of_the_case_is_known():
    course = Course(programme="eg.takaful", received_at=at(2), unprofiled=lambda _on: None)
    for kind, facts in (
        (EventKind.ENTITLED, {"amount": "648.00"}),
        (EventKind.STOP_NOTICE_GIVEN, {"reason": "not_updated"}),
        (EventKind.STOP_NOTICE_LIFTED, {"reason": "not_updated"}),
        (EventKind.SUSPENDED, {"reason": "card_unused"}),
        (EventKind.REACTIVATED, {"reason": "card_unused"}),
        (EventKind.ENTITLEMENT_ENDED, {"reason": "moved"}),
        (EventKind.ENTITLEMENT_CANCELLED, {"note": "x"}),
        (EventKind.PAYMENT_SCHEDULED, {"payment": "P"}),
        (EventKind.PAYMENT_PAID, {"payment": "P"}),
        (EventKind.PAYMENT_RETURNED, {"payment": "P", "cause": "card_blocked"}),
        (EventKind.PAYMENT_STOPPED, {"payment": "P", "cause": "suspended"}),
        (EventKind.AMENDED, {"fields": ["phone"]}),
    ):
        course.feed(Line(kind, at(20), "system", facts))
        assert kind in STATELESS <= COUNTED
    assert {(one.measure, one.a, one.b) for one in course.postings} == {
        (Measure.ENTITLEMENT, "opened", ""),
        (Measure.ENTITLEMENT, "noticed", "not_updated"),
        (Measure.ENTITLEMENT, "lifted", "not_updated"),
        (Measure.ENTITLEMENT, "suspended", "card_unused"),
        (Measure.ENTITLEMENT, "reactivated", "card_unused"),
        (Measure.ENTITLEMENT, "ended", "moved"),
        (Measure.ENTITLEMENT, "cancelled", ""),
        (Measure.PAYMENT, "scheduled", ""),
        (Measure.PAYMENT, "paid", ""),
        (Measure.PAYMENT, "returned", "card_blocked"),
        (Measure.PAYMENT, "stopped", "suspended"),
        (Measure.FLOW, "amended", ""),
    }
    assert {(one.period, one.n) for one in course.postings} == {(date(2026, 3, 20), 1)}

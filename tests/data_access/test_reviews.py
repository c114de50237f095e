"""Periodic reviews on both databases: what is found, what is due, and that nothing stops by itself."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.entitlements.errors import (
    EntitlementChangedMeanwhile,
    NothingDue,
    ReviewNotDue,
    StopReasonUnknown,
)
from casework.entitlements.lifecycle import Finding
from casework.entitlements.review_errors import FindingStands
from casework.errors import NotAllowed, NotCompetent, NoteMissing
from casework.messages import MessageState
from casework.use_cases.review import (
    ConfirmReview,
    OpenBatch,
    ReviewWithNotice,
    confirm_review,
    open_batch,
    review_with_notice,
)
from dashboard.reviewing import reread_all
from data_access.queries.reviews import ReviewView, review_batches_open, reviews
from data_access.tables import journal, outbox
from tests.entitled import AMAL, FAR, SAMIR, TAKAFUL, TODAY, Office

OLD = TODAY - timedelta(days=4 * 366)


@pytest.fixture
def office(engine: sa.Engine) -> Office:
    return Office(engine)


def due(office: Office, reference: str, days: int = -1, **columns: object) -> str:
    office.sets(reference, review_on=TODAY + timedelta(days=days), **columns)
    return reference


def facts(office: Office, reference: str, **changed: object) -> None:
    """Change what the family declared, as an amendment would."""
    known = dict(office.case(reference).facts) | changed
    table = sa.table("applications", sa.column("reference"), sa.column("facts", sa.JSON))
    with office.engine.begin() as connection:
        here = sa.update(table).where(table.c.reference == reference)
        connection.execute(here.values(facts=known))


def listed(office: Office, view: ReviewView, viewer=AMAL, **narrowed: object) -> list[str]:
    found = office.records.ask(reviews, viewer=viewer, view=view, today=TODAY, **narrowed)
    return [one.application for one in found.lines]


def confirm(office: Office, reference: str, note: str = "", seen: int | None = None) -> None:
    command = ConfirmReview(
        application=reference,
        seen=office.of(reference).version if seen is None else seen,
        command_id=uuid4(),
        note=note,
    )
    office.records.act(confirm_review, command, by=AMAL)


def test_what_is_due_is_read_and_nothing_stops(office: Office) -> None:
    sound, stale, far_off = office.entitles(3)
    due(office, sound)
    due(office, stale)
    facts(office, stale, data_updated_on=OLD.isoformat())
    done = reread_all(office.records)
    assert (done.read, done.confirmed) == (2, 0)
    assert (office.of(sound).finding, office.of(stale).finding) == (Finding.SOUND, Finding.STALE_ONLY)
    assert office.of(stale).failing == ["data_not_updated"]
    assert office.of(far_off).checked_on is None or office.of(far_off).review_on > TODAY
    assert {office.of(one).state for one in (sound, stale, far_off)} == {"active"}
    assert reread_all(office.records).read == 0


def test_the_lists_of_what_is_due(office: Office) -> None:
    late, soon, stale, broken = office.entitles(4)
    due(office, late)
    due(office, soon, 30)
    due(office, stale, 30)
    due(office, broken, 30)
    facts(office, stale, data_updated_on=OLD.isoformat())
    facts(office, broken, data_updated_on=OLD.isoformat(), land_area="9")
    reread_all(office.records)
    assert listed(office, ReviewView.OVERDUE) == [late]
    assert listed(office, ReviewView.SOON) == [soon, stale, broken]
    assert listed(office, ReviewView.SOON, finding="sound") == [soon]
    assert listed(office, ReviewView.OUTREACH) == [stale]
    assert listed(office, ReviewView.STALE) == [stale, broken]
    assert listed(office, ReviewView.EXAM) == []
    assert listed(office, ReviewView.OVERDUE, viewer=FAR) == []
    assert listed(office, ReviewView.ALL, programme="eg.karama") == []


def test_a_list_goes_on_where_it_ended(office: Office) -> None:
    references = [due(office, one, -day) for day, one in enumerate(office.entitles(3), start=1)]
    first = office.records.ask(reviews, viewer=AMAL, view=ReviewView.OVERDUE, today=TODAY, limit=2)
    rest = office.records.ask(
        reviews, viewer=AMAL, view=ReviewView.OVERDUE, today=TODAY, limit=2, after=first.further
    )
    assert [one.application for one in (*first.lines, *rest.lines)] == references[::-1]
    assert (first.count, rest.further) == (3, None)


def test_how_a_family_can_be_reached(office: Office) -> None:
    (reference,) = office.entitles(email="mona@example.com")
    due(office, reference)
    found = office.records.ask(reviews, viewer=AMAL, view=ReviewView.OVERDUE, today=TODAY)
    (line,) = found.lines
    assert (line.phone, line.email, line.last_state) == (True, True, MessageState.QUEUED)


def test_a_notice_nobody_got_is_listed(office: Office) -> None:
    (reference,) = office.entitles()
    due(office, reference, stop_reason="x", stop_on=TODAY + timedelta(days=10), noticed_at=office.now)
    row = dict(office.rows(outbox)[0]._mapping)
    row |= {"id": uuid4(), "key": "stop_notice", "decision_id": None, "status": "undelivered"}
    row |= {"promised_at": office.now}
    with office.engine.begin() as connection:
        connection.execute(sa.insert(outbox).values(**row))
    assert listed(office, ReviewView.NOT_TOLD) == [reference]
    with office.engine.begin() as connection:
        row |= {"id": uuid4(), "status": "delivered", "channel": "email"}
        connection.execute(sa.insert(outbox).values(**row))
    assert listed(office, ReviewView.NOT_TOLD) == []


def test_a_person_confirms_and_the_next_review_is_three_years_on(office: Office) -> None:
    (reference,) = office.entitles()
    due(office, reference)
    confirm(office, reference)
    row = office.of(reference)
    assert row.review_on > TODAY + timedelta(days=364)
    (line,) = office.rows(journal, journal.c.kind == "reviewed")
    assert line.facts["outcome"] == "confirmed"
    assert line.facts["next_on"] == row.review_on.isoformat()
    with pytest.raises(ReviewNotDue):
        confirm(office, reference)


def test_nobody_confirms_upon_stale_data_or_against_the_rules(office: Office) -> None:
    stale, broken, unknown = (due(office, one) for one in office.entitles(3))
    facts(office, stale, data_updated_on=OLD.isoformat())
    facts(office, broken, land_area="9")
    facts(office, unknown, land_area=None)
    for reference, finding in ((stale, Finding.STALE_ONLY), (broken, Finding.FAILS)):
        with pytest.raises(FindingStands) as refused:
            confirm(office, reference)
        assert refused.value.finding is finding
    with pytest.raises(NoteMissing):
        confirm(office, unknown)
    confirm(office, unknown, "زرنا الأسرة")


def test_a_screen_that_is_old_confirms_nothing(office: Office) -> None:
    (reference,) = office.entitles()
    due(office, reference)
    with pytest.raises(EntitlementChangedMeanwhile):
        confirm(office, reference, seen=99)


def a_batch(office: Office, by=SAMIR, region: str = "*", due_by: date = TODAY) -> tuple[int, int]:
    command = OpenBatch(programme=TAKAFUL, region=region, due_by=due_by, command_id=uuid4())
    number, size = office.records.act(open_batch, command, by=by).split()
    return int(number), int(size)


def test_a_batch_holds_what_is_due_and_tells_its_progress(office: Office) -> None:
    first, second, later = office.entitles(3)
    due(office, first)
    due(office, second)
    due(office, later, 30)
    number, size = a_batch(office)
    assert size == 2
    with pytest.raises(NothingDue):
        a_batch(office)
    assert sorted(listed(office, ReviewView.ALL, batch=number)) == sorted([first, second])
    confirm(office, first)
    (line,) = office.records.ask(review_batches_open, viewer=SAMIR)
    assert (line.id, line.size, line.left) == (number, 2, 1)


def test_who_may_open_a_batch(office: Office) -> None:
    due(office, office.entitles()[0])
    with pytest.raises(NotAllowed):
        a_batch(office, AMAL)
    with pytest.raises(NotCompetent):
        a_batch(office, FAR)
    with pytest.raises(NotCompetent):
        a_batch(office, FAR, "eg-01")
    with pytest.raises(NothingDue):
        a_batch(office, FAR, "eg-22")


def test_reading_again_is_the_systems(office: Office) -> None:
    assert reread_all(office.records).read == 0
    assert System().username == "system"


def notice(office: Office, reference: str, reason: str, days: int = 60) -> None:
    command = ReviewWithNotice(
        application=reference,
        seen=office.of(reference).version,
        command_id=uuid4(),
        reason=reason,
        stop_on=TODAY + timedelta(days=days),
        note="تعذر التواصل",
    )
    office.records.act(review_with_notice, command, by=AMAL)


def test_a_notice_is_given_for_what_the_rules_find_and_nothing_stops_yet(office: Office) -> None:
    (reference,) = office.entitles()
    due(office, reference)
    with pytest.raises(StopReasonUnknown):
        notice(office, reference, "data_not_updated")
    facts(office, reference, data_updated_on=OLD.isoformat())
    notice(office, reference, "data_not_updated")
    row = office.of(reference)
    assert (row.state, row.stop_reason, row.finding) == ("active", "data_not_updated", "stale_only")
    (line,) = office.rows(journal, journal.c.kind == "reviewed")
    assert line.facts["outcome"] == "noticed"

"""The invented past after the decision: every life is possible, and the records agree with each other."""

from collections import Counter

import pytest
import sqlalchemy as sa

from data_access import tables
from data_access.records import Records
from data_access.tables_after_decision import complaints, entitlements, payments
from operations.demo_staff import DEMO_STAFF
from tests.databases import copied_sqlite
from tests.operations.demo.living import AS_OF, lived
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.xdist_group("demo afterwards")


@pytest.fixture(scope="module")
def office(migrated_file, tmp_path_factory):
    """An office with its whole staff, supervisors too, who telephone before a payment stops."""
    staff = [account.staff for account in DEMO_STAFF if account.staff.programmes]
    with copied_sqlite(migrated_file, tmp_path_factory.mktemp("afterwards")) as engine:
        yield lived(engine, 250, staff).engine


def told(engine, *columns, **where):
    with engine.connect() as connection:
        asked = sa.select(*columns).where(*(sa.column(name) == value for name, value in where.items()))
        return connection.execute(asked).all()


def test_the_records_and_the_figures_agree(office):
    assert Records(office, lambda: None, seal_key=SEAL_KEY).recount() == ()


def test_families_are_paid_and_some_payments_come_back(office):
    states = Counter(row.state for row in told(office, payments.c.state))
    assert states["paid"] > 10 * states["returned"] > 0
    assert states["scheduled"] > 0
    kinds = Counter(row.kind for row in told(office, tables.journal.c.kind))
    assert kinds["payment_returned"] > states["returned"]  # Some were put right and paid.


def test_some_payments_stop_after_a_notice_that_was_told_and_some_go_on(office):
    kinds = Counter(row.kind for row in told(office, tables.journal.c.kind))
    assert kinds["stop_notice_given"] >= kinds["suspended"] + kinds["stop_notice_lifted"] > 0
    assert kinds["suspended"] > kinds["reactivated"] > 0
    assert {row.state for row in told(office, entitlements.c.state)} >= {"active", "suspended"}


def test_reviews_find_families_of_whom_nothing_but_the_data_is_out_of_date(office):
    findings = Counter(row.finding for row in told(office, entitlements.c.finding))
    assert findings["stale_only"] > 0
    assert findings["sound"] > findings["stale_only"]


def test_objections_are_refused_or_upheld_and_decided_anew_and_one_waits_too_long(office):
    about = told(office, complaints.c.kind, complaints.c.state, complaints.c.outcome, complaints.c.due_on)
    answers = Counter((row.kind, row.outcome) for row in about if row.state == "answered")
    assert answers["objection", "refused"] > answers["objection", "upheld"] > 0
    assert answers["correction", "upheld"] > 0
    assert any(row.state == "filed" and row.due_on < AS_OF for row in about)
    kinds = Counter(row.kind for row in told(office, tables.journal.c.kind))
    assert kinds["reopened"] == answers["objection", "upheld"] + answers["objection", "partly"]


def test_nobody_answers_what_they_decided(office):
    with office.connect() as connection:
        asked = sa.select(complaints.c.answered_by, tables.decisions.c.by).join(
            tables.decisions, tables.decisions.c.id == complaints.c.decision_id
        )
        rows = connection.execute(asked.where(complaints.c.state == "answered")).all()
    assert rows
    assert all(row.answered_by != row.by for row in rows)

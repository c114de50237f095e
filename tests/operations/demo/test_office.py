"""The demo office: every state and reason occurs, its past is true, and it is filled once."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from casework.applications.lifecycle import State
from dashboard.settings import settings
from data_access import tables
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.history import knows_source
from operations.demo.calendar import FATES, WITH_FILES, fates
from operations.demo.command import seed_command
from operations.demo.life import SOURCE
from operations.demo.office import STORIES, draw_all, make_plans
from tests.databases import copied_sqlite
from tests.operations.demo.living import AS_OF, READS_THE_OFFICE, SIZE, lived

# The usual causes of rejection that an inquiry must be able to name.
USUAL_CAUSES = {
    "fixed_income",
    "other_pension",
    "property",
    "land",
    "private_school",
    "not_updated",
    "missed_exam",
}


def _quiet(_what, _done, _total):
    """Say nothing."""


pytestmark = READS_THE_OFFICE


def _rows(engine, query):
    with engine.connect() as connection:
        return connection.execute(query).all()


def test_every_application_is_on_record_once(office):
    engine, plans = office
    assert len({plan.reference for plan in plans}) == SIZE
    assert _rows(engine, sa.select(sa.func.count()).select_from(tables.applications))[0][0] == SIZE


def test_every_state_occurs(office):
    states = Counter(row.state for row in _rows(office[0], sa.select(tables.applications.c.state)))
    assert set(states) == set(State)
    assert states["approved"] > states["rejected"] > 0


def test_every_kind_of_act_occurs(office):
    kinds = {row.kind for row in _rows(office[0], sa.select(tables.journal.c.kind).distinct())}
    assert kinds >= {
        "received", "claimed", "paper_judged", "decided", "completed", "handed_back", "claim_lapsed",
        "withdrawn", "expired", "undone", "noted", "entitled", "card_moved", "payment_scheduled",
        "payment_paid", "payment_returned", "stop_notice_given", "stop_notice_lifted", "amended",
        "complaint_filed", "complaint_taken", "complaint_answered", "reviewed",
    }  # fmt: skip


def test_each_usual_cause_ends_in_a_stated_reason(office):
    engine, plans = office
    query = (
        sa.select(tables.applications.c.reference, tables.decision_reasons.c.reason)
        .join(tables.decisions, tables.decisions.c.application_id == tables.applications.c.id)
        .join(tables.decision_reasons, tables.decision_reasons.c.decision_id == tables.decisions.c.id)
    )
    stated: dict[str, set[str]] = {}
    for row in _rows(engine, query):
        stated.setdefault(row.reference, set()).add(row.reason)
    causes = {plan.applicant.cause for plan in plans if plan.reference in stated}
    assert causes >= USUAL_CAUSES


def test_nothing_happens_after_the_day_or_out_of_order(office):
    engine, _ = office
    last: dict[int, datetime] = {}
    for row in _rows(engine, sa.select(tables.journal).order_by(tables.journal.c.id)):
        assert row.at < datetime(2026, 11, 22, tzinfo=UTC)
        assert row.at >= last.get(row.application_id, row.at)
        last[row.application_id] = row.at


def test_some_wait_too_long_and_most_do_not(office):
    rows = _rows(office[0], sa.select(tables.applications).where(tables.applications.c.stage == "waiting"))
    late = [row for row in rows if row.due_on < AS_OF]
    pressing = [row for row in rows if row.amber_on <= AS_OF <= row.due_on]
    assert late
    assert pressing
    assert len(rows) - len(late) - len(pressing) > len(rows) / 2


def test_each_decision_promises_one_message_and_what_was_undone_or_replaced_withholds_it(office):
    engine, _ = office
    decided = _rows(engine, sa.select(tables.decisions.c.id))
    undone = {row.decision_id for row in _rows(engine, sa.select(tables.undoings.c.decision_id))}
    undone |= _numbers(engine, tables.second_checks.c.agreed.is_(False))
    of_decisions = sa.select(tables.outbox).where(tables.outbox.c.key.startswith("decided"))
    promised = {row.decision_id: row.status for row in _rows(engine, of_decisions)}
    assert set(promised) == {row.id for row in decided}
    assert {number for number, status in promised.items() if status == "withheld"} == undone


def _numbers(engine, *which):
    query = sa.select(tables.second_checks.c.decision_id).where(*which)
    return {row.decision_id for row in _rows(engine, query)}


def test_drawn_decisions_are_looked_at_by_another_who_mostly_agrees(office):
    engine, _ = office
    query = sa.select(
        tables.second_checks, tables.decisions.c.by.label("first"), tables.decisions.c.at.label("decided_at")
    ).join(tables.decisions, tables.decisions.c.id == tables.second_checks.c.decision_id)
    looks = _rows(engine, query)
    assert all(row.by != row.first and row.at > row.decided_at for row in looks)
    replaced = [row for row in looks if not row.agreed]
    assert 0 < len(replaced) < len(looks) / 4
    assert all(row.replacement and row.note for row in replaced)


def test_some_decisions_wait_for_a_second_look_and_have_files(office):
    engine, plans = office
    query = sa.select(tables.applications.c.reference).where(tables.applications.c.stage == "checking")
    waiting = {row.reference for row in _rows(engine, query)}
    assert waiting
    assert waiting <= {plan.reference for plan in plans if plan.fate in WITH_FILES}
    of_each = sa.select(tables.outbox.c.decision_id).where(tables.outbox.c.status == "held").distinct()
    held = _rows(engine, of_each)
    assert len(held) == len(waiting)


def test_the_same_day_gives_the_same_past(migrated_file, tmp_path):
    query = sa.select(tables.journal).order_by(tables.journal.c.id)
    pasts = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        with copied_sqlite(migrated_file, folder) as engine:
            # More cases than are committed at once.
            plans = lived(engine, 60, at_once=25).plans
            pasts.append(_rows(engine, query))
    one, other = pasts
    assert one == other
    assert len({row.application_id for row in one}) == len(plans)


def test_there_are_all_fates_and_as_many_as_asked():
    assert len(fates(300, 1)) == 300
    assert set(fates(300, 1)) == set(FATES)
    assert len(fates(5, 1)) == 5


def test_the_full_office_has_the_stories_and_enough_papers():
    plans = make_plans(3_000, AS_OF)
    told = Counter(plan.story for plan in plans if plan.story)
    assert {story.name for story in STORIES} | {"shared_paper"} == set(told)
    on_file = [plan for plan in plans if plan.fate in WITH_FILES]
    assert len(on_file) >= 300
    assert all(2 <= len(plan.sheets) <= 6 for plan in on_file)
    assert 1_100 <= sum(len(plan.sheets) for plan in on_file) <= 1_800


def test_files_have_the_faults_planned_and_shared_ones_the_same_bytes(tmp_path):
    documents = DocumentStore(tmp_path)
    chosen = [plan for plan in make_plans(3_000, AS_OF) if plan.story]
    assert draw_all(chosen, documents, _quiet) == sum(len(plan.sheets) for plan in chosen)
    for plan in chosen:
        for planned, paper in zip(plan.sheets, plan.files, strict=True):
            assert paper.fault == planned.fault
            assert paper.sha256
            assert documents.has(paper.sha256)


@pytest.fixture
def demo_home(tmp_path, monkeypatch):
    monkeypatch.setenv("MIZAN_HOME", str(tmp_path))
    monkeypatch.setenv("MIZAN_DEMO", "1")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    engine = make_engine(settings().database_url)
    tables.metadata.create_all(engine)
    yield engine
    engine.dispose()
    settings.cache_clear()


def test_a_second_seeding_changes_nothing(demo_home):
    command = ["--size", "12", "--as-of", "2026-11-22"]
    first = CliRunner().invoke(seed_command, command, catch_exceptions=False)
    assert "Seeded 12" in first.output
    assert knows_source(demo_home, SOURCE)
    before = _rows(demo_home, sa.select(tables.journal))
    second = CliRunner().invoke(seed_command, command, catch_exceptions=False)
    assert "already seeded" in second.output
    assert _rows(demo_home, sa.select(tables.journal)) == before


def test_only_a_demo_office_is_seeded(demo_home, monkeypatch):
    monkeypatch.setenv("MIZAN_DEMO", "0")
    settings.cache_clear()
    assert CliRunner().invoke(seed_command, ["--size", "5"]).exit_code == 2
    assert not knows_source(demo_home, SOURCE)

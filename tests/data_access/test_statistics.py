"""The figures are what the records say, after a thousand mixed acts, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.local_time import local_date
from casework.statistics.postings import EVERYWHERE, Measure
from data_access.migrate import migrate
from data_access.tables import (
    applications,
    decision_reasons,
    decisions,
    journal,
    levels,
    metadata,
    outbox,
    profiles,
    second_checks,
    tallies,
    undoings,
)
from tests.data_access.anew import made_anew
from tests.data_access.mixed_acts import Mixed
from tests.databases import copied_sqlite, copied_with
from tests.seals import SEAL_KEY

ACTS = 1_000


@pytest.fixture(scope="module")
def mixed_before(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mixed]:
    with copied_sqlite(migrated_file, tmp_path_factory.mktemp("mixed")) as engine:
        office = Mixed(engine)
        office.acts(ACTS // 4)
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
def mixed(mixed_before: Mixed, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mixed]:
    """An office with a past of its own, for tests that change it."""
    with copied_with(mixed_before.records.engine, request, tmp_path) as engine:
        yield mixed_before.on(engine)


def rows(engine: Engine, query: sa.Select) -> list:
    with engine.connect() as connection:
        return connection.execute(query).all()


def summed(
    engine: Engine, table: sa.Table, measure: Measure, *columns: str, region: str = EVERYWHERE
) -> dict:
    """What stands under a measure, by the named columns."""
    by = [table.c[name] for name in columns]
    asked = sa.select(*by, sa.func.sum(table.c.n)).where(table.c.measure == measure)
    which = table.c.region == EVERYWHERE if region == EVERYWHERE else table.c.region != EVERYWHERE
    return {tuple(row[:-1]): row[-1] for row in rows(engine, asked.where(which).group_by(*by)) if row[-1]}


def test_a_thousand_mixed_acts_leave_no_difference(engine: Engine) -> None:
    mixed = Mixed(engine)
    mixed.acts(ACTS)
    every = {
        "receive_many", "claim", "judge_document", "decide", "agree", "replace", "complete", "undo",
        "hand_back", "reassign", "lapse_claim", "withdraw", "expire", "add_note",
    }  # fmt: skip
    assert every <= mixed.done.keys()
    assert mixed.refused.total() > ACTS / 20
    assert mixed.records.recount() == ()
    # And beside the fold: the same questions asked of the records by GROUP BY.
    assert summed(engine, levels, Measure.STATE, "a") == by_state(engine)
    assert summed(engine, tallies, Measure.STATE, "a") == by_state(engine)
    assert summed(engine, levels, Measure.HAND, "a") == by_holder(engine)
    assert summed(engine, levels, Measure.OPEN, "b") == by_deadline(engine)
    assert summed(engine, tallies, Measure.DECIDED, "a") == by_outcome(engine)
    assert summed(engine, tallies, Measure.REASON, "a") == by_reason(engine)
    assert summed(engine, tallies, Measure.FLOW, "a") == by_event(engine)
    assert summed(engine, tallies, Measure.CHECK, "a", "b") == by_check(engine)
    assert summed(engine, tallies, Measure.TRAIT, "b") == {
        (outcome,): 5 * n for (outcome,), n in by_outcome(engine).items()
    }


def test_regions_add_up_to_everywhere(mixed: Mixed) -> None:
    assert mixed.done
    engine = mixed.records.engine
    for measure in set(Measure) - {Measure.REASON_TRAIT}:
        everywhere = summed(engine, tallies, measure, "programme", "period", "a", "b")
        assert summed(engine, tallies, measure, "programme", "period", "a", "b", region="each") == everywhere
    assert rows(engine, sa.select(levels).where(levels.c.n <= 0)) == []


def test_whatever_is_changed_behind_the_figures_back_is_named(mixed: Mixed) -> None:
    engine = mixed.records.engine
    with engine.begin() as connection:
        for table in (tallies, levels):
            key = connection.execute(sa.select(table).order_by(*table.primary_key).limit(1)).one()
            mine = [column == key[place] for place, column in enumerate(table.primary_key.columns)]
            connection.execute(sa.update(table).where(*mine).values(n=table.c.n + 1))
        number = connection.execute(sa.select(sa.func.min(profiles.c.decision_id))).scalar_one()
        connection.execute(sa.update(profiles).where(profiles.c.decision_id == number).values(sex="other"))
        case = connection.execute(
            sa.select(applications.c.reference).where(applications.c.state == "rejected").limit(1)
        ).scalar_one()
        connection.execute(
            sa.update(applications).where(applications.c.reference == case).values(state="approved")
        )
    found = mixed.records.recount()
    assert Counter(one.where for one in found) == {"tallies": 1, "levels": 1, "profiles": 1, "case": 1}
    assert any(case in str(one) for one in found)


def test_rows_that_went_missing_are_named_and_a_rebuild_brings_them_back(mixed: Mixed) -> None:
    engine = mixed.records.engine
    before = {
        table: sorted(rows(engine, sa.select(table).where(table.c.n != 0))) for table in (tallies, levels)
    }
    with engine.begin() as connection:
        connection.execute(sa.delete(tallies).where(tallies.c.measure == Measure.REASON))
        connection.execute(sa.delete(profiles))
    assert {one.where for one in mixed.records.recount()} == {"tallies", "profiles"}
    assert mixed.records.rebuild_statistics() == len(mixed.cases)
    assert mixed.records.recount() == ()
    for table, stood in before.items():
        assert sorted(rows(engine, sa.select(table).where(table.c.n != 0))) == stood


def test_what_was_open_on_an_earlier_day_is_what_was_told_on_that_day(engine: Engine) -> None:
    office, told = Mixed(engine, latest=1), {}
    for _ in range(5):
        office.acts(office.done.total() + 40)
        told[local_date("eg.takaful", office.now)] = by_state(engine)
        office.now += timedelta(hours=36)  # The day is over: whatever comes next is of another.
    assert len(told) == 5
    for day, states in told.items():
        assert as_of(engine, day) == states


def as_of(engine: Engine, day: date) -> dict:
    """The level of states at the end of a day: now, less what has happened since."""
    now = Counter(summed(engine, levels, Measure.STATE, "a"))
    asked = sa.select(tallies.c.a, sa.func.sum(tallies.c.n)).where(
        tallies.c.measure == Measure.STATE, tallies.c.region == EVERYWHERE, tallies.c.period > day
    )
    for state, n in rows(engine, asked.group_by(tallies.c.a)):
        now[(state,)] -= n
    return {state: n for state, n in now.items() if n}


def test_an_office_of_an_earlier_release_gets_its_figures_when_it_is_migrated(engine: Engine) -> None:
    office = Mixed(engine)
    office.acts(60)
    stood = sorted(rows(engine, sa.select(tallies).where(tallies.c.n != 0)))
    past = {table.name: rows(engine, sa.select(table)) for table in metadata.sorted_tables}
    made_anew(engine, to="0001")
    put_back(engine, past)
    migrate(engine, SEAL_KEY)
    assert sorted(rows(engine, sa.select(tallies).where(tallies.c.n != 0))) == stood


def put_back(engine: Engine, past: dict[str, list]) -> None:
    """Give an earlier release the rows it knew, with the columns it knew."""
    known = sa.MetaData()
    known.reflect(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in known.tables and past[table.name]:
                columns = [column for column in table.c if column.name in known.tables[table.name].c]
                old = sa.table(table.name, *(sa.column(one.name, one.type) for one in columns))
                told = [{one.name: row._mapping[one.name] for one in columns} for row in past[table.name]]
                connection.execute(sa.insert(old), told)


def test_counts_are_taken_back_with_the_act_that_is_refused(engine: Engine) -> None:
    office = Mixed(engine)
    office.acts(120)
    before = sorted(rows(engine, sa.select(tallies)))
    lines = rows(engine, sa.select(sa.func.count()).select_from(journal))

    def stumbles(command: object, unit: object, by: object, now: object) -> None:
        case = next(one for one in map(unit.applications.get, office.cases) if one.state == "submitted")
        case.claim(by=office.staff[0], at=now())
        unit.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        office.records.act(stumbles, object(), by=office.staff[0])
    assert sorted(rows(engine, sa.select(tallies))) == before
    assert rows(engine, sa.select(sa.func.count()).select_from(journal)) == lines


# The records asked by GROUP BY, without the fold.


def counted(engine: Engine, column: sa.ColumnElement, *joined: sa.FromClause, where: tuple = ()) -> dict:
    asked = sa.select(column, sa.func.count()).where(*where).group_by(column)
    if joined:
        asked = asked.select_from(joined[0])
    return {(value,): n for value, n in rows(engine, asked) if value is not None}


def by_state(engine: Engine) -> dict:
    return counted(engine, applications.c.state)


def by_holder(engine: Engine) -> dict:
    return counted(engine, applications.c.assignee)


def by_deadline(engine: Engine) -> dict:
    office = applications.c.stage.in_(["waiting", "in_hand"])
    found = counted(engine, applications.c.due_on, where=(office,))
    return {(due_on.isoformat(),): n for (due_on,), n in found.items()}


def standing() -> tuple:
    """Decisions that were neither undone nor replaced, and of which the applicant was or will be told."""
    untold = sa.select(applications.c.id).where(applications.c.state == "withdrawn")
    replaced = sa.select(second_checks.c.decision_id).where(second_checks.c.agreed.is_(False))
    waited = sa.and_(
        decisions.c.application_id.in_(untold),
        decisions.c.id.in_(sa.select(outbox.c.decision_id).where(outbox.c.status == "withheld")),
    )
    undone = sa.select(undoings.c.decision_id)
    return decisions.c.id.not_in(undone), decisions.c.id.not_in(replaced), sa.not_(waited)


def by_outcome(engine: Engine) -> dict:
    return counted(engine, decisions.c.outcome, where=standing())


def by_reason(engine: Engine) -> dict:
    stated = decision_reasons.join(decisions, decisions.c.id == decision_reasons.c.decision_id)
    return counted(engine, decision_reasons.c.reason, stated, where=standing())


def by_event(engine: Engine) -> dict:
    named = {"claim_lapsed": "lapsed"}
    silent = {"noted", "decided", "checked", "paper_judged"}
    return {
        (named.get(kind, kind),): n
        for (kind,), n in counted(engine, journal.c.kind).items()
        if kind not in silent
    }


def by_check(engine: Engine) -> dict:
    said = sa.case((second_checks.c.agreed, "agreed"), else_="replaced")
    asked = (
        sa.select(said, decisions.c.outcome, sa.func.count())
        .join(decisions, decisions.c.id == second_checks.c.decision_id)
        .group_by(said, decisions.c.outcome)
    )
    done = {(what, outcome): n for what, outcome, n in rows(engine, asked)}
    waiting = (
        sa.select(decisions.c.outcome, sa.func.count())
        .join(applications, applications.c.id == decisions.c.application_id)
        .where(applications.c.state == "awaiting_check", *standing())
        .where(decisions.c.id == latest())
        .group_by(decisions.c.outcome)
    )
    drawn = Counter(dict(map(tuple, rows(engine, waiting))))
    for (_, outcome), n in done.items():
        drawn[outcome] += n
    return done | {("drawn", outcome): n for outcome, n in drawn.items()}


def latest() -> sa.ScalarSelect:
    later = decisions.alias()
    return (
        sa.select(sa.func.max(later.c.id))
        .where(later.c.application_id == applications.c.id)
        .correlate(applications)
        .scalar_subquery()
    )

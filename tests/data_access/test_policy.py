"""The policy questions: equal, to the row, to what the product's own pages say, on every engine."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.countries.pack import packs
from casework.permissions import Role
from casework.statistics.afterwards import OBJECTED, OBJECTION_REFUSED, OVERTURNED
from casework.statistics.figures import Spread
from casework.statistics.postings import EVERYWHERE, Measure, month_of
from data_access.archive.place import Place
from data_access.policy.engines import Rows, Sources, duck, in_order, spark
from data_access.policy.questions import QUESTIONS, Condition, How
from data_access.policy.rendering import Dialect, rendered
from data_access.policy.telling import heading, told
from data_access.queries.causes.asked import CauseFilters
from data_access.queries.causes.profiled import from_profiles
from data_access.queries.causes.tallied import from_tallies
from data_access.tables import tallies
from operations.bench.policy_peers import by_hand
from tests.data_access.archived import AS_OF, Office, answers
from tests.databases import together

PROGRAMMES = frozenset(code for pack in packs().values() for code in pack.programmes)
REGIONS = tuple(region for pack in packs().values() for region in pack.regions)
EVER = {"since": date(2025, 1, 1), "until": date(2026, 12, 1)}
SUPERVISOR = Staff(username="x", name_ar="س", name_en="X", role=Role.SUPERVISOR, programmes=PROGRAMMES)


@pytest.fixture
def asked(office: Office) -> dict[str, Rows]:
    return answers(office.live(office.early))


def counts(office: Office, source: object = from_tallies, **filters: object) -> object:
    return office.records.ask(source, viewer=SUPERVISOR, filters=CauseFilters(**(EVER | filters)))


def test_reasons_by_region_and_month_are_those_of_the_causes(office: Office, asked: dict[str, Rows]) -> None:
    expected = Counter[tuple[str, str, date, str]]()
    for region in REGIONS:
        for (month, reason, alone), n in counts(office, regions=(region,)).stated.items():
            expected[region, reason, month, alone] += n
    found = Counter[tuple[str, str, date, str]]()
    for region, reason, month, cases, sole in asked["reasons"]:
        found[region, reason, month, "sole"] += sole
        found[region, reason, month, "joint"] += cases - sole
    assert +found == +expected
    assert expected.total() > 30


def test_rejections_by_reason_are_those_of_the_causes(office: Office, asked: dict[str, Rows]) -> None:
    expected = set[tuple[object, ...]]()
    for code in PROGRAMMES:
        of = counts(office, programme=code)
        stated, sole = Counter[str](), Counter[str]()
        for (_, reason, alone), n in of.stated.items():
            stated[reason] += n
            sole[reason] += n if alone == "sole" else 0
        whole = sum(
            n for (where, _, outcome), n in of.decided.items() if (where, outcome) == (code, Outcome.REJECT)
        )
        expected |= {(code, one, n, sole[one], of.only.get(one, 0), whole) for one, n in stated.items()}
    assert set(asked["rejections"]) == expected
    assert len(asked["rejections"]) == len(expected)


def test_days_are_those_the_office_counts(office: Office, asked: dict[str, Rows]) -> None:
    wanted = sa.select(tallies.c.programme, tallies.c.period, tallies.c.a, tallies.c.n).where(
        tallies.c.measure == Measure.DAYS_FINAL, tallies.c.region == EVERYWHERE
    )
    days: dict[tuple[str, date], Counter[int]] = {}
    with office.engine.connect() as connection:
        for programme, on, took, n in connection.execute(wanted):
            days.setdefault((programme, month_of(on)), Counter())[int(took)] += n
    expected = {place: +counted for place, counted in days.items() if (+counted).total()}
    assert {row[:2]: row[2] for row in asked["time"]} == {
        place: counted.total() for place, counted in expected.items()
    }
    enough = [row for row in asked["time"] if Spread(expected[row[:2]]).median is not None]
    assert len(enough) > 5
    for programme, month, _, median, ninetieth in enough:
        spread = Spread(expected[programme, month])
        assert (median, ninetieth) == (spread.median, spread.ninetieth)


def test_outcomes_by_groups_are_those_of_the_causes(office: Office, asked: dict[str, Rows]) -> None:
    regions = sorted({row[0] for row in asked["outcomes"]})[:8]
    sexes = sorted({row[1] for row in asked["outcomes"]})
    names = {Outcome.APPROVE: 3, Outcome.REJECT: 4, Outcome.NEEDS_COMPLETION: 5}
    found = {(*row[:3], outcome): row[place] for row in asked["outcomes"] for outcome, place in names.items()}
    expected = Counter[tuple[str, str, str, str]]()
    for region, sex in product(regions, sexes):
        groups = counts(office, from_profiles, regions=(region,), sex=sex).groups
        expected.update(
            {
                (region, sex, value, outcome): n
                for (trait, value, outcome), n in groups.items()
                if trait == "employment"
            }
        )
    assert +Counter({key: n for key, n in found.items() if key[0] in regions}) == +expected
    assert all(row[6] == row[3] + row[4] for row in asked["outcomes"])


def test_overturned_are_those_of_the_causes(office: Office, asked: dict[str, Rows]) -> None:
    found = {
        (programme, reason, what): n
        for programme, reason, _, objected, answered, overturned in asked["overturned"]
        for what, n in (
            (OBJECTED, objected),
            (OVERTURNED, overturned),
            (OBJECTION_REFUSED, answered - overturned),
        )
    }
    expected = {
        (code, reason, what): n
        for code in PROGRAMMES
        for (reason, what), n in counts(office, programme=code).after.items()
        if reason and what in {OBJECTED, OVERTURNED, OBJECTION_REFUSED}
    }
    assert +Counter(found) == +Counter(expected)
    assert sum(expected.values()) > 10


def test_a_question_can_be_narrowed(office: Office) -> None:
    august = (
        Condition(column="programme", values=("eg.takaful",)),
        Condition(column="month", how=How.FROM, values=("2026-08-01",)),
        Condition(column="month", how=How.UP_TO, values=("2026-08-01",)),
    )
    with duck(office.live()) as answer:
        whole, part = (answer(QUESTIONS["time"], narrowed) for narrowed in ((), august))
    assert part == tuple(row for row in whole if row[:2] == ("eg.takaful", date(2026, 8, 1)))
    assert len(part) == 1


def test_what_is_no_code_never_becomes_sql() -> None:
    with pytest.raises(ValueError, match="is no code"):
        rendered(QUESTIONS["time"], Dialect.DUCKDB, [Condition(column="programme", values=("x' OR 'a'='a",))])


def test_the_dialects_differ_in_one_word() -> None:
    for question in QUESTIONS.values():
        of_duck = rendered(question, Dialect.DUCKDB)
        assert rendered(question, Dialect.POSTGRESQL) == of_duck
        assert rendered(question, Dialect.SPARK) == of_duck.replace("unnest(", "explode(")


@pytest.mark.parametrize("office", together("archived", "postgresql"), indirect=True)
def test_statements_written_by_hand_over_the_base_tables_say_the_same(office: Office) -> None:
    asked = answers(office.live(office.early))
    with office.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert {code: in_order(by_hand(driver, code)) for code in QUESTIONS} == asked


@pytest.mark.skipif(
    not (find_spec("pyspark") and shutil.which("java")), reason="Spark needs pyspark and Java"
)
@pytest.mark.parametrize("office", together("archived", "sqlite"), indirect=True)
def test_spark_answers_as_duckdb_does(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few rows are answered before Java's dearer compiler has paid for itself.
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    place = Place(str(tmp_path / "a"))
    office.archived(place, AS_OF)
    both = office.live(place)
    with spark(Sources(archive=place, live=both.live)) as answer:
        found = {code: answer(question, ()) for code, question in QUESTIONS.items()}
    assert found == answers(both)


def test_what_is_told_is_rounded_and_small_counts_are_hidden() -> None:
    rejections, time = QUESTIONS["rejections"], QUESTIONS["time"]
    rows = [("eg.takaful", "fixed_income", 13, 4, 0, 17), ("eg.takaful", "land_over_limit", 3, 3, 1, 17)]
    assert heading(rejections)[-2:] == ("of", "share")
    assert list(told(rejections, rows, exactly=False)) == [
        ("eg.takaful", "fixed_income", 15, None, 0, 15, 1.0),
        ("eg.takaful", "land_over_limit", None, None, None, 15, None),
    ]
    assert next(told(rejections, rows, exactly=True))[2:] == (13, 4, 0, 17, 0.7647)
    month = date(2026, 8, 1)
    few = [("eg.takaful", month, 9, 12, 30), ("eg.takaful", month, 4, 12, 30)]
    assert list(told(time, few, exactly=False)) == [
        ("eg.takaful", month, 10, None, None),
        ("eg.takaful", month, None, None, None),
    ]
    assert list(told(time, few, exactly=True)) == [few[0], ("eg.takaful", month, 4, None, None)]

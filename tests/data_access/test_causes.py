"""The causes: two sources with one answer, counts done by hand, and what a policy analyst is never told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Citizen, Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.countries.pack import packs
from casework.errors import NotAllowed
from casework.permissions import Role
from casework.statistics.profile import TRAITS
from casework.use_cases.applicant import Complete, Expire, complete, expire
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.undo import Undo, undo
from data_access.engine import for_reading
from data_access.queries.case import open_case
from data_access.queries.causes import CauseFilters, Causes, Part, Place, cases_behind, causes
from data_access.queries.causes.profiled import from_profiles
from data_access.queries.causes.tallied import from_tallies, tallies_know_groups
from data_access.records import Records
from data_access.tables import decision_reasons, profiles
from tests.databases import together
from tests.lots import quiet
from tests.seals import SEAL_KEY
from tests.staffed import on_record

ROOT = Path(__file__).parents[2]
REJECT, ASK, APPROVE = Outcome.REJECT, Outcome.NEEDS_COMPLETION, Outcome.APPROVE
YEAR = {"since": date(2025, 12, 1), "until": date(2026, 11, 1)}
SUMMER = {"since": date(2026, 6, 1), "until": date(2026, 8, 1)}
ALL_PROGRAMMES = frozenset(code for pack in packs().values() for code in pack.programmes)


def person(role: Role, **more: object) -> Staff:
    told = {"username": "x", "name_ar": "س", "name_en": "X", "programmes": ALL_PROGRAMMES} | more
    return Staff(role=role, **told)


SUPERVISOR, ANALYST = person(Role.SUPERVISOR), person(Role.POLICY_ANALYST)
SOUTHERN = person(Role.SUPERVISOR, regions=frozenset({"eg-25", "eg-26", "eg-27"}))


def told(engine: Engine, viewer: Staff = SUPERVISOR, **filters: object) -> Causes:
    with for_reading(engine).connect() as connection:
        return causes(connection, viewer=viewer, filters=CauseFilters(**(YEAR | filters)))


# Two sources.


PLACES = [
    {},
    *({"office": pack.code} for pack in packs().values()),
    *({"programme": code} for code in sorted(ALL_PROGRAMMES)),
    *({"regions": (region,)} for pack in packs().values() for region in pack.regions),
    {"programme": "eg.takaful", "regions": ("eg-25", "eg-26")},
    {"office": "sa", "regions": ("sa-01",)},
    {"office": "sa", "regions": ("eg-26",)},
]


@pytest.mark.parametrize("outcome", [REJECT, ASK])
@pytest.mark.parametrize("viewer", [SUPERVISOR, SOUTHERN], ids=["everywhere", "three regions"])
def test_tallies_and_decisions_give_the_same_counts(lived: Engine, outcome: Outcome, viewer: Staff) -> None:
    with for_reading(lived).connect() as connection:
        found = set()
        for place, months in product(PLACES, (YEAR, SUMMER)):
            filters = CauseFilters(**months, outcome=outcome, **place)
            counts = from_tallies(connection, viewer=viewer, filters=filters)
            assert counts == from_profiles(connection, viewer=viewer, filters=filters)
            found |= {
                name for name in ("stated", "only", "pairs", "groups", "after") if getattr(counts, name)
            }
        assert found == {"stated", "only", "pairs", "groups", "after"}


@pytest.mark.parametrize("outcome", [REJECT, ASK])
def test_they_agree_on_every_reason_too(lived: Engine, outcome: Outcome) -> None:
    with for_reading(lived).connect() as connection:
        reasons = connection.execute(sa.select(decision_reasons.c.reason).distinct()).scalars().all()
        assert len(reasons) > 15
        stating = 0
        for place, reason in product(({}, {"office": "eg"}, {"programme": "eg.takaful"}), reasons):
            filters = CauseFilters(**YEAR, outcome=outcome, reason=reason, **place)
            assert tallies_know_groups(SUPERVISOR, filters)
            counts = from_tallies(connection, viewer=SUPERVISOR, filters=filters)
            assert counts == from_profiles(connection, viewer=SUPERVISOR, filters=filters)
            stating += len(counts.stating)
        assert stating > 100


def test_by_reason_and_region_only_the_decisions_know_the_groups(lived: Engine) -> None:
    reason = told(lived).reasons[0].reason
    filters = CauseFilters(**YEAR, reason=reason, regions=("eg-26",))
    assert not tallies_know_groups(SUPERVISOR, filters)
    with for_reading(lived).connect() as connection:
        tallied = from_tallies(connection, viewer=SUPERVISOR, filters=filters)
        counted = from_profiles(connection, viewer=SUPERVISOR, filters=filters)
    assert tallied == replace(counted, stating={})
    figures = told(lived, reason=reason, regions=("eg-26",))
    assert figures.chosen is not None
    of_sexes = figures.groups["sex"].values()
    assert sum(part.cases or 0 for part in of_sexes) == figures.chosen.cases
    assert sum(part.of or 0 for part in of_sexes) == figures.chosen.of


def test_a_first_look_takes_four_statements_and_a_reason_in_a_region_five(lived: Engine) -> None:
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    sa.event.listen(lived, "before_cursor_execute", count)
    try:
        told(lived)
        assert len(asked) == 4
        told(lived, reason="land_over_limit", regions=("eg-26",))
        assert len(asked) == 9
        told(lived, sex="female")
        assert len(asked) <= 16
    finally:
        sa.event.remove(lived, "before_cursor_execute", count)


# What belongs together adds up.


def test_what_a_chart_can_choose_does_not_narrow_it(lived: Engine) -> None:
    whole, narrow = told(lived), told(lived, reason="land_over_limit")
    assert [one.reason for one in narrow.reasons] == [one.reason for one in whole.reasons]
    assert narrow.cells == whole.cells
    in_one = told(lived, regions=("eg-26",))
    assert in_one.regions == whole.regions
    assert in_one.cells == whole.cells
    women = told(lived, sex="female")
    assert women.groups["sex"] == whole.groups["sex"]
    assert women.groups["channel"] != whole.groups["channel"]
    takaful = told(lived, programme="eg.takaful")
    assert takaful.groups["programme"] == whole.groups["programme"]


def test_the_parts_add_up_for_who_sees_them_exactly(lived: Engine) -> None:
    for outcome in (REJECT, ASK):
        figures = told(lived, outcome=outcome)
        assert figures.rate.cases
        for one in figures.reasons:
            assert one.stated == one.sole + one.joint
            assert one.only <= one.sole
        assert sum(one.stated for one in figures.reasons) == figures.mentions
        for parts in (figures.regions, *figures.groups.values()):
            assert sum(part.cases for part in parts.values()) == figures.rate.cases
            assert sum(part.of for part in parts.values()) == figures.rate.of
        assert sum(sum(line.counts) for line in figures.trend) == figures.mentions
        followed = {one.reason: one for one in figures.followed}
        assert all(sum(one.ways.values()) == one.of for one in followed.values())
    assert followed[None].of == figures.rate.cases
    came = {way for one in figures.followed for way, n in one.ways.items() if n}
    assert came >= {"completed", "expired", "open"}


def test_the_chosen_reason_has_a_line_of_its_own(lived: Engine) -> None:
    last = told(lived).reasons[-1].reason
    assert last in {line.reason for line in told(lived, reason=last).trend}
    assert len(told(lived, reason=last).trend) == 7


# Counts done by hand.


class Desk:
    """A desk at which one person decides one case after another."""

    def __init__(self, engine: Engine) -> None:
        self.now = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
        self.records = Records(engine, lambda: self.now, quiet, seal_key=SEAL_KEY)
        self.amal = person(Role.CASEWORKER, username="amal")
        on_record(engine, self.amal)
        self.keys = iter(range(1_000))

    def decides(self, outcome: Outcome, *reasons: str, facts: dict[str, object]) -> str:
        """A new case with these facts, its papers accepted, decided for these reasons."""
        key = next(self.keys)
        papers = tuple(
            ReceivedPaper(
                kind=kind,
                original_name=f"{kind}.pdf",
                sha256=f"{key:04d}{kind}".encode().hex().ljust(64, "0")[:64],
                media_type="application/pdf",
                size=10,
                pages=1,
                page_sizes=((800, 1100),),
                fault=None,
            )
            for kind in ("identity_card", "family_register", "birth_certificate", "property_deed")
        )
        command = Receive(
            programme="eg.takaful",
            facts=ENTITLED | facts,
            papers=papers,
            received_at=self.now,
            channel="office",
            source="test",
            source_key=f"desk:{key}",
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        reference = received.reference
        self.records.act(claim, Claim(application=reference, command_id=uuid4()), by=self.amal)
        for paper in self.case(reference).papers:
            judged = JudgeDocument(
                application=reference,
                seen=self.case(reference).version,
                command_id=uuid4(),
                paper=paper.id,
                verdict=PaperVerdict.ACCEPTED,
            )
            self.records.act(judge_document, judged, by=self.amal)
        self.records.act(
            decide,
            Decide(
                application=reference,
                seen=self.case(reference).version,
                command_id=uuid4(),
                outcome=outcome,
                reasons=reasons,
                note="نظرت في الأوراق",
                words="نظرنا في أوراقكم" if reasons else "",
            ),
            by=self.amal,
        )
        return reference

    def case(self, reference: str):
        return self.records.ask(open_case, viewer=self.amal, reference=reference)

    def undoes(self, reference: str) -> None:
        seen = self.case(reference).version
        command = Undo(application=reference, seen=seen, command_id=uuid4(), note="خطأ")
        self.records.act(undo, command, by=self.amal)

    def told(self, viewer: Staff = SUPERVISOR, **filters: object) -> Causes:
        asked = CauseFilters(**({"since": date(2026, 6, 1), "until": date(2026, 6, 1)} | filters))
        return self.records.ask(causes, viewer=viewer, filters=asked)


ENTITLED = {
    "full_name": "أمينة محمود السيد",
    "national_id": "29001011234567",
    "iban": "EG380019000500000000263180002",
    "phone": "+201001234567",
    "birth_date": date(1990, 1, 1),
    "sex": "female",
    "marital_status": "widowed",
    "nationality": "citizen",
    "region": "eg-26",
    "monthly_income": Decimal(900),
    "other_pension": Decimal(0),
    "household_size": 4,
    "dependants": 3,
    "school_children": 2,
    "children_in_school": True,
    "school_fees": Decimal(0),
    "employment_status": "unemployed",
    "housing": "owned",
    "land_area": Decimal(0),
    "property_value": Decimal(0),
    "vehicles": 0,
    "moved_since_update": False,
    "data_updated_on": date(2026, 5, 1),
    "health_visits_kept": True,
    "days_abroad": 0,
    "in_shelter": False,
}
LAND, CAR = {"land_area": Decimal(3)}, {"vehicles": 1}


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_sole_joint_and_only_obstacle_are_three_things(desk: Desk) -> None:
    desk.decides(APPROVE, facts={})
    desk.decides(REJECT, "land_over_limit", facts=LAND)  # Sole, and nothing else stood against it.
    desk.decides(REJECT, "land_over_limit", facts=LAND | CAR)  # Sole as stated; the checks found a car.
    desk.decides(REJECT, "land_over_limit", "vehicle_owned", facts=LAND | CAR | {"region": "eg-25"})
    desk.decides(REJECT, "vehicle_owned", facts=CAR | {"sex": "male"})
    desk.undoes(desk.decides(REJECT, "land_over_limit", facts=LAND))  # What was undone counts nowhere.
    figures = desk.told()
    assert figures.rate == Part(cases=4, of=5)
    assert figures.mentions == 5
    land, car = figures.reasons
    assert (land.reason, land.stated, land.sole, land.joint, land.only) == ("land_over_limit", 3, 2, 1, 1)
    assert (car.reason, car.stated, car.sole, car.joint, car.only) == ("vehicle_owned", 2, 1, 1, 1)
    assert [(one.first, one.second, one.cases) for one in figures.pairs] == [
        ("land_over_limit", "vehicle_owned", 1)
    ]
    assert figures.regions["eg-26"] == Part(cases=3, of=4)
    assert figures.cells["land_over_limit", "eg-25"] == Part(cases=1, of=1)
    assert figures.groups["sex"] == {"female": Part(cases=3, of=4), "male": Part(cases=1, of=1)}
    by_land = desk.told(reason="land_over_limit")
    assert by_land.chosen == Part(cases=3, of=4)
    assert by_land.regions["eg-26"] == Part(cases=2, of=3)
    assert by_land.groups["sex"] == {"female": Part(cases=3, of=3), "male": Part(cases=0, of=1)}
    assert desk.told(sex="male").rate == Part(cases=1, of=1)
    assert desk.told(since=date(2026, 7, 1), until=date(2026, 7, 1)).rate == Part(cases=0, of=0)


def test_what_became_of_a_request(desk: Desk) -> None:
    answered, silent, _waiting = (desk.decides(ASK, "document_missing", facts={}) for _ in range(3))
    desk.now += timedelta(hours=1)
    done = Complete(application=answered, command_id=uuid4(), facts={"household_size": 5})
    desk.records.act(complete, done, by=Citizen())
    desk.now += timedelta(days=90)
    seen = desk.case(silent).version
    desk.records.act(expire, Expire(application=silent, seen=seen), by=System())
    overall, missing = desk.told(outcome=ASK).followed
    assert (overall.reason, missing.reason) == (None, "document_missing")
    assert overall.of == missing.of == 3
    assert overall.ways == missing.ways == {"completed": 1, "expired": 1, "withdrawn": 0, "open": 1}


# What is told to whom.


def numbers(thing: object) -> Iterator[int]:
    """Every whole number anywhere in an answer."""
    if isinstance(thing, bool):
        return
    if isinstance(thing, int):
        yield thing
    elif isinstance(thing, dict):
        yield from (n for part in thing.values() for n in numbers(part))
    elif isinstance(thing, tuple):
        yield from (n for part in thing for n in numbers(part))
    elif is_dataclass(thing):
        yield from (n for field in fields(thing) for n in numbers(getattr(thing, field.name)))


QUESTIONS = [
    {},
    {"outcome": ASK},
    {"programme": "eg.takaful"},
    {"regions": ("eg-26",)},
    {"reason": "land_over_limit"},
    {"reason": "land_over_limit", "regions": ("eg-26",)},
    {"sex": "female"},
    {"sex": "female", "age_group": "25_39", "reason": "fixed_income"},
]


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_an_analyst_never_receives_a_number_that_is_no_multiple_of_five(
    lived: Engine, asked: dict[str, object]
) -> None:
    figures, exact = told(lived, ANALYST, **asked), told(lived, SUPERVISOR, **asked)
    assert figures.rounded
    assert not exact.rounded
    assert {n % 5 for n in numbers(figures)} == {0}
    assert {n % 5 for n in numbers(exact)} > {0}
    shares = [part.share for parts in figures.groups.values() for part in parts.values() if part.of]
    assert shares
    assert all(share is None or 0 <= share <= 1 for share in shares)
    # Nobody learns from the order which of two hidden counts is the greater.
    weights = [0.5 if one.stated is None else one.stated for one in figures.reasons]
    keys = list(zip([-weight for weight in weights], [one.reason for one in figures.reasons], strict=True))
    assert keys == sorted(keys)


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_an_analyst_is_told_how_many_cases_and_gets_no_row_to_count(
    lived: Engine, asked: dict[str, object]
) -> None:
    filters = CauseFilters(**(YEAR | asked))
    with for_reading(lived).connect() as connection:
        for at in (None, Place(id=10**9), Place(id=0, back=True)):
            page = cases_behind(connection, viewer=ANALYST, filters=filters, at=at)
            assert (page.rows, page.onward, page.backward, page.withheld) == ((), None, None, True)
            assert page.of is None or page.of % 5 == 0


def test_who_may_open_cases_gets_every_one_of_them(lived: Engine) -> None:
    filters = CauseFilters(**YEAR)
    with for_reading(lived).connect() as connection:
        page = cases_behind(connection, viewer=SUPERVISOR, filters=filters)
    assert page.of == told(lived).rate.cases
    assert all(row.reasons and row.outcome is REJECT for row in page.rows)


def all_rows(engine: Engine, filters: CauseFilters) -> list[int]:
    """The numbers of every row."""
    found, onward = [], None
    with for_reading(engine).connect() as connection:
        while True:
            page = cases_behind(connection, viewer=SUPERVISOR, filters=filters, at=onward)
            found += [row.id for row in page.rows]
            onward = page.onward
            if onward is None:
                return found


def test_a_list_goes_on_to_its_end_and_back(lived: Engine) -> None:
    filters = CauseFilters(**YEAR)
    every = all_rows(lived, filters)
    assert every == sorted(every, reverse=True)
    assert len(every) == len(set(every)) == told(lived).rate.cases > 50
    with for_reading(lived).connect() as connection:
        first = cases_behind(connection, viewer=SUPERVISOR, filters=filters)
        second = cases_behind(connection, viewer=SUPERVISOR, filters=filters, at=first.onward)
        again = cases_behind(connection, viewer=SUPERVISOR, filters=filters, at=second.backward)
    assert again.rows == first.rows
    assert (first.backward, again.backward) == (None, None)


def test_only_supervisors_and_analysts_may_ask(lived: Engine) -> None:
    filters = CauseFilters(**YEAR)
    with for_reading(lived).connect() as connection:
        for role in (Role.CASEWORKER, Role.ADMINISTRATOR):
            for query in (causes, cases_behind):
                with pytest.raises(NotAllowed):
                    query(connection, viewer=person(role), filters=filters)


def test_competence_is_the_limit_of_every_figure(lived: Engine) -> None:
    figures = told(lived, SOUTHERN)
    assert set(figures.regions) == SOUTHERN.regions
    assert figures.rate.cases == sum(part.cases for part in figures.regions.values())
    assert told(lived, SOUTHERN, regions=("eg-01",)).rate == Part(cases=0, of=0)
    nobody = person(Role.SUPERVISOR, programmes=frozenset())
    assert told(lived, nobody).rate == Part(cases=0, of=0)
    outside = told(lived, person(Role.SUPERVISOR, programmes=frozenset({"sa.food"})), programme="eg.takaful")
    assert outside.reasons == ()


@pytest.mark.parametrize("lived", together("lived", "sqlite"), indirect=True)
def test_the_worked_example_by_hand_and_by_page_has_the_same_numbers(lived: Engine) -> None:
    written = (ROOT / "docs" / "policy-question.md").read_text(encoding="utf-8")
    by_hand = written.partition("```sql")[2].partition("```")[0]
    upper_egypt = tuple(f"eg-{number}" for number in range(22, 30))
    months = {"since": date(2026, 6, 1), "until": date(2026, 11, 1)}
    figures = told(lived, programme="eg.takaful", regions=upper_egypt, **months)
    assert len(figures.reasons) > 4
    for one in figures.reasons:
        with lived.connect() as connection:
            asked = by_hand.replace("land_over_limit", one.reason)
            row = connection.exec_driver_sql(asked).one()
        assert tuple(row) == (figures.rate.cases, one.stated, one.sole, one.only)


def test_figures_agree_with_a_count_over_the_decisions(lived: Engine) -> None:
    asked = (
        sa.select(decision_reasons.c.reason, sa.func.count())
        .join(profiles, profiles.c.decision_id == decision_reasons.c.decision_id)
        .where(profiles.c.stands, profiles.c.outcome == REJECT, profiles.c.sex == "female")
        .where(profiles.c.month >= YEAR["since"], profiles.c.month <= YEAR["until"])
        .group_by(decision_reasons.c.reason)
    )
    with lived.connect() as connection:
        counted = {row[0]: row[1] for row in connection.execute(asked)}
    assert {one.reason: one.stated for one in told(lived, sex="female").reasons} == counted
    assert set(told(lived).groups) == {"programme", *TRAITS}

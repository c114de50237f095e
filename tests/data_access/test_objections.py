"""What is said against decisions: told alike by both sources, and what follows for the next decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.events import EventKind
from casework.applications.lifecycle import Outcome, State
from casework.local_time import local_date
from casework.permissions import Role
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from data_access.engine import for_reading
from data_access.lots import LotsOnRecord, fresh_seed
from data_access.queries.causes import CauseFilters, causes
from data_access.queries.causes.profiled import from_profiles
from data_access.queries.causes.tallied import from_tallies
from data_access.queries.overturned import overturned
from data_access.records import Records
from data_access.tables import applications, decisions, tallies
from data_access.tables_after_decision import complaints
from tests.lots import quiet
from tests.pages.cases import HOUSEHOLD
from tests.seals import SEAL_KEY
from tests.staffed import on_record

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CODE, REGION = "eg.takaful", "eg-01"
FACTS = HOUSEHOLD | {"region": REGION, "data_updated_on": START.date(), "other_pension": Decimal(700)}
PROGRAMMES = frozenset({CODE})


def person(username: str, role: Role) -> Staff:
    return Staff(username=username, name_ar="س", name_en="X", role=role, programmes=PROGRAMMES)


AMAL, BADR = person("amal", Role.CASEWORKER), person("badr", Role.SUPERVISOR)
ANALYST = person("dalia", Role.POLICY_ANALYST)
MARCH = CauseFilters(since=date(2026, 3, 1), until=date(2026, 3, 1))


class Office:
    """Rejections, and what is said against them; the rows of complaints as their use cases write them."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now = engine, START
        self.records = Records(engine, lambda: self.now, seeds=quiet, seal_key=SEAL_KEY)
        on_record(engine, AMAL, BADR)

    def rejected(self, *reasons: str) -> str:
        command = Receive(
            programme=CODE,
            facts=FACTS,
            papers=(),
            received_at=self.now,
            channel="office",
            source="test",
            source_key=uuid4().hex,
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        reference = received.reference
        self.records.act(claim, Claim(application=reference, command_id=uuid4()), by=AMAL)
        wish = Decide(
            application=reference,
            seen=2,
            command_id=uuid4(),
            outcome=Outcome.REJECT,
            reasons=reasons,
            words="ك",
        )
        self.state = self.records.act(decide, wish, by=AMAL)
        return reference

    def complains(self, reference: str, answer: str | None, *, kind: str = "objection") -> None:
        self.now += timedelta(minutes=1)
        tracking = f"C-{uuid4().hex[:12]}"

        def says(_command: object, unit, by, now) -> None:
            case = unit.applications.get(reference)
            made = case.decision
            about = {
                "complaint": tracking,
                "complaint_kind": kind,
                "decision": made.id,
                "decided_on": local_date(CODE, made.at).isoformat(),
                "reasons": list(made.reasons),
                "due_on": "2026-03-20",
            }
            case.happened(EventKind.COMPLAINT_FILED, by=by, at=now(), **about, note="x")
            if answer:
                said = {"outcome": answer, "refused_because": [], "late": False, "words": "", "note": ""}
                case.happened(EventKind.COMPLAINT_ANSWERED, by=by, at=now(), **about | said)

        self.records.act(says, None, by=BADR)
        with self.engine.begin() as connection:
            row = self._row(connection, reference, tracking, answer)
            connection.execute(sa.insert(complaints).values(row))

    def _row(self, connection, reference, tracking, answer) -> dict[str, object]:
        case = sa.select(applications.c.id).where(applications.c.reference == reference)
        number = connection.execute(case).scalar_one()
        made = sa.select(sa.func.max(decisions.c.id)).where(decisions.c.application_id == number)
        return {
            "tracking": tracking,
            "application_id": number,
            "programme": CODE,
            "region": REGION,
            "kind": "objection",
            "decision_id": connection.execute(made).scalar_one(),
            "state": "answered" if answer else "filed",
            "outcome": answer,
            "reasons": [],
            "version": 1,
            "filed_at": self.now,
            "filed_by": "badr",
            "channel": "office",
            "due_on": date(2026, 3, 20),
            "amber_on": date(2026, 3, 18),
            "text": "",
            "answer": "",
            "note": "",
        }

    def ask(self, query, **given):
        return self.records.ask(query, **given)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_both_sources_tell_the_same_of_objections(office: Office) -> None:
    first, second, third, _ = (office.rejected("fixed_income", "other_pension") for _ in range(4))
    office.complains(first, "upheld")
    office.complains(second, "refused")
    office.complains(second, "partly")
    office.complains(third, None)
    with for_reading(office.engine).connect() as connection:
        tallied = from_tallies(connection, viewer=BADR, filters=MARCH)
        counted = from_profiles(connection, viewer=BADR, filters=MARCH)
    assert dict(tallied.after) == dict(counted.after)
    assert office.records.recount() == ()
    told = office.ask(causes, viewer=BADR, filters=MARCH).objections
    assert [one.reason for one in told] == [None, "fixed_income", "other_pension"]
    for one in told:
        assert (one.objected.cases, one.objected.of) == (3, 4)
        assert (one.overturned.cases, one.overturned.of) == (2, 2)
    asks = replace(MARCH, outcome=Outcome.NEEDS_COMPLETION)
    assert office.ask(causes, viewer=BADR, filters=asks).objections == ()


def test_an_analyst_is_told_rounded_counts(office: Office) -> None:
    for answer in ("upheld", "refused", None):
        office.complains(office.rejected("fixed_income"), answer)
    told = office.ask(causes, viewer=ANALYST, filters=MARCH).objections[0]
    assert (told.objected.cases, told.objected.of, told.overturned.cases) == (None, None, None)
    assert told.objected.interval is told.overturned.interval is None


def test_a_reason_overturned_too_often_has_every_decision_looked_at(office: Office) -> None:
    for number in range(10):
        office.complains(office.rejected("fixed_income"), "upheld" if number < 6 else "refused")
    assert office.ask(overturned, viewer=ANALYST, on=START.date())[CODE] == {"fixed_income"}
    assert office.ask(overturned, viewer=ANALYST, on=date(2027, 3, 1))[CODE] == frozenset()
    office.rejected("other_pension")
    assert office.state == State.REJECTED
    office.rejected("fixed_income", "other_pension")
    assert office.state == State.AWAITING_CHECK
    assert office.records.recount() == ()


def test_asking_for_them_costs_a_decision_little(office: Office) -> None:
    rows = [
        {
            "measure": "after",
            "programme": CODE,
            "region": region,
            "period": date(2024 + month // 12, month % 12 + 1, 1),
            "a": f"reject:reason_{reason}",
            "b": what,
            "n": 40,
        }
        for month in range(36)
        for reason in range(40)
        for what in ("agreed", "replaced", "objected", "overturned", "objection_refused")
        for region in ("*", "eg-01")
    ]
    with office.engine.begin() as connection:
        connection.execute(sa.insert(tallies), rows)
    with for_reading(office.engine).connect() as connection:
        lots = LotsOnRecord(connection, fresh_seed)
        assert len(lots.overturned(CODE, date(2026, 12, 20))) == 40
        began = perf_counter()
        for _ in range(10):
            lots.overturned(CODE, date(2026, 12, 20))
        took = (perf_counter() - began) / 10
        assert took < 0.1

"""Time passes: forgotten claims return to the queue, unanswered requests close, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome, State
from casework.applications.reasons import Route
from casework.countries.pack import programme
from casework.permissions import Role
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from dashboard.sweeping import Swept, sweep
from data_access.queries.case import CaseView, open_case
from data_access.records import Records
from tests.databases import copied_sqlite
from tests.seals import SEAL_KEY
from tests.staffed import on_record

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
REGIONS = {"eg.takaful": "eg-01", "sa.food": "sa-01"}
AMAL = Staff(
    username="amal", name_ar="أمل", name_en="Amal", role=Role.CASEWORKER, programmes=frozenset(REGIONS)
)


class Office:
    def __init__(self, engine: Engine) -> None:
        self.now = START
        self.engine = engine
        on_record(self.engine, AMAL)
        self.records = Records(self.engine, lambda: self.now, seal_key=SEAL_KEY)

    def claimed(self, code: str = "eg.takaful") -> str:
        command = Receive(
            programme=code,
            facts={"full_name": "منى السيد", "region": REGIONS[code]},
            papers=(),
            received_at=self.now,
            channel="import",
            source="test",
            source_key=uuid4().hex,
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        self.records.act(claim, Claim(application=received.reference, command_id=uuid4()), by=AMAL)
        return received.reference

    def asked_to_complete(self, code: str = "eg.takaful") -> str:
        reference = self.claimed(code)
        on = programme(code).reasons_on(self.now.date())
        reason = next(reason.code for reason in on if reason.route is Route.NEEDS_COMPLETION)
        command = Decide(
            application=reference,
            seen=self.case(reference).version,
            command_id=uuid4(),
            outcome=Outcome.NEEDS_COMPLETION,
            reasons=(reason,),
            note="كلمة",
            words="كلمة",
        )
        self.records.act(decide, command, by=AMAL)
        return reference

    def case(self, reference: str) -> CaseView:
        return self.records.ask(open_case, viewer=AMAL, reference=reference)

    def sweeps(self) -> Swept:
        return sweep(self.records, claims_after=DAY)


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with copied_sqlite(migrated_file, tmp_path) as engine:
        yield Office(engine)


def test_a_claim_lapses_only_after_its_hours(office: Office) -> None:
    old = office.claimed()
    office.now += timedelta(hours=1)
    young = office.claimed()
    office.now = START + DAY
    assert office.sweeps().lapsed == 0
    office.now += timedelta(minutes=1)
    assert office.sweeps() == Swept(lapsed=1, expired=0, moved=0)
    assert (office.case(old).state, office.case(young).state) == (State.SUBMITTED, State.UNDER_REVIEW)


@pytest.mark.parametrize("code", sorted(REGIONS))
def test_a_request_expires_when_its_last_day_is_over_where_the_applicant_lives(
    office: Office, code: str
) -> None:
    reference = office.asked_to_complete(code)
    last = office.case(reference).complete_by
    assert isinstance(last, date)
    office.now = datetime(last.year, last.month, last.day, 20, 30, tzinfo=UTC)
    assert office.sweeps().expired == 0
    office.now += timedelta(hours=2)
    assert office.sweeps().expired == 1
    assert office.case(reference).state is State.EXPIRED


def test_a_second_sweep_finds_nothing(office: Office) -> None:
    office.claimed()
    office.now += 2 * DAY
    assert office.sweeps().lapsed == 1
    assert office.sweeps() == Swept(lapsed=0, expired=0, moved=0)

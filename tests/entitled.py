"""Families whose support was approved and runs, for tests of payments and reviews."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.permissions import Role
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from data_access.records import Records
from data_access.tables import applications, papers
from data_access.tables_after_decision import entitlements
from tests.lots import quiet
from tests.pages.cases import HOUSEHOLD, KINDS, a_paper
from tests.seals import SEAL_KEY
from tests.staffed import on_record

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DECEMBER = date(2026, 12, 1)
TAKAFUL = "eg.takaful"


def person(username: str, role: Role, *regions: str, programmes: frozenset[str] | None = None) -> Staff:
    return Staff(
        username=username,
        name_ar=f"ا {username}",
        name_en=username.title(),
        role=role,
        programmes=programmes or frozenset({TAKAFUL}),
        regions=frozenset(regions),
    )


AMAL = person("amal", Role.CASEWORKER)
SAMIR = person("samir", Role.SUPERVISOR)
FAR = person("far", Role.SUPERVISOR, "eg-22")
YOUSEF = person("yousef", Role.ADMINISTRATOR)


class Office:
    """Records with a clock that a test turns; no decision is drawn for a second check."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = NOW
        on_record(engine, AMAL, SAMIR, FAR, YOUSEF)
        self.records = Records(engine, lambda: self.now, quiet, seal_key=SEAL_KEY)

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def entitles(self, how_many: int = 1, **facts: Any) -> list[str]:
        """Approve new applications; each has an entitlement of 648 a month from December on.

        The approvals cannot be taken back any more.
        """
        told = HOUSEHOLD | {"school_children": 3, "data_updated_on": TODAY - timedelta(days=90)} | facts
        commands = tuple(
            Receive(
                programme=TAKAFUL,
                facts=told,
                papers=tuple(a_paper(kind) for kind in KINDS),
                received_at=self.now,
                channel="import",
                source="test",
                source_key=uuid4().hex,
                language="ar",
            )
            for _ in range(how_many)
        )
        received = self.records.act(receive_many, ReceiveMany(commands=commands), by=System())
        references = [one.reference for one in received]
        for reference in references:
            self._approves(reference)
        self.passes(minutes=11)
        return references

    def of(self, reference: str) -> sa.Row[Any]:
        """The row of a case's entitlement."""
        return self.rows(entitlements, entitlements.c.application_id == self.case(reference).id)[0]

    def case(self, reference: str) -> sa.Row[Any]:
        return self.rows(applications, applications.c.reference == reference)[0]

    def rows(self, table: sa.Table, *where: Any) -> list[sa.Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(table).where(*where).order_by(*table.primary_key)))

    def sets(self, reference: str, **columns: Any) -> None:
        """Change what an entitlement says, as if it had come about."""
        mine = entitlements.c.application_id == self.case(reference).id
        with self.engine.begin() as connection:
            connection.execute(sa.update(entitlements).where(mine).values(**columns))

    def _approves(self, reference: str) -> None:
        self.records.act(claim, Claim(application=reference, command_id=uuid4()), by=AMAL)
        for paper in self.rows(papers, papers.c.application_id == self.case(reference).id):
            command = JudgeDocument(
                application=reference,
                seen=self.case(reference).version,
                command_id=uuid4(),
                paper=paper.id,
                verdict=PaperVerdict.ACCEPTED,
                note="",
            )
            self.records.act(judge_document, command, by=AMAL)
        command = Decide(
            application=reference,
            seen=self.case(reference).version,
            command_id=uuid4(),
            outcome=Outcome.APPROVE,
            reasons=(),
            note="",
        )
        self.records.act(decide, command, by=AMAL)

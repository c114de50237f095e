"""How long the counter waits for the answer to an inquiry, among how many applications, on PostgreSQL.

The rows are plain: applications with their decisions, messages, entitlements and payments, made where they
are kept. Five of six persons have one application, the sixth has two.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any, Final
from uuid import uuid4

import click

from casework.inquiries.purposes import Purpose
from casework.use_cases.inquire import Inquire, inquire
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.inquiry import answer_of
from data_access.records import Records
from data_access.staff import StaffDirectory
from operations.bench.cluster import throwaway_postgres
from operations.bench.measure import late, seconds
from operations.bench.office import AMAL, NOW
from operations.bench.plain import bare
from operations.demo_staff import add_demo_staff
from operations.throwaway import SEAL_KEY

HEAD: Final = (
    "| What | Applications | Statements | Database, median ms | 95th | Slowest |\n|---|--:|--:|--:|--:|--:|"
)
ROUNDS: Final = 500

# The i-th number: a day of birth between 1950 and 1999 in Cairo, and who came when on it.
_NUMBER: Final = (
    "'2' || to_char(date '1950-01-01' + mod({i}, 18000), 'YYMMDD') "
    "|| '01' || lpad(({i} / 18000)::text, 5, '0')"
)
_FILL: Final = (
    # Found by nobody here, and the dearest to keep up to date while rows pour in.
    "DROP INDEX ix_applications_names",
    """
    INSERT INTO applications (reference, programme, region, state, stage, version, submitted_at, due_on,
        amber_on, language, channel, source, source_key, name, name_norm, national_id, facts)
    SELECT 'TK-2026-' || i, CASE WHEN mod(i, 3) = 0 THEN 'eg.karama' ELSE 'eg.takaful' END, 'eg-01',
        CASE mod(i, 5) WHEN 0 THEN 'submitted' WHEN 1 THEN 'rejected' WHEN 2 THEN 'needs_completion'
            ELSE 'approved' END,
        CASE mod(i, 5) WHEN 0 THEN 'waiting' WHEN 2 THEN 'with_applicant' ELSE 'closed' END,
        3, %(now)s, %(day)s, %(day)s, 'ar', 'import', 'bench', 'bench:' || i, 'n', 'n',
        {number}, '{{"household_size": 4}}'
    FROM generate_series(1, %(n)s) AS i
    """,
    """
    INSERT INTO decisions (application_id, outcome, note, by, at, version, evidence, words)
    SELECT id, CASE state WHEN 'approved' THEN 'approve' WHEN 'rejected' THEN 'reject' ELSE state END,
        '', 'amal', %(then)s, 3, '{{}}', ''
    FROM applications WHERE state <> 'submitted'
    """,
    """
    INSERT INTO decision_reasons (decision_id, reason)
    SELECT id, CASE outcome WHEN 'reject' THEN 'fixed_income' ELSE 'document_unreadable' END
    FROM decisions WHERE outcome <> 'approve'
    """,
    """
    INSERT INTO outbox (id, application_id, decision_id, key, language, facts, status, not_before,
        promised_at, channel, due_at, attempts, first_tried_at, moved_at)
    SELECT gen_random_uuid(), application_id, id, 'decided_approved', 'ar', '{{}}', 'delivered', at, at,
        'sms', at, 1, at, at
    FROM decisions
    """,
    """
    INSERT INTO entitlements (application_id, decision_id, programme, region, state, version, amount,
        currency, parts, formula, opened_on, paid_from, card, card_moved_at, review_on, failing)
    SELECT application_id, id, 'eg.takaful', 'eg-01', 'active', 1, 64800, 'EGP', '[]', '1', %(day)s, %(day)s,
        'delivered', at, %(day)s, '[]'
    FROM decisions WHERE outcome = 'approve'
    """,
    """
    INSERT INTO payments (application_id, entitlement_id, programme, region, period, reference, amount,
        currency, pay_on, state, moved_at, version)
    SELECT application_id, id, programme, region, (date '2026-06-01' + m * interval '1 month')::date,
        'P-' || id || '-' || m, amount, 'EGP', %(day)s, 'paid', card_moved_at, 1
    FROM entitlements, generate_series(1, 5) AS m
    """,
    "VACUUM ANALYZE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Seconds in the database, question by question."""

    what: str
    applications: int
    statements: int
    """How many the dearest took; 0 where they were not counted."""
    times: Sequence[float]

    def __str__(self) -> str:
        told = (median(self.times), late(self.times), max(self.times))
        figures = " | ".join(f"{one * 1000:.1f}" for one in told)
        return f"| {self.what} | {self.applications:,} | {self.statements or '–'} | {figures} |"


def inquiry_figures(applications: int) -> Iterator[Waited]:
    """Fill a new PostgreSQL with so many applications and answer about people drawn at random."""
    with throwaway_postgres(durable=True) as url:
        engine = make_engine(url)
        migrate(engine)
        add_demo_staff(StaffDirectory(engine, key=b"b" * 32))
        filled = seconds(lambda: _fill(engine, applications))
        click.echo(f"{applications:,} applications laid down in {filled:.0f} s", err=True)
        records, numbers = Records(engine, lambda: NOW, seal_key=SEAL_KEY), _drawn(engine, applications)
        yield _answered(records, applications, numbers)
        yield _inquired(records, applications, numbers)
        engine.dispose()


class _Timed:
    """A connection that counts what is asked of it, and how long the database takes."""

    def __init__(self, connection: Any) -> None:
        self._connection, self.spent, self.statements = connection, 0.0, 0

    def execute(self, *asked: Any) -> Any:
        began = time.perf_counter()
        result = self._connection.execute(*asked)
        self.spent += time.perf_counter() - began
        self.statements += 1
        return result


def _answered(records: Records, applications: int, numbers: Sequence[str]) -> Waited:
    def ask(connection: Any, number: str) -> tuple[float, int]:
        timed: Any = _Timed(connection)
        if not answer_of(timed, viewer=AMAL, national_id=number):
            raise LookupError(number)
        return timed.spent, timed.statements

    told = [records.ask(ask, number) for number in numbers]
    return Waited(
        what="The answer: its statements",
        applications=applications,
        statements=max(statements for _, statements in told),
        times=[spent for spent, _ in told],
    )


def _inquired(records: Records, applications: int, numbers: Sequence[str]) -> Waited:
    """The whole act: the answer read, put on record, sealed and waited for on the disk."""

    def act(number: str) -> float:
        asked = Inquire(number=number, purpose=Purpose.COUNTER_VISIT, command_id=uuid4())
        return seconds(lambda: records.act(inquire, asked, by=AMAL))

    times = [act(number) for number in numbers]
    return Waited(what="The inquiry, start to end", applications=applications, statements=0, times=times)


def _fill(engine: Any, applications: int) -> None:
    persons = max(applications * 5 // 6, 1)
    values = {"n": applications, "now": NOW, "then": NOW.replace(month=10), "day": NOW.date()}
    with bare(engine) as driver:
        driver.execute("SET statement_timeout = 0")
        for statement in _FILL:
            sql = statement.format(number=_NUMBER.format(i=f"mod(i, {persons})"))
            used = {name: value for name, value in values.items() if f"%({name})s" in sql}
            driver.execute(sql, used) if used else driver.execute(sql)


def _drawn(engine: Any, applications: int) -> list[str]:
    """Numbers of people drawn at random; where they stand in the table says nothing of who is asked next."""
    rng = Random(applications)  # noqa: S311 - a sample.
    wanted = [rng.randrange(1, applications + 1) for _ in range(ROUNDS)]
    with bare(engine) as driver:
        rows = driver.execute("SELECT national_id FROM applications WHERE id = ANY(%s)", (wanted,)).fetchall()
    return [row[0] for row in rows]

"""An office in which each situation of a case occurs once, and copies of it to try things on."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Citizen, Staff, System
from casework.applications.lifecycle import Outcome
from casework.entitlements.port import PaymentFile
from casework.inquiries.purposes import Purpose
from casework.messages import Failure, MessageAction
from casework.permissions import Role
from casework.ports import ExportedFile, ImportedFile
from casework.use_cases.applicant import Complete, Withdraw, complete, withdraw
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.export import Export, export
from casework.use_cases.inquire import Inquire, inquire
from casework.use_cases.look import Reveal, reveal
from casework.use_cases.payments import RecordPaymentFile, record_payment_file
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from casework.use_cases.record_import import RecordImport, record_import
from casework.use_cases.relay import EndTurn, LeaseDue, Mark, end_turn, lease_due, mark
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.records import Records
from data_access.tables import applications, metadata, outbox, papers, staff
from data_access.tables_after_decision import inquiries
from tests.lots import seed_drawing
from tests.pages.cases import HOUSEHOLD, KINDS, NUMBER, a_paper
from tests.permissions.complained import complained
from tests.permissions.paid import open_batch_of_reviews, pay
from tests.permissions.policy import SITUATIONS
from tests.seals import SEAL_KEY
from tests.staffed import on_record

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROGRAMME, REGION = "eg.takaful", "eg-01"
ELSEWHERE = {
    "within": (PROGRAMME, ""),
    "other programme": ("eg.karama", ""),
    "other region": (PROGRAMME, "eg-22"),
    "here alone": (PROGRAMME, REGION),
}


def person(username: str, role: Role = Role.CASEWORKER, reach: str = "within") -> Staff:
    programme, region = ELSEWHERE[reach]
    return Staff(
        username=username,
        name_ar=f"ا {username}",
        name_en=username.title(),
        role=role,
        programmes=frozenset({programme}),
        regions=frozenset({region} if region else ()),
    )


PEOPLE = (
    person("me"),
    person("other"),
    person("third", reach="here alone"),
    person("off"),
    # A second administrator, so that nobody is the last.
    person("keeper", Role.ADMINISTRATOR),
    person("lead", Role.SUPERVISOR),
)


def records_of(engine: Engine) -> Records:
    """The records as they stand at the one moment in which everything happens."""
    return Records(engine, lambda: NOW, seal_key=SEAL_KEY)


def disable(engine: Engine, username: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(staff).where(staff.c.username == username).values(disabled_at=NOW))


def staff_version_of(engine: Engine, username: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(staff.c.version).where(staff.c.username == username)) or 0


def furnish(engine: Engine) -> dict[str, str]:
    """Make every situation; the reference of each. The people are `me`, `other` and `third`."""
    me, other = PEOPLE[:2]
    on_record(engine, *PEOPLE)
    disable(engine, "off")
    plain = records_of(engine)
    cases = dict(zip(SITUATIONS, _received(plain, len(SITUATIONS)), strict=True))
    drawn = [cases["my check"], cases["their check"]]
    seed = seed_drawing(drawn=drawn, left=[one for one in cases.values() if one not in drawn])
    records = Records(engine, lambda: NOW, lambda _day: seed, seal_key=SEAL_KEY)
    for situation, by in (
        ("mine", me),
        ("theirs", other),
        ("my decision", me),
        ("their decision", other),
        ("my check", me),
        ("their check", other),
        ("back", other),
        ("asked", other),
    ):
        records.act(claim, Claim(application=cases[situation], command_id=uuid4()), by=by)
    for situation, by in (
        ("my decision", me),
        ("their decision", other),
        ("my check", me),
        ("their check", other),
    ):
        _decide(records, cases[situation], Outcome.REJECT, ("fixed_income",), by)
    for situation in ("back", "asked"):
        _decide(records, cases[situation], Outcome.NEEDS_COMPLETION, ("document_unreadable",), other)
    sent = Complete(application=cases["back"], command_id=uuid4(), papers=(a_paper("identity_card"),))
    records.act(complete, sent, by=Citizen())
    records.act(withdraw, Withdraw(application=cases["closed"], command_id=uuid4()), by=Citizen())
    relayed(engine, undelivered=cases["closed"], kept=cases["asked"])
    pay(engine, NOW, other)
    complained(plain, cases["asked"], cases["back"], me)
    return cases


def relayed(engine: Engine, *, undelivered: str, kept: str) -> None:
    """When the time to undo is over a relay finds one number wrong, and for another case no way out."""
    later = Records(engine, lambda: NOW + timedelta(minutes=11), seal_key=SEAL_KEY)
    lease = LeaseDue(owner="a relay", limit=100, lease=timedelta(minutes=5))
    for due in later.act(lease_due, lease, by=System()):
        one = Mark(message=due.id, owner="a relay", action=MessageAction.KEEP)
        if due.application == undelivered:
            one = replace(one, action=MessageAction.GIVE_UP, failure=Failure.REFUSED, answer="550")
        if due.application in {undelivered, kept}:
            assert later.act(mark, one, by=System())
    later.act(end_turn, EndTurn(owner="a relay"), by=System())


def message_of(engine: Engine, status: str) -> UUID:
    """The message that stands there."""
    with engine.connect() as connection:
        return connection.execute(sa.select(outbox.c.id).where(outbox.c.status == status)).scalar_one()


def lay_files(engine: Engine, cases: dict[str, str]) -> None:
    """A supervisor has taken a file out, and has brought one in; somebody has looked into another's case.

    And somebody was answered at the counter, and a batch of reviews was opened.
    """
    records, lead = records_of(engine), PEOPLE[-1]
    taken = ExportedFile(what="causes.reasons", format="csv", rows=1, filters={})
    records.act(export, Export(file=taken), by=lead)
    brought = ImportedFile(
        name="march.csv", sha256="0" * 64, mapping="mizan", read=2, accepted=1, refused=1, known=0
    )
    records.act(record_import, RecordImport(command_id=uuid4(), file=brought), by=lead)
    records.act(reveal, Reveal(application=cases["mine"], field="iban"), by=PEOPLE[1])
    asked = Inquire(number=NUMBER, purpose=Purpose.TELEPHONE, command_id=uuid4())
    records.act(inquire, asked, by=lead)
    open_batch_of_reviews(records, NOW, lead)
    results = PaymentFile(name="results.csv", sha256="0" * 64, read=1, accepted=0, refused=1, known=0)
    records.act(record_payment_file, RecordPaymentFile(command_id=uuid4(), file=results), by=lead)


def code_of(engine: Engine) -> str:
    """The check code of the one answer that was given."""
    with engine.connect() as connection:
        return connection.scalar(sa.select(inquiries.c.code)) or ""


def paper_of(engine: Engine, reference: str) -> tuple[int, str]:
    """The first paper of a case: its number and its hash."""
    asked = sa.select(papers.c.id, papers.c.sha256).join(
        applications, applications.c.id == papers.c.application_id
    )
    with engine.connect() as connection:
        row = connection.execute(
            asked.where(applications.c.reference == reference).order_by(papers.c.id)
        ).first()
    assert row is not None
    return row[0], row[1]


def version_of(engine: Engine, reference: str) -> int:
    with engine.connect() as connection:
        asked = sa.select(applications.c.version).where(applications.c.reference == reference)
        return connection.scalar(asked) or 0


def fingerprint(engine: Engine) -> str:
    """What every table holds, as one hash."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            return hashlib.sha256(repr(connection.exec_driver_sql(_HASHES).all()).encode()).hexdigest()
    # The same bytes hold the same rows; most acts of the matrix are refused and leave them as they were.
    return _fingerprint(engine, _bytes_of(engine))


@lru_cache(maxsize=8)
def _fingerprint(engine: Engine, _of: bytes) -> str:
    told = hashlib.sha256()
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()
            told.update(f"{table.name}:{sorted(map(repr, rows))}".encode())
    return told.hexdigest()


def _bytes_of(engine: Engine) -> bytes:
    """The database's file and what was written since the file was, as one hash."""
    told = hashlib.blake2b()
    for file in (Path(str(engine.url.database)), Path(f"{engine.url.database}-wal")):
        told.update(file.read_bytes() if file.exists() else b"")
        told.update(b"; then ")
    return told.digest()


_HASHES = " UNION ALL ".join(
    f"SELECT '{table.name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table.name} t"
    for table in metadata.sorted_tables
)


@dataclass
class Trial:
    """A furnished office that is as it was before each attempt.

    The engine stays: what it has compiled is as good for the next copy.
    """

    refresh: Callable[[], None]
    cases: dict[str, str]
    engine: Engine
    before: str = ""

    def become(self, someone: Staff) -> None:
        """Somebody is on the staff like this from now on, in this copy."""
        on_record(self.engine, someone)
        self.before = fingerprint(self.engine)

    def again(self) -> None:
        """Begin with a new copy."""
        self.engine.dispose()
        self.refresh()


@contextmanager
def furnished_sqlite(folder: Path) -> Iterator[Trial]:
    template, copy = folder / "template.db", folder / "copy.db"
    made = make_engine(f"sqlite:///{template}")
    migrate(made)
    cases = furnish(made)
    # Closing the last connection brings everything into the one file.
    made.dispose()

    def refresh() -> None:
        for left in folder.glob("copy.db*"):
            left.unlink()
        shutil.copy(template, copy)

    refresh()
    trial = Trial(refresh, cases, make_engine(f"sqlite:///{copy}"))
    yield trial
    trial.engine.dispose()


@contextmanager
def furnished_postgres(url: str) -> Iterator[Trial]:
    server = sa.make_url(url)
    name = f"m{uuid4().hex}"
    admin = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def engine_of(database: str) -> Engine:
        return make_engine(server.set(database=database).render_as_string(hide_password=False))

    run(f"CREATE DATABASE {name}")
    made = engine_of(name)
    migrate(made)
    cases = furnish(made)
    made.dispose()

    def refresh() -> None:
        run(f"DROP DATABASE IF EXISTS {name}_copy")
        # Copying the files is quicker than the log of every page, on a server that never waits for its disk.
        run(f"CREATE DATABASE {name}_copy TEMPLATE {name} STRATEGY file_copy")

    refresh()
    trial = Trial(refresh, cases, engine_of(f"{name}_copy"))
    yield trial
    trial.engine.dispose()
    for left in (f"{name}_copy", name):
        run(f"DROP DATABASE IF EXISTS {left}")
    admin.dispose()


def _received(records: Records, how_many: int) -> list[str]:
    commands = tuple(
        Receive(
            programme=PROGRAMME,
            facts=HOUSEHOLD | {"region": REGION, "data_updated_on": NOW.date()},
            papers=tuple(a_paper(kind) for kind in KINDS),
            received_at=NOW,
            channel="import",
            source="test",
            source_key=f"matrix:{number}",
            language="ar",
        )
        for number in range(how_many)
    )
    return [one.reference for one in records.act(receive_many, ReceiveMany(commands=commands), by=System())]


def _decide(records: Records, reference: str, outcome: Outcome, reasons: tuple[str, ...], by: Staff) -> None:
    seen = version_of(records.engine, reference)
    command = Decide(
        application=reference,
        seen=seen,
        command_id=uuid4(),
        outcome=outcome,
        reasons=reasons,
        note="رأيت",
        words="نظرنا في أوراقكم",
    )
    records.act(decide, command, by=by)

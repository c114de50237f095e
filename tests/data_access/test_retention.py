"""A person's data go when their time is over; figures and seals stay, and what is on hold stays whole."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome, State
from casework.permissions import Permission
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.second_check import Agree, agree
from dashboard.relay.relay import Relay
from dashboard.retaining import retain
from data_access.append_only import could_change_the_journal
from data_access.documents import DocumentStore
from data_access.records import Records
from data_access.tables import applications, files, journal, outbox, papers, removals
from operations.bench.cluster import postgres_binaries
from tests.data_access.mixed_acts import Mixed
from tests.seals import SEAL_KEY

PLANTED = {
    "full_name": "زينب البنهاوي المزروعة",
    "national_id": "29001011234568",
    "iban": "EG380019000500000000263180002",
    "phone": "+201001234567",
    "email": "zaynab.planted@example.org",
    "address": "شارع الورد المزروع ٧",
}
WORDS = (
    "كلمات مزروعة في القرار",
    "ملاحظة مزروعة",
    "مسودة مزروعة",
    "planted-paper-name.pdf",
    "كلمات مزروعة لمقدم الطلب",
    "كلمات مزروعة في المسودة",
)
BYTES = b"planted bytes of a paper"


class Office(Mixed):
    """A lived-in office with one planted person in it."""

    def __init__(self, engine, folder):
        super().__init__(engine)
        self.store = DocumentStore(folder / "documents")

    def planted(self, key: str, *, shared: bool = False) -> str:
        """An application of the planted person; its paper may be another applicant's, too."""
        sha256 = self.store.put(BYTES)
        person = self.people.pop()
        paper = ReceivedPaper(
            kind="identity_card",
            original_name=WORDS[3],
            sha256=sha256,
            media_type="application/pdf",
            size=len(BYTES),
            pages=1,
            page_sizes=((800, 1100),),
            fault=None,
        )
        command = Receive(
            programme="eg.takaful",
            facts=({**person.facts} if shared else {**person.facts, **PLANTED}) | {"region": "EG-C"},
            papers=(paper,),
            received_at=self.now,
            channel="portal",
            source="mixed",
            source_key=f"planted:{key}:{'' if shared else PLANTED['national_id']}",
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        return received.reference

    def reject(self, reference: str) -> None:
        """Claim, remark, draft, and reject with words."""
        amal = next(one for one in self.staff if one.username == "amal")
        self.records.act(claim, Claim(application=reference, command_id=self._id()), by=amal)
        self.records.act(
            add_note, AddNote(application=reference, command_id=self._id(), text=WORDS[1]), by=amal
        )
        seen = self.version(reference)
        self.records.act(
            keep_draft,
            KeepDraft(application=reference, outcome=None, reasons=(), note=WORDS[2], words=WORDS[5]),
            by=amal,
        )
        self.records.act(
            decide,
            Decide(
                application=reference,
                seen=seen,
                command_id=self._id(),
                outcome=Outcome.REJECT,
                reasons=("fixed_income",),
                note=WORDS[0],
                words=WORDS[4],
            ),
            by=amal,
        )
        if self.row(reference)["state"] == State.AWAITING_CHECK:
            other = next(one for one in self.staff if one.username != "amal" and self._may_check(one))
            again = Agree(application=reference, seen=self.version(reference), command_id=self._id(), note="")
            self.records.act(agree, again, by=other)

    def _may_check(self, one: Staff) -> bool:
        return one.may(Permission.SECOND_CHECK) and one.is_competent_for("eg.takaful", "EG-C")

    def count(self, table: sa.Table) -> int:
        with self.records.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()

    def version(self, reference: str) -> int:
        with self.records.engine.connect() as connection:
            asked = sa.select(applications.c.version).where(applications.c.reference == reference)
            return connection.execute(asked).scalar_one()

    def row(self, reference: str):
        with self.records.engine.connect() as connection:
            asked = sa.select(applications).where(applications.c.reference == reference)
            return connection.execute(asked).mappings().one()


@pytest.fixture
def office(engine, tmp_path):
    made = Office(engine, tmp_path)
    made.acts(30)
    return made


def everything(engine, tmp_path) -> bytes:
    """All bytes in which something could still stand: the files of SQLite, or a dump of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in tmp_path.glob("mizan.db*"))
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run([postgres_binaries() / "pg_dump", url], check=True, capture_output=True).stdout


def written(text: str) -> set[bytes]:
    """How a text may stand in a file: as it is, or as JSON escapes it."""
    return {text.encode(), text.encode("ascii", "backslashreplace")}


def faults(office) -> list[str]:
    told: list[str] = []
    office.records.verify(lambda finding: told.append(str(finding)))
    return told


def relays(office) -> None:
    """The time to undo is over: the message is worded, and kept because there is no way out."""
    later = Records(office.records.engine, lambda: office.now + timedelta(minutes=11), seal_key=SEAL_KEY)
    Relay(records=later, ways={}).once()


def messages(office, reference: str) -> list:
    asked = sa.select(outbox).where(outbox.c.application_id == office.row(reference)["id"])
    with office.records.engine.connect() as connection:
        return list(connection.execute(asked).mappings())


def test_nothing_of_the_person_is_left_anywhere_and_seals_and_figures_stay(office, engine, tmp_path):
    reference = office.planted("one")
    office.reject(reference)
    relays(office)
    assert [(row["status"], row["wording"] is not None) for row in messages(office, reference)] == [
        ("kept", True), ("kept", True),
    ]  # fmt: skip
    planted = {*PLANTED.values(), *WORDS}
    before = everything(engine, tmp_path)
    # The draft went with the decision; the rest can be found, so that finding nothing says something.
    assert [
        text for text in planted - {WORDS[2], WORDS[5]} if not any(form in before for form in written(text))
    ] == []
    lines, figures = office.count(journal), office.records.recount()
    assert figures == ()

    office.now += timedelta(days=5 * 366 + 60)
    done = retain(office.records, office.store)
    assert done.cases["rejected:5"] >= 1

    after = everything(engine, tmp_path)
    left = [text for text in planted if any(form in after for form in written(text))]
    assert left == []
    assert office.count(journal) == lines
    assert faults(office) == []
    assert office.records.recount() == ()
    office.records.rebuild_statistics()
    assert office.records.recount() == ()
    # What was kept has nothing left to say, and never leaves.
    told = messages(office, reference)
    assert {(row["status"], row["wording"], str(row["facts"])) for row in told} == {("withheld", None, "{}")}
    row = office.row(reference)
    assert (row["state"], row["programme"], row["region"]) == (State.REJECTED, "eg.takaful", "EG-C")


def test_a_paper_that_another_case_has_too_stays(office, engine):
    first, second = office.planted("one"), office.planted("two", shared=True)
    office.reject(first)
    office.now += timedelta(days=5 * 366 + 60)
    retain(office.records, office.store)
    assert office.row(first)["name"] == ""
    assert office.row(second)["name"] != ""
    with engine.connect() as connection:
        kept = set(connection.execute(sa.select(papers.c.sha256)).scalars())
        known = set(connection.execute(sa.select(files.c.sha256)).scalars())
    sha256 = office.store.put(BYTES)
    assert sha256 in kept & known
    assert office.store.has(sha256)


def test_what_is_not_decided_and_what_belongs_to_an_open_case_of_the_same_person_stays(office):
    decided, undecided = office.planted("one"), office.planted("two")
    office.reject(decided)
    office.now += timedelta(days=5 * 366 + 60)
    retain(office.records, office.store)
    assert office.row(decided)["name"] == PLANTED["full_name"]
    assert office.row(undecided)["name"] == PLANTED["full_name"]


def test_a_day_before_its_time_nothing_is_removed_and_a_dry_run_only_counts(office):
    reference = office.planted("one")
    office.reject(reference)
    closed = office.now.date()
    early = date(closed.year + 5, closed.month, closed.day) - timedelta(days=1)
    done = retain(office.records, office.store, as_of=early, dry_run=True)
    retain(office.records, office.store, as_of=early)
    assert office.row(reference)["name"] == PLANTED["full_name"]
    due = retain(office.records, office.store, as_of=early + timedelta(days=3), dry_run=True)
    assert due.cases["rejected:5"] == done.cases.get("rejected:5", 0) + 1
    assert office.row(reference)["name"] == PLANTED["full_name"]


def test_words_put_in_after_a_removal_and_a_forged_removal_are_found(office, engine):
    reference = office.planted("one")
    office.reject(reference)
    office.now += timedelta(days=5 * 366 + 60)
    retain(office.records, office.store)
    number = office.row(reference)["id"]
    with engine.begin() as connection:
        line = connection.execute(
            sa.select(journal.c.id, journal.c.facts).where(
                journal.c.application_id == number, journal.c.kind == "decided"
            )
        ).one()
        forged = {**line.facts, "note": "put in"}
        connection.execute(sa.update(journal).where(journal.c.id == line.id).values(facts=forged))
    assert any(f"journal {line.id} " in told for told in faults(office))


def test_a_removal_is_itself_never_changed(office, engine):
    reference = office.planted("one")
    office.reject(reference)
    office.now += timedelta(days=5 * 366 + 60)
    retain(office.records, office.store)
    with engine.connect() as connection:
        assert could_change_the_journal(connection)
        row = connection.execute(sa.select(removals)).mappings().first()
    assert row is not None
    assert row["rule"].endswith(":5") or row["rule"].endswith(":2")

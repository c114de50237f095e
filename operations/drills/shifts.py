"""People at work with ledgers: what they were told is on the disk, and whoever is killed goes on there."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from casework.actors import Staff, System
from casework.errors import NothingToClaim, Refusal
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.decide import decide
from dashboard.office import now
from data_access.errors import StorageError
from operations.bench.imports import page, saved, table, unlike_others
from operations.bench.office import households
from operations.drills.ledger import Ledger
from operations.drills.load import rejection
from operations.drills.offices import DrillOffice
from operations.intake.importer import import_file
from operations.intake.plan import plan_import
from operations.papers import Examiner

ROWS: Final = 3
PAPERS: Final = ("identity_card.jpg", "family_register.jpg")
_NONE: Final = "none"
_WAITS: Final = 0.05


def clerk(office: DrillOffice, by: Staff, folder: Path, stop: Path) -> None:
    """Claim and decide until told to stop; every command and every answer goes to the ledgers."""
    claims, decisions = (Ledger(folder / f"{by.username}-{what}.ledger") for what in ("claims", "decisions"))
    while not stop.exists():
        try:
            if not _decide_pending(office, by, decisions):
                _claim(office, by, claims)
        except StorageError:
            time.sleep(_WAITS)
    office.close()


def importer(office: DrillOffice, name: str, folder: Path, stop: Path) -> None:
    """Import one file of applications with papers after another until told to stop."""
    ledger = Ledger(folder / f"{name}-imports.ledger")
    with Examiner(workers=1) as examiner:
        while not stop.exists():
            pending = ledger.unanswered()
            about = pending[1] if pending else str(sum(1 for _ in ledger.tried()))
            command = pending[0] if pending else ledger.attempt(about)
            try:
                ledger.answer(command, import_one(office, f"{name}-{about}", examiner))
            except StorageError:
                time.sleep(_WAITS)
    office.close()


def import_one(office: DrillOffice, name: str, examiner: Examiner) -> str:
    """Import a small file of this name with its papers; what the import says of it."""
    content, documents = file_of(office.home, name)
    plan = plan_import(content, f"{name}.csv", today=now().date(), mapping="mizan")
    result = import_file(
        plan, office.records, store=office.documents, by=System(), documents=documents, examiner=examiner
    )
    return f"read {result.read} accepted {result.accepted} known {result.known} refused {result.refused}"


def file_of(home: Path, name: str) -> tuple[bytes, Path]:
    """A file of a few applications and the folder of their papers: the same name, the same bytes."""
    first = int.from_bytes(name.encode()) % 10**9
    people = [households()[(first + number) % len(households())] for number in range(ROWS)]
    documents = home / "incoming" / name
    for number in range(first, first + ROWS):
        own = documents / f"B{number:05d}"
        own.mkdir(parents=True, exist_ok=True)
        for paper in PAPERS:
            if not (own / paper).exists():
                (own / paper).write_bytes(unlike_others(drawn(), f"{name} {number} {paper}"))
    return table(people, first=first), documents


@cache
def drawn() -> bytes:
    """A page of a paper, as a JPEG."""
    return saved(page(1), "JPEG")


def _decide_pending(office: DrillOffice, by: Staff, ledger: Ledger) -> bool:
    """Decide what was tried before, or what is in hand; whether there was anything."""
    pending = ledger.unanswered()
    if pending is None:
        held = office.found(
            "SELECT reference FROM applications WHERE assignee = ? AND stage = 'in_hand' LIMIT 1", by.username
        )
        if not held:
            return False
        pending = (ledger.attempt(held[0][0]), held[0][0])
    command, reference = pending
    said = _decided(office, by, command, reference)
    ledger.answer(command, said)
    return True


def _decided(office: DrillOffice, by: Staff, command: UUID, reference: str) -> str:
    code, seen = office.found("SELECT programme, version FROM applications WHERE reference = ?", reference)[0]
    try:
        return office.records.act(decide, rejection(reference, code, seen, command), by=by)
    except Refusal as refusal:
        return type(refusal).__name__


def _claim(office: DrillOffice, by: Staff, ledger: Ledger) -> None:
    pending = ledger.unanswered()
    command = pending[0] if pending else ledger.attempt()
    try:
        said = office.records.act(claim_next, ClaimNext(command_id=command), by=by)
    except NothingToClaim:
        said = _NONE
        time.sleep(_WAITS)
    ledger.answer(command, said)


def lost_decisions(office: DrillOffice, folder: Path) -> tuple[int, int]:
    """How many decisions their makers were told of, and how many of those are not on record."""
    told = [
        command
        for path in folder.glob("*-decisions.ledger")
        for command, said in Ledger(path).told()
        if said and not said[0].isupper()
    ]
    on_record = {
        UUID(str(row[0])) for row in office.found("SELECT command_id FROM commands WHERE use_case = 'decide'")
    }
    return len(told), sum(1 for command in told if command not in on_record)


Work = Callable[..., None]

"""Somebody at work: applications come in with papers, are claimed and decided, until told to stop."""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome
from casework.countries.pack import programme
from casework.errors import Refusal
from casework.local_time import local_date
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.decide import Decide, decide
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from dashboard.office import now
from data_access.documents import DocumentStore
from data_access.errors import StorageError
from operations.bench.office import households
from operations.drills.offices import DrillOffice, fresh_name
from operations.drills.workers import CONTEXT

PAPERS: Final = 2
_SIZE: Final = 4_000
_PAGE: Final = b"\xff\xd8 a page \xff\xd9"


def application(key: str, papers: tuple[ReceivedPaper, ...] = ()) -> Receive:
    """An application of one of the invented households, under a key of its own."""
    people = households()
    one = people[int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % len(people)]
    return Receive(
        programme=one.programme,
        facts={**one.facts, "region": one.person.region},
        papers=papers,
        received_at=now() - timedelta(hours=1),
        channel="import",
        source="drill",
        source_key=key,
        language="ar",
    )


def stored_paper(store: DocumentStore, content: bytes) -> ReceivedPaper:
    """Store a paper with one page image, and say what a row may know of it."""
    sha256 = store.put(content)
    if not store.has_page(sha256, 1):
        store.put_page(sha256, 1, _PAGE)
    return ReceivedPaper(
        kind="identity_card",
        original_name="card.jpg",
        sha256=sha256,
        media_type="image/jpeg",
        size=len(content),
        pages=1,
        page_sizes=((800, 1100),),
        fault=None,
    )


def receive_one(office: DrillOffice, key: str) -> str:
    """Store papers, then put their application on record; its reference."""
    papers = tuple(stored_paper(office.documents, os.urandom(_SIZE)) for _ in range(PAPERS))
    (received,) = office.records.act(
        receive_many, ReceiveMany(commands=(application(key, papers),)), by=System()
    )
    return received.reference


def rejection(reference: str, code: str, seen: int, command: UUID, note: str = "drill") -> Decide:
    """A decision that any case may get."""
    reasons = programme(code).reasons_on(local_date(code, now()))
    reason = next(one.code for one in reasons if one.leads_to(Outcome.REJECT))
    return Decide(
        application=reference,
        seen=seen,
        command_id=command,
        outcome=Outcome.REJECT,
        reasons=(reason,),
        note=note,
        words=note,
    )


def claim_and_decide(office: DrillOffice, by: Staff) -> str:
    """The next case, decided; its reference."""
    reference = office.records.act(claim_next, ClaimNext(command_id=uuid4()), by=by)
    code, seen = office.found("SELECT programme, version FROM applications WHERE reference = ?", reference)[0]
    office.records.act(decide, rejection(reference, code, seen, uuid4()), by=by)
    return reference


@contextmanager
def people_at_work(office: DrillOffice, people: tuple[Staff, ...]) -> Any:
    """While the context lasts, everybody works in a process of their own."""
    stop = office.home / f"stop-{fresh_name()}"
    working = [CONTEXT.Process(target=_work, args=(office, one, stop), daemon=True) for one in people]
    for process in working:
        process.start()
    try:
        yield
    finally:
        stop.touch()
        for process in working:
            process.join(60)
            process.kill()


def wait_for_decisions(office: DrillOffice, many: int) -> None:
    """Wait until so many decisions are on record."""
    while office.number("SELECT count(*) FROM decisions") < many:
        time.sleep(0.1)


def _work(office: DrillOffice, by: Staff, stop: Path) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: receive_one(office, fresh_name()),
        lambda: claim_and_decide(office, by),
    )
    while not stop.exists():
        for step in steps:
            try:
                step()
            except (Refusal, StorageError):
                continue
    office.close()

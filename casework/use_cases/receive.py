"""Receive applications from outside: a file, an office counter, later the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.actors import Actor, Staff
from casework.applications.application import Application
from casework.applications.evidence import Paper
from casework.applications.reference import make_reference
from casework.countries.pack import programme
from casework.deadlines import deadline_of
from casework.local_time import local_date
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPaper:
    """A file that came with an application.

    ``sha256`` names the stored bytes; None when they were not kept. ``page_sizes`` are pixels of the page
    images (width, height). ``fault`` says why the file was kept aside, or None.
    """

    kind: str
    original_name: str
    sha256: str | None
    media_type: str
    size: int
    pages: int
    page_sizes: tuple[tuple[int, int], ...]
    fault: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """One application as understood; ``source_key`` is the same whenever the same row comes again."""

    programme: str
    facts: Mapping[str, object]
    papers: tuple[ReceivedPaper, ...]
    received_at: datetime
    channel: str
    source: str
    source_key: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveMany:
    """A batch received in one transaction; safe to repeat, because each source key is received once."""

    commands: tuple[Receive, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of one application."""

    reference: str
    already_known: bool


def receive_many(command: ReceiveMany, unit: Unit, by: Actor, now: Clock) -> tuple[Received, ...]:
    """Put applications on record, in the order given; those received before are left as they are.

    Raises:
        NotAllowed: the person may not import.
    """
    if isinstance(by, Staff):
        by.must_be_allowed(Permission.IMPORT)
    at = now()
    known = dict(unit.applications.known(item.source_key for item in command.commands))
    fresh: dict[str, Receive] = {}
    for item in command.commands:
        if item.source_key not in known:
            fresh.setdefault(item.source_key, item)
    added = _applications(tuple(fresh.values()), unit, by, at)
    unit.applications.add(added)
    references = known | {application.source_key: application.reference for application in added}
    seen = set(known)
    results: list[Received] = []
    for item in command.commands:
        results.append(Received(reference=references[item.source_key], already_known=item.source_key in seen))
        seen.add(item.source_key)
    return tuple(results)


def _applications(items: Sequence[Receive], unit: Unit, by: Actor, at: datetime) -> list[Application]:
    counts: dict[str, int] = {}
    for item in items:
        prefix = programme(item.programme).prefix
        counts[prefix] = counts.get(prefix, 0) + 1
    numbers = {
        prefix: iter(unit.applications.next_numbers(prefix, n)) for prefix, n in sorted(counts.items())
    }
    added: list[Application] = []
    for item in items:
        scheme = programme(item.programme)
        year = local_date(item.programme, item.received_at).year
        reference = make_reference(scheme.prefix, year, next(numbers[scheme.prefix]))
        application = _application(item, reference)
        application.receive(by=by, at=at)
        added.append(application)
    return added


def _application(item: Receive, reference: str) -> Application:
    deadline = deadline_of(programme(item.programme), item.received_at)
    return Application(
        reference=reference,
        programme=item.programme,
        region=str(item.facts["region"]),
        facts=dict(item.facts),
        language=item.language,
        channel=item.channel,
        source=item.source,
        source_key=item.source_key,
        submitted_at=item.received_at,
        due_on=deadline.due_on,
        amber_on=deadline.amber_on,
        papers=papers_of(item.papers, item.received_at),
    )


def papers_of(received: Sequence[ReceivedPaper], at: datetime) -> list[Paper]:
    """The papers of an application as received at a moment."""
    return [
        Paper(
            kind=paper.kind,
            original_name=paper.original_name,
            sha256=paper.sha256,
            media_type=paper.media_type,
            size=paper.size,
            pages=paper.pages,
            page_sizes=paper.page_sizes,
            fault=paper.fault,
            received_at=at,
        )
        for paper in received
    ]

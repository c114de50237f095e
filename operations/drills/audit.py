"""Whether an office is whole: decisions, journal, messages and figures agree, and every paper is there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from data_access.errors import StorageError
from operations.drills.offices import DrillOffice
from operations.sweep import remove_orphans

_HALF_ACTS: Final = {
    "decisions without their one journal line": (
        "SELECT count(*) FROM decisions d WHERE (SELECT count(*) FROM journal j "
        "WHERE j.application_id = d.application_id AND j.version = d.version AND j.kind = 'decided') <> 1"
    ),
    # An approval that stands also tells what was granted: a message of another key.
    "decisions without their one message on each way": (
        "SELECT count(*) FROM decisions d "
        "WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.decision_id = d.id AND o.key LIKE 'decided%%') "
        "OR (SELECT count(*) FROM outbox o WHERE o.decision_id = d.id) <> "
        "(SELECT count(DISTINCT o.key || o.channel) FROM outbox o WHERE o.decision_id = d.id)"
    ),
    "decisions without a reason, approvals apart": (
        "SELECT count(*) FROM decisions d WHERE d.outcome <> 'approve' "
        "AND NOT EXISTS (SELECT 1 FROM decision_reasons r WHERE r.decision_id = d.id)"
    ),
    "journal lines of decisions that are not there": (
        "SELECT count(*) FROM journal j WHERE j.kind = 'decided' AND NOT EXISTS (SELECT 1 FROM decisions d "
        "WHERE d.application_id = j.application_id AND d.version = j.version)"
    ),
    "cases whose journal does not end at their version": (
        "SELECT count(*) FROM applications a WHERE a.version <> "
        "(SELECT max(j.version) FROM journal j WHERE j.application_id = a.id)"
    ),
    "cases that were not received exactly once": (
        "SELECT count(*) FROM applications a WHERE (SELECT count(*) FROM journal j "
        "WHERE j.application_id = a.id AND j.kind = 'received') <> 1"
    ),
    "papers without a file on record": (
        "SELECT count(*) FROM papers p WHERE p.sha256 IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM files f WHERE f.sha256 = p.sha256)"
    ),
}


def half_acts(office: DrillOffice) -> Iterator[str]:
    """What is half done, in words with a number."""
    for what, question in _HALF_ACTS.items():
        if many := office.number(question):
            yield f"{many} {what}"


def wrong_figures(office: DrillOffice) -> Iterator[str]:
    """Figures that differ from the records."""
    if differing := office.records.recount():
        yield f"{len(differing)} figures differ, such as {differing[0]}"


def broken_seals(office: DrillOffice) -> Iterator[str]:
    """Lines that do not stand as they were sealed."""
    found: list[str] = []
    office.records.verify(lambda finding: found.append(str(finding)))
    yield from found


def rows_without_files(office: DrillOffice) -> Iterator[str]:
    """Papers on record whose bytes are not here or not theirs."""
    for (sha256,) in office.found("SELECT sha256 FROM files"):
        try:
            office.documents.get(sha256)
        except StorageError as problem:
            yield str(problem)


def files_without_rows(office: DrillOffice) -> Iterator[str]:
    """What lies in the folder of papers and no row points at."""
    known = {row[0] for row in office.found("SELECT sha256 FROM files")}
    for place in office.documents.everything():
        owner = place.name if place.parts[0] == "originals" else place.parent.name
        if owner not in known or place.name.startswith("."):
            yield place.as_posix()


def sweep_now(office: DrillOffice) -> int:
    """Remove orphans of papers as the sweep does a day later; how many files went."""
    swept = remove_orphans(office.records, office.documents, grace=timedelta(seconds=-60))
    return swept.papers + swept.halves


def everything_wrong(office: DrillOffice) -> list[str]:
    """All of it; empty for a whole office."""
    problems = (half_acts, wrong_figures, broken_seals, rows_without_files)
    return [problem for look in problems for problem in look(office)]

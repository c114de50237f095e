"""Personal data removed from a case whose time is over; what figures and seals need stays.

The removal is written first, with the digests of all words that go: they let the case's chain be proved
afterwards, and without the row the database refuses the rest. One transaction a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import System
from casework.applications.events import REMARKS
from casework.applications.lifecycle import Stage, State
from casework.complaints.lifecycle import ComplaintState
from casework.entitlements.lifecycle import EntitlementState
from casework.messages import MOVES, MessageAction, MessageState
from data_access.chains import NO_EVIDENCE, seal_of_removal
from data_access.sealing import head_row, heads_of, write_heads
from data_access.seals import BOUND, BOUND_SINCE, PAPER, PERSONAL_FACTS, Head, Sealer
from data_access.tables import (
    applications,
    decisions,
    drafts,
    files,
    journal,
    outbox,
    papers,
    removals,
    second_checks,
    undoings,
)
from data_access.tables_after_decision import complaints, entitlements

_NOTHING: Final[Mapping[str, Any]] = {
    "name": "",
    "name_norm": "",
    "national_id": None,
    "iban": None,
    "phone": None,
    "facts": {},
    "source": "removed",
}
_STILL_TO_LEAVE: Final = MOVES[MessageAction.WITHHOLD][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A case whose data have been kept long enough; ``closed_at`` is the moment of its last act (UTC)."""

    id: int
    reference: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is to be written of a removal: the case, the pack's rule, the local day it is counted from."""

    case: int
    rule: str
    counted_from: date


def expired_cases(
    connection: Connection,
    *,
    viewer: System,
    programmes: Sequence[str],
    state: State,
    before: datetime,
    after: int = 0,
    limit: int = 200,
) -> tuple[Expired, ...]:
    """The next cases closed in a state before a moment, by number; a case on hold is none of them.

    On hold is whose applicant has another case that is not closed: its data are still needed beside it. So is
    a case about which a complaint is open, and one whose entitlement runs.
    """
    del viewer  # The timer sees everything.
    last = (
        sa.select(sa.func.max(journal.c.at))
        .where(journal.c.application_id == applications.c.id, journal.c.kind.not_in(sorted(REMARKS)))
        .scalar_subquery()
    )
    other = applications.alias("other")
    held = sa.exists().where(
        other.c.national_id == applications.c.national_id,
        other.c.id != applications.c.id,
        other.c.stage != Stage.CLOSED,
    )
    complained = sa.exists().where(
        complaints.c.application_id == applications.c.id, complaints.c.state != ComplaintState.ANSWERED
    )
    paid = sa.exists().where(
        entitlements.c.application_id == applications.c.id,
        entitlements.c.state.in_((EntitlementState.ACTIVE, EntitlementState.SUSPENDED)),
    )
    removed = sa.exists().where(removals.c.application_id == applications.c.id)
    asked = (
        sa.select(applications.c.id, applications.c.reference, last.label("closed_at"))
        .where(
            applications.c.id > after,
            applications.c.stage == Stage.CLOSED,
            applications.c.state == state,
            applications.c.programme.in_(programmes),
            applications.c.submitted_at < before,
            last < before,
            ~held,
            ~complained,
            ~paid,
            ~removed,
        )
        .order_by(applications.c.id)
        .limit(limit)
    )
    rows = connection.execute(asked)
    return tuple(Expired(id=row.id, reference=row.reference, closed_at=row.closed_at) for row in rows)


def remove(connection: Connection, key: bytes, removal: Removal, at: datetime, by: str) -> tuple[str, ...]:
    """Remove a case's personal data in the caller's transaction; returns hashes of papers nobody has now."""
    case, sealer = removal.case, Sealer(key)
    locked = sa.select(applications.c.stage).where(applications.c.id == case)
    if connection.execute(locked.with_for_update()).scalar_one() != Stage.CLOSED:
        return ()
    done = sa.select(removals.c.application_id).where(removals.c.application_id == case)
    if connection.execute(done).first() is not None:
        return ()
    digests = _digests(connection, sealer, case)
    row = {
        "application_id": case,
        "at": at,
        "by": by,
        "rule": removal.rule,
        "counted_from": removal.counted_from,
        "removed": _removed(connection, case),
        "digests": digests,
    }
    connection.execute(sa.insert(removals).values(row | {"seal": seal_of_removal(sealer, row)}))
    _empty_words(connection, case, digests)
    freed = _empty_case(connection, case)
    _empty_messages(connection, case, at)
    _bind_again(connection, sealer, case)
    return freed


def _mine(table: sa.Table, case: int) -> sa.ColumnElement[bool]:
    if "application_id" in table.columns:
        return table.c.application_id == case
    return table.c.decision_id.in_(sa.select(decisions.c.id).where(decisions.c.application_id == case))


def _digests(connection: Connection, sealer: Sealer, case: int) -> dict[str, dict[str, str]]:
    """What stands in the seals for the words that go, by table and row."""

    def rows(table: sa.Table) -> Sequence[Any]:
        return connection.execute(sa.select(table).where(_mine(table, case))).mappings().all()

    found: dict[str, dict[str, str | None]] = {
        "journal": {str(row["id"]): sealer.hidden_of_line(row["facts"]) for row in rows(journal)},
        "decisions": {str(row["id"]): sealer.hidden_of_decision(row) for row in rows(decisions)},
        "undoings": {str(row["decision_id"]): sealer.hidden(row["note"]) for row in rows(undoings)},
        "second_checks": {str(row["decision_id"]): sealer.hidden(row["note"]) for row in rows(second_checks)},
    }
    return {
        table: {number: digest for number, digest in digests.items() if digest}
        for table, digests in found.items()
    }


def _removed(connection: Connection, case: int) -> dict[str, int]:
    """How much goes, by kind; nothing of what it said."""

    def count(table: sa.Table) -> int:
        asked = sa.select(sa.func.count()).select_from(table).where(_mine(table, case))
        return connection.execute(asked).scalar_one()

    return {table.name: count(table) for table in (papers, outbox, drafts)}


def _empty_words(connection: Connection, case: int, digests: Mapping[str, Mapping[str, str]]) -> None:
    for number in digests.get(journal.name, {}):
        mine = sa.and_(journal.c.application_id == case, journal.c.id == int(number))
        facts = connection.execute(sa.select(journal.c.facts).where(mine)).scalar_one()
        emptied = facts | {name: "" for name in PERSONAL_FACTS if name in facts}
        connection.execute(sa.update(journal).where(mine).values(facts=emptied))
    for number in digests.get(decisions.name, {}):
        emptied = sa.update(decisions).where(decisions.c.id == int(number))
        connection.execute(emptied.values(note="", words="", evidence=dict(NO_EVIDENCE)))
    for table in (undoings, second_checks):
        for number in digests.get(table.name, {}):
            connection.execute(sa.update(table).where(table.c.decision_id == int(number)).values(note=""))


def _empty_case(connection: Connection, case: int) -> tuple[str, ...]:
    kept = papers.alias("kept")
    mine = sa.select(papers.c.sha256).where(_mine(papers, case), papers.c.sha256.is_not(None)).distinct()
    others = sa.exists().where(kept.c.sha256 == files.c.sha256, kept.c.application_id != case)
    freed = tuple(
        connection.execute(
            sa.select(files.c.sha256).where(files.c.sha256.in_(mine), ~others).order_by(files.c.sha256)
        ).scalars()
    )
    connection.execute(
        sa.update(papers).where(_mine(papers, case)).values(original_name="", note="", sha256=None)
    )
    if freed:
        connection.execute(sa.delete(files).where(files.c.sha256.in_(freed)))
    connection.execute(sa.delete(drafts).where(_mine(drafts, case)))
    connection.execute(
        sa.update(complaints).where(_mine(complaints, case)).values(text="", answer="", note="")
    )
    connection.execute(sa.update(entitlements).where(_mine(entitlements, case)).values(parts=[]))
    connection.execute(
        sa.update(applications)
        .where(applications.c.id == case)
        .values(**_NOTHING, source_key=f"removed:{case}")
    )
    return freed


def _empty_messages(connection: Connection, case: int, at: datetime) -> None:
    """What messages say goes; one that has not left has nothing left to say, so it never leaves."""
    connection.execute(sa.update(outbox).where(_mine(outbox, case)).values(facts={}, wording=sa.null()))
    connection.execute(
        sa.update(outbox)
        .where(_mine(outbox, case), outbox.c.status.in_(sorted(_STILL_TO_LEAVE)))
        .values(status=MessageState.WITHHELD, leased_by=None, moved_at=at)
    )


def _bind_again(connection: Connection, sealer: Sealer, case: int) -> None:
    """The head binds the case as it stands now; its chain is the same."""
    asked = sa.select(*(applications.c[name] for name in (*BOUND, *BOUND_SINCE))).where(
        applications.c.id == case
    )
    row = connection.execute(asked).mappings().one()
    listed = sa.select(*(papers.c[name] for name in PAPER)).where(_mine(papers, case)).order_by(papers.c.id)
    bound = sealer.bound(row, [tuple(paper) for paper in connection.execute(listed)])
    head = heads_of(connection, [case])[case]
    write_heads(connection, [head_row(sealer, case, Head(head.lines, head.seal, bound))])


def clean_up(connection: Connection) -> None:
    """On SQLite: let the index of names forget removed words too, and the log of writes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO names(names) VALUES ('optimize')")

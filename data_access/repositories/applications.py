"""Applications: row to aggregate and back, guarded by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.application import Application, Decision
from casework.applications.events import LEAVES_VERSION, EventKind
from casework.applications.evidence import Paper, PaperVerdict
from casework.applications.facts import facts_from_json, facts_to_json
from casework.applications.lifecycle import State
from casework.errors import ChangedMeanwhile, NoSuchCase
from casework.people.names import normalise
from data_access.bundle import Bundle
from data_access.engine import insert_for
from data_access.repositories.checked_papers import write_checked
from data_access.repositories.decided import decisions_of
from data_access.repositories.next_case import take_next
from data_access.sealing import SealsOnRecord
from data_access.statistics import StatisticsOnRecord
from data_access.tables import (
    applications,
    counters,
    decision_reasons,
    decisions,
    files,
    journal,
    papers,
    second_checks,
    undoings,
)

_COPIED: Final = ("national_id", "iban", "phone")

# What every act asks is put together once.
_ONE: Final = sa.select(applications).where(applications.c.reference == sa.bindparam("reference"))
_LOCKED: Final = _ONE.with_for_update()
_PAPERS: Final = (
    sa.select(papers, files.c.pages, files.c.page_sizes)
    .select_from(papers.outerjoin(files, papers.c.sha256 == files.c.sha256))
    .where(papers.c.application_id == sa.bindparam("case"))
    .order_by(papers.c.id)
)
_ANSWERS: Final = (
    sa.select(sa.func.count())
    .select_from(journal)
    .where(journal.c.application_id == sa.bindparam("case"), journal.c.kind == EventKind.COMPLETED)
)


class ApplicationsOnRecord:
    """The port :class:`casework.ports.Applications` over a connection in a transaction.

    What was loaded or added is remembered and written by :meth:`flush`, once, by the unit.
    """

    def __init__(
        self, connection: Connection, statistics: StatisticsOnRecord, bundle: Bundle, seal_key: bytes
    ) -> None:
        self._connection = connection
        self._bundle = bundle
        self._statistics = statistics
        self._seals = SealsOnRecord(connection, seal_key)
        self._loaded: dict[str, Application] = {}
        self._written: set[str] = set()
        self._decided: dict[int, list[int]] = {}
        self._rows: dict[int, Mapping[str, Any]] = {}

    def get(self, reference: str, *, seen: int | None = None) -> Application:
        """Load an application; see the port for what is raised."""
        if reference not in self._loaded:
            self._loaded[reference] = self._load(reference)
        application = self._loaded[reference]
        if seen is not None and seen != application.version:
            raise self._changed(application.id, reference)
        return application

    def claim_next(self, staff: Staff, at: datetime) -> Application | None:
        """Claim the most urgent waiting case in one statement; see the port."""
        row = take_next(self._connection, staff, at)
        return None if row is None else self._changed_by_ours(row)

    def known(self, source_keys: Iterable[str]) -> Mapping[str, str]:
        """Source key to reference, for those already received."""
        keys = sorted(set(source_keys))
        found: dict[str, str] = {}
        for start in range(0, len(keys), 500):
            rows = self._connection.execute(
                sa.select(applications.c.source_key, applications.c.reference).where(
                    applications.c.source_key.in_(keys[start : start + 500])
                )
            )
            found.update({row.source_key: row.reference for row in rows})
        return found

    def next_numbers(self, prefix: str, how_many: int) -> range:
        """The next running numbers of a programme's references; the counter row is locked until commit."""
        raised = (
            sa.update(counters)
            .where(counters.c.name == prefix)
            .values(value=counters.c.value + how_many)
            .returning(counters.c.value)
        )
        last = self._connection.execute(raised).scalar_one_or_none()
        if last is None:
            insert = (
                insert_for(self._connection)(counters).values(name=prefix, value=0).on_conflict_do_nothing()
            )
            self._connection.execute(insert)
            last = self._connection.execute(raised).scalar_one()
        return range(last - how_many + 1, last + 1)

    def add(self, new_ones: Sequence[Application], /) -> None:
        """Put new applications on record: few statements however many there are."""
        if not new_ones:
            return
        rows_of_new = [_row(new) | {"version": 1} for new in new_ones]
        self._connection.execute(sa.insert(applications), rows_of_new)
        references = [new.reference for new in new_ones]
        ids: dict[str, int] = {}
        for start in range(0, len(references), 500):
            rows = self._connection.execute(
                sa.select(applications.c.reference, applications.c.id).where(
                    applications.c.reference.in_(references[start : start + 500])
                )
            )
            ids.update({row.reference: row.id for row in rows})
        for new, row in zip(new_ones, rows_of_new, strict=True):
            new.id = ids[new.reference]
            self._seals.stands(new, row)
        self._add_papers(new_ones)
        if lines := self._lines(new_ones):
            self._seals.begin([], len(lines))
            self._seals.write(lines)

    def flush(self) -> None:
        """Write what changed: guarded update, papers, decision, reasons, undoing, journal.

        What waits for no answer is left in the bundle.
        """
        changed = [application for application in self._loaded.values() if application.events]
        if not changed:
            return
        undecided = [one for one in changed if one.decision is not None and one.decision.id == 0]
        how_many = sum(len(application.events) for application in changed)
        numbers = self._seals.begin([one.id for one in changed], how_many, len(undecided))
        decided = dict(zip((one.id for one in undecided), numbers, strict=True))
        for application in changed:
            moved = any(event.kind not in LEAVES_VERSION for event in application.events)
            if moved and application.reference not in self._written:
                self._update(application)
                self._write_papers(application)
                if application.id in decided:
                    self._write_decision(application, decided[application.id])
                self._write_undoings(application)
                self._write_checks(application)
        self._seals.write(self._lines(changed), self._bundle)

    def _changed_by_ours(self, row: RowMapping) -> Application:
        """Load a case as a statement of ours has left it: it is written, and its head must bind it so."""
        application = self._loaded[row["reference"]] = self._from(row)
        self._written.add(application.reference)
        self._seals.stands(application, row)
        return application

    def _load(self, reference: str) -> Application:
        row = self._row_of(reference)
        self._rows[row["id"]] = dict(row)
        return self._from(row)

    def _row_of(self, reference: str) -> RowMapping:
        query = _LOCKED if self._connection.dialect.name == "postgresql" else _ONE
        row = self._connection.execute(query, {"reference": reference}).mappings().one_or_none()
        if row is None:
            raise NoSuchCase(application=reference)
        return row

    def _from(self, row: RowMapping) -> Application:
        # Only what came back has been asked for, so the journal is counted for few.
        answers = self._answers(row["id"]) if row["came_back_at"] else 0
        standing, overturned, numbers = decisions_of(self._connection, row["id"], State(row["state"]))
        self._decided[row["id"]] = numbers
        application = _application(row, self._papers(row["id"]), standing, answers)
        application.overturned = overturned[0] if overturned else None
        application.barred = frozenset().union(*(one.parties for one in overturned))
        return application

    def _answers(self, application_id: int) -> int:
        """How often the applicant has completed the case."""
        return self._connection.execute(_ANSWERS, {"case": application_id}).scalar_one()

    def _papers(self, application_id: int) -> list[Paper]:
        rows = self._connection.execute(_PAPERS, {"case": application_id}).mappings()
        return [paper_of(row) for row in rows]

    def _changed(self, application_id: int, reference: str) -> ChangedMeanwhile:
        last = self._connection.execute(
            sa.select(journal.c.actor, journal.c.at)
            .where(journal.c.application_id == application_id, journal.c.kind.not_in(sorted(LEAVES_VERSION)))
            .order_by(journal.c.id.desc())
            .limit(1)
        ).one()
        return ChangedMeanwhile(application=reference, by=last.actor, at=last.at)

    def _update(self, application: Application) -> None:
        seen = application.version
        application.version = seen + 1
        row = _row(application)
        self._seals.stands(application, row)
        self._bundle.guard(
            sa.update(applications)
            .where(applications.c.id == application.id, applications.c.version == seen)
            .values(self._changes(application, row))
        )

    def _changes(self, application: Application, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says now and did not say before; its facts are long and seldom change."""
        before = self._rows.get(application.id, {})
        self._rows[application.id] = row
        return {name: value for name, value in row.items() if name not in before or before[name] != value}

    def _write_papers(self, application: Application) -> None:
        self._add_papers([application])
        write_checked(self._connection, application)
        told = {event.facts["paper"] for event in application.events if event.kind is EventKind.PAPER_JUDGED}
        judged = [paper for paper in application.papers if paper.id in told]
        if judged:
            self._connection.execute(
                _JUDGED,
                [
                    {
                        "b_id": p.id,
                        "b_verdict": p.verdict,
                        "b_note": p.note,
                        "b_by": p.judged_by,
                        "b_at": p.judged_at,
                    }
                    for p in judged
                ],
            )

    def _add_papers(self, owners: Sequence[Application]) -> None:
        new = [(owner, paper) for owner in owners for paper in owner.papers if paper.id == 0]
        stored = {
            paper.sha256: {
                "sha256": paper.sha256,
                "media_type": paper.media_type,
                "size": paper.size,
                "pages": paper.pages,
                "page_sizes": [list(size) for size in paper.page_sizes],
                "stored_at": paper.received_at,
            }
            for _, paper in new
            if paper.sha256 is not None
        }
        if stored:
            insert = insert_for(self._connection)(files)
            # The same bytes may have come before when they could not be checked: then without pages.
            known = insert.on_conflict_do_update(
                index_elements=["sha256"],
                set_={name: insert.excluded[name] for name in ("media_type", "pages", "page_sizes")},
                where=(files.c.pages == 0) & (insert.excluded.pages > 0),
            )
            self._connection.execute(known, [stored[sha] for sha in sorted(stored)])
        if new:
            self._connection.execute(sa.insert(papers), [_paper_row(owner.id, paper) for owner, paper in new])

    def _write_decision(self, application: Application, number: int) -> None:
        decision = application.decision
        if decision is not None:
            row = {
                "id": number,
                "application_id": application.id,
                "outcome": decision.outcome,
                "note": decision.note,
                "by": decision.by,
                "at": decision.at,
                "version": application.version,
                "complete_by": decision.complete_by,
                "evidence": decision.evidence,
                "words": decision.words,
            }
            self._bundle.insert(decisions, [row])
            said = [{"decision_id": number, "reason": reason} for reason in decision.reasons]
            self._bundle.insert(decision_reasons, said)
            application.decision = replace(decision, id=number)
            self._decided.setdefault(application.id, []).append(number)
            self._seals.decided(row, decision.reasons)

    def _write_undoings(self, application: Application) -> None:
        for happened in application.events:
            if happened.kind is EventKind.UNDONE:
                row = {
                    "decision_id": happened.facts["decision"],
                    "by": happened.by.username,
                    "at": happened.at,
                    "note": happened.facts["note"],
                }
                self._bundle.insert(undoings, [row])
                self._seals.undone(application.id, row)

    def _write_checks(self, application: Application) -> None:
        """Write who looked again, after the decision that replaces the first one got its number."""
        for happened in application.events:
            if happened.kind is EventKind.CHECKED:
                agreed, standing = bool(happened.facts["agreed"]), application.decision
                row = {
                    "decision_id": happened.facts["decision"],
                    "by": happened.by.username,
                    "at": happened.at,
                    "agreed": agreed,
                    "note": happened.facts["note"],
                    "replacement": None if agreed or standing is None else standing.id,
                }
                self._bundle.insert(second_checks, [row])
                self._seals.checked(application.id, row)

    def _lines(self, changed: Sequence[Application]) -> list[dict[str, Any]]:
        """What happened, as the journal keeps it; the figures follow, and nothing is left to be written."""
        lines: list[dict[str, Any]] = []
        for application in changed:
            decided = self._decided.get(application.id, [])
            self._statistics.follow(application, application.events, decided)
            lines += [
                {
                    "application_id": application.id,
                    "version": application.version,
                    "at": happened.at,
                    "kind": happened.kind,
                    "actor_kind": happened.by.kind,
                    "actor": happened.by.username,
                    "facts": dict(happened.facts),
                }
                for happened in application.events
            ]
            application.events.clear()
        return lines


_JUDGED: Final = (
    sa.update(papers)
    .where(papers.c.id == sa.bindparam("b_id"))
    .values(
        verdict=sa.bindparam("b_verdict"),
        note=sa.bindparam("b_note"),
        judged_by=sa.bindparam("b_by"),
        judged_at=sa.bindparam("b_at"),
    )
)


def paper_of(row: RowMapping) -> Paper:
    """A paper from its row joined with its file."""
    return Paper(
        id=row["id"],
        kind=row["kind"],
        original_name=row["original_name"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        size=row["size"],
        pages=row["pages"] or 0,
        page_sizes=tuple((width, height) for width, height in row["page_sizes"] or ()),
        fault=row["fault"],
        received_at=row["received_at"],
        verdict=PaperVerdict(row["verdict"]) if row["verdict"] else None,
        note=row["note"],
        judged_by=row["judged_by"],
        judged_at=row["judged_at"],
    )


def _application(row: RowMapping, held: list[Paper], decision: Decision | None, answers: int) -> Application:
    return Application(
        id=row["id"],
        reference=row["reference"],
        programme=row["programme"],
        region=row["region"],
        facts=facts_from_json(row["facts"]),
        language=row["language"],
        channel=row["channel"],
        source=row["source"],
        source_key=row["source_key"],
        submitted_at=row["submitted_at"],
        due_on=row["due_on"],
        amber_on=row["amber_on"],
        state=State(row["state"]),
        version=row["version"],
        assignee=row["assignee"],
        claimed_at=row["claimed_at"],
        came_back_at=row["came_back_at"],
        complete_by=row["complete_by"],
        protected=row["protected"],
        answers=answers,
        papers=held,
        decision=decision,
    )


def _row(application: Application) -> dict[str, Any]:
    name = str(application.facts.get("full_name") or "")
    copies = {column: application.facts.get(column) for column in _COPIED}
    return copies | {
        "reference": application.reference,
        "programme": application.programme,
        "region": application.region,
        "state": application.state,
        "stage": application.stage,
        "version": application.version,
        "assignee": application.assignee,
        "claimed_at": application.claimed_at,
        "submitted_at": application.submitted_at,
        "due_on": application.due_on,
        "amber_on": application.amber_on,
        "came_back_at": application.came_back_at,
        "complete_by": application.complete_by,
        "language": application.language,
        "channel": application.channel,
        "source": application.source,
        "source_key": application.source_key,
        "protected": application.protected,
        "name": name,
        "name_norm": normalise(name),
        "facts": facts_to_json(application.facts),
    }


def _paper_row(application_id: int, paper: Paper) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "kind": paper.kind,
        "original_name": paper.original_name,
        "sha256": paper.sha256,
        "media_type": paper.media_type,
        "size": paper.size,
        "fault": paper.fault,
        "received_at": paper.received_at,
        "verdict": paper.verdict,
        "note": paper.note,
        "judged_by": paper.judged_by,
        "judged_at": paper.judged_at,
    }

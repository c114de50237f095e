"""Everything a caseworker sees of one case, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.evidence import Paper
from casework.applications.facts import facts_from_json
from casework.applications.lifecycle import Outcome, State
from casework.errors import NoSuchCase, NoSuchPaper, NotCompetent
from casework.permissions import Permission
from casework.use_cases.look import MASKED
from data_access.repositories.applications import paper_of
from data_access.tables import (
    applications,
    decision_reasons,
    decisions,
    drafts,
    files,
    journal,
    openings,
    outbox,
    papers,
    removals,
    second_checks,
    staff,
    undoings,
)
from data_access.tables_after_decision import complaints

_SHOWN_OF_MASKED: Final = 4
_RELATED_SHOWN: Final = 20
OPENED: Final = "opened"
_DECIDED: Final = frozenset(
    {State.APPROVED, State.REJECTED, State.NEEDS_COMPLETION, State.AWAITING_CHECK, State.EXPIRED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """What a second person said of a decision; ``replacement`` is the decision they put in its place."""

    by: str
    at: datetime
    agreed: bool
    note: str
    replacement: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision on record, and the records that took it back or looked at it again, if any."""

    id: int
    outcome: Outcome
    reasons: tuple[str, ...]
    note: str
    by: str
    at: datetime
    complete_by: date | None
    undone_by: str | None
    undone_at: datetime | None
    undone_note: str | None
    check: CheckView | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the timeline; ``kind`` is an event kind, or ``opened`` for a look at something masked."""

    at: datetime
    kind: str
    actor: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCase:
    """Another case; ``shares`` says what: national_id, iban, phone or paper.

    ``kept`` is whether it is protected from the viewer; its name is empty then.
    """

    reference: str
    name: str
    programme: str
    state: State
    submitted_at: datetime
    shares: tuple[str, ...]
    may_open: bool
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The viewer's own half-written decision."""

    outcome: Outcome | None
    reasons: tuple[str, ...]
    note: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message promised to the citizen on one way; ``status`` as `casework.messages.MessageState` says.

    ``text`` is what it says, None until it was first worded; ``moved_at`` since when it stands there.
    """

    id: UUID
    key: str
    language: str
    facts: Mapping[str, Any]
    status: str
    not_before: datetime
    channel: str
    moved_at: datetime
    decision_id: int | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the viewer may see it.

    ``facts`` holds the declared data without the masked fields; ``masked`` shows their last four characters.
    ``names`` gives (Arabic, English) names for the user names that occur. ``complained`` says whether
    anybody has complained about it.
    """

    reference: str
    version: int
    programme: str
    region: str
    state: State
    assignee: str | None
    claimed_at: datetime | None
    submitted_at: datetime
    due_on: date
    amber_on: date
    came_back_at: datetime | None
    complete_by: date | None
    language: str
    channel: str
    protected: bool
    name: str
    facts: Mapping[str, object]
    masked: Mapping[str, str]
    papers: tuple[Paper, ...]
    decisions: tuple[DecisionView, ...]
    timeline: tuple[Line, ...]
    related: tuple[RelatedCase, ...]
    messages: tuple[MessageView, ...]
    draft: DraftView | None
    names: Mapping[str, tuple[str, str]]
    complained: bool
    removed_at: datetime | None = None

    @property
    def standing(self) -> DecisionView | None:
        """The decision that stands; none while a completed case is weighed again."""
        decided = self.decisions and self.state in _DECIDED
        return self.decisions[-1] if decided and self.decisions[-1].undone_at is None else None

    @property
    def awaits_check(self) -> bool:
        """Whether the decision that stands waits for a second person; the applicant is not told yet."""
        return self.state is State.AWAITING_CHECK


def open_case(connection: Connection, *, viewer: Staff, reference: str) -> CaseView:
    """A case with its papers, decisions, timeline, messages, relatives and the viewer's draft.

    Raises:
        NoSuchCase: nothing has this reference.
        NotAllowed, NotCompetent, CaseProtected: the case is not for the viewer.
    """
    viewer.must_be_allowed(Permission.OPEN_CASE)
    row = connection.execute(_CASE, {"reference": reference}).mappings().one_or_none()
    if row is None:
        raise NoSuchCase(application=reference)
    if not viewer.is_competent_for(row["programme"], row["region"]):
        raise NotCompetent(programme=row["programme"], region=row["region"])
    viewer.must_see(reference, protected=row["protected"], assignee=row["assignee"])
    number = row["id"]
    facts = facts_from_json(row["facts"])
    decided = _decisions(connection, number)
    lines = _timeline(connection, number)
    return CaseView(
        **{name: row[name] for name in _COPIED},
        state=State(row["state"]),
        facts={name: value for name, value in facts.items() if name not in MASKED},
        masked={name: _mask(str(facts[name])) for name in MASKED if facts.get(name)},
        papers=_papers(connection, number),
        decisions=decided,
        timeline=lines,
        related=_related(connection, row, viewer),
        messages=_messages(connection, number),
        draft=_draft(connection, number, viewer),
        names=_names(connection, _people(row, decided, lines)),
        complained=bool(row["complained"]),
        removed_at=_removed_at(connection, row),
    )


def case_of_paper(connection: Connection, *, viewer: Staff, paper: int) -> str:
    """The reference of the case a paper belongs to.

    Raises:
        NoSuchPaper: no paper has this number.
        NotAllowed, NotCompetent: the case is not for the viewer.
    """
    row = _owner(connection, paper)
    _may_look(viewer, row)
    return row["reference"]


def paper_again(connection: Connection, *, viewer: Staff, paper: int) -> tuple[Paper, str]:
    """A paper the viewer has opened before and its case's reference, checked again but not logged again.

    Raises:
        NoSuchPaper: no paper has this number, or it was kept aside.
        NotAllowed, NotCompetent: the case is not for the viewer.
    """
    row = _owner(connection, paper)
    _may_look(viewer, row)
    found = paper_of(row)
    if not found.can_be_judged:
        raise NoSuchPaper(paper=paper)
    return found, row["reference"]


_COPIED: Final = (
    "reference",
    "version",
    "programme",
    "region",
    "assignee",
    "claimed_at",
    "submitted_at",
    "due_on",
    "amber_on",
    "came_back_at",
    "complete_by",
    "language",
    "channel",
    "protected",
    "name",
)


_OF_A_MESSAGE: Final = (
    *("id", "key", "language", "facts", "status", "not_before", "channel", "moved_at", "decision_id"),
)
_TO_LOOK: Final = ("reference", "programme", "region", "protected", "assignee")
_OF_A_CHECK: Final = ("by", "at", "agreed", "note", "replacement")


def _removed_at(connection: Connection, row: RowMapping) -> datetime | None:
    """When the personal data were removed; asked only of a case that holds none."""
    if row["facts"]:
        return None
    asked = sa.select(removals.c.at).where(removals.c.application_id == row["id"])
    return connection.execute(asked).scalar_one_or_none()


def _mask(value: str) -> str:
    return "••••" + value[-_SHOWN_OF_MASKED:] if len(value) > _SHOWN_OF_MASKED else "••••"


def _owner(connection: Connection, paper: int) -> RowMapping:
    row = connection.execute(_OWNER, {"paper": paper}).mappings().one_or_none()
    if row is None:
        raise NoSuchPaper(paper=paper)
    return row


def _may_look(viewer: Staff, row: RowMapping) -> None:
    viewer.must_be_allowed(Permission.OPEN_PAPER)
    if not viewer.is_competent_for(row["programme"], row["region"]):
        raise NotCompetent(programme=row["programme"], region=row["region"])
    viewer.must_see(row["reference"], protected=row["protected"], assignee=row["assignee"])


def _paper_rows() -> sa.Select[Any]:
    return sa.select(papers, files.c.pages, files.c.page_sizes).select_from(
        papers.outerjoin(files, papers.c.sha256 == files.c.sha256)
    )


# The questions of a case's page are put together once: at every click it would cost as much as asking them.
_NUMBER: Final[sa.BindParameter[Any]] = sa.bindparam("number")
_PAPERS: Final = _paper_rows().where(papers.c.application_id == _NUMBER).order_by(papers.c.id)
_DECISIONS: Final = (
    sa.select(
        decisions,
        undoings.c.by.label("undone_by"),
        undoings.c.at.label("undone_at"),
        undoings.c.note.label("undone_note"),
        *(second_checks.c[name].label(f"check_{name}") for name in _OF_A_CHECK),
        decision_reasons.c.reason,
    )
    .select_from(
        decisions.outerjoin(undoings, undoings.c.decision_id == decisions.c.id)
        .outerjoin(second_checks, second_checks.c.decision_id == decisions.c.id)
        .outerjoin(decision_reasons, decision_reasons.c.decision_id == decisions.c.id)
    )
    .where(decisions.c.application_id == _NUMBER)
    .order_by(decisions.c.id, decision_reasons.c.reason)
)
_HAPPENED: Final = (
    sa.select(journal.c.id, journal.c.at, journal.c.kind, journal.c.actor, journal.c.facts)
    .where(journal.c.application_id == _NUMBER)
    .order_by(journal.c.id)
)
_LOOKED: Final = (
    sa.select(openings.c.at, openings.c.by, openings.c.what)
    .where(openings.c.application_id == _NUMBER)
    .order_by(openings.c.id)
)
_MESSAGES: Final = (
    sa.select(*(outbox.c[name] for name in _OF_A_MESSAGE), outbox.c.wording)
    .where(outbox.c.application_id == _NUMBER)
    .order_by(outbox.c.promised_at, outbox.c.channel.desc())
)
_DRAFT: Final = sa.select(drafts).where(
    drafts.c.application_id == _NUMBER, drafts.c.username == sa.bindparam("username")
)
_NAMES: Final = sa.select(staff.c.username, staff.c.name_ar, staff.c.name_en).where(
    staff.c.username.in_(sa.bindparam("usernames", expanding=True))
)
_OWNER: Final = (
    _paper_rows()
    .add_columns(*(applications.c[name] for name in _TO_LOOK))
    .join(applications, applications.c.id == papers.c.application_id)
    .where(papers.c.id == sa.bindparam("paper"))
)
_COMPLAINED: Final = sa.exists().where(complaints.c.application_id == applications.c.id)
_CASE: Final = sa.select(applications, _COMPLAINED.label("complained")).where(
    applications.c.reference == sa.bindparam("reference")
)


def _papers(connection: Connection, number: int) -> tuple[Paper, ...]:
    return tuple(paper_of(row) for row in connection.execute(_PAPERS, {"number": number}).mappings())


def _decisions(connection: Connection, number: int) -> tuple[DecisionView, ...]:
    rows = connection.execute(_DECISIONS, {"number": number}).mappings()
    grouped: dict[int, list[RowMapping]] = {}
    for row in rows:
        grouped.setdefault(row["id"], []).append(row)
    return tuple(
        DecisionView(
            id=same[0]["id"],
            outcome=Outcome(same[0]["outcome"]),
            reasons=tuple(row["reason"] for row in same if row["reason"]),
            note=same[0]["note"],
            by=same[0]["by"],
            at=same[0]["at"],
            complete_by=same[0]["complete_by"],
            undone_by=same[0]["undone_by"],
            undone_at=same[0]["undone_at"],
            undone_note=same[0]["undone_note"],
            check=_check(same[0]),
            words=same[0]["words"],
        )
        for same in grouped.values()
    )


def _check(row: RowMapping) -> CheckView | None:
    if row["check_at"] is None:
        return None
    return CheckView(**{name: row[f"check_{name}"] for name in _OF_A_CHECK})


def _timeline(connection: Connection, number: int) -> tuple[Line, ...]:
    lines = [
        Line(at=row.at, kind=row.kind, actor=row.actor, facts=row.facts)
        for row in connection.execute(_HAPPENED, {"number": number})
    ]
    lines += [
        Line(at=row.at, kind=OPENED, actor=row.by, facts={"what": row.what})
        for row in connection.execute(_LOOKED, {"number": number})
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


def _related(connection: Connection, row: RowMapping, viewer: Staff) -> tuple[RelatedCase, ...]:
    known = {name: row[name] for name in MASKED if row[name]}
    rows = connection.execute(_sharing(tuple(known)), {"number": row["id"], **known}).mappings()
    grouped: dict[str, list[RowMapping]] = {}
    for found in rows:
        grouped.setdefault(found["reference"], []).append(found)
    return tuple(_relative(same, viewer) for same in list(grouped.values())[:_RELATED_SHOWN])


@cache
def _sharing(known: tuple[str, ...]) -> sa.Select[*tuple[Any, ...]]:
    """The cases that share one of these values, or a paper, with the case of this number."""
    asked = [
        sa.select(applications.c.id, sa.literal(name).label("shares")).where(
            applications.c[name] == sa.bindparam(name), applications.c.id != _NUMBER
        )
        for name in known
    ]
    mine = sa.select(papers.c.sha256).where(papers.c.application_id == _NUMBER, papers.c.sha256.is_not(None))
    asked.append(
        sa.select(papers.c.application_id.label("id"), sa.literal("paper").label("shares")).where(
            papers.c.sha256.in_(mine), papers.c.application_id != _NUMBER
        )
    )
    shared = sa.union(*asked).limit(_RELATED_SHOWN * 4).subquery()
    return (
        sa.select(
            applications.c.reference,
            applications.c.name,
            applications.c.programme,
            applications.c.region,
            applications.c.state,
            applications.c.submitted_at,
            applications.c.protected,
            applications.c.assignee,
            shared.c.shares,
        )
        .join(shared, shared.c.id == applications.c.id)
        .order_by(applications.c.id.desc(), shared.c.shares)
    )


def _relative(same: list[RowMapping], viewer: Staff) -> RelatedCase:
    first = same[0]
    kept = not viewer.sees(protected=first["protected"], assignee=first["assignee"])
    return RelatedCase(
        reference=first["reference"],
        name="" if kept else first["name"],
        programme=first["programme"],
        state=State(first["state"]),
        submitted_at=first["submitted_at"],
        shares=tuple(row["shares"] for row in same),
        may_open=not kept and viewer.is_competent_for(first["programme"], first["region"]),
        kept=kept,
    )


def _messages(connection: Connection, number: int) -> tuple[MessageView, ...]:
    rows = connection.execute(_MESSAGES, {"number": number}).mappings()
    return tuple(
        MessageView(
            **{name: row[name] for name in _OF_A_MESSAGE},
            text=row["wording"]["text"] if row["wording"] else None,
        )
        for row in rows
    )


def _draft(connection: Connection, number: int, viewer: Staff) -> DraftView | None:
    told = {"number": number, "username": viewer.username}
    row = connection.execute(_DRAFT, told).one_or_none()
    if row is None:
        return None
    outcome = Outcome(row.outcome) if row.outcome else None
    return DraftView(outcome=outcome, reasons=tuple(row.reasons), note=row.note, at=row.at, words=row.words)


def _people(row: RowMapping, decided: Iterable[DecisionView], lines: Iterable[Line]) -> set[str]:
    named = {line.actor for line in lines} | {decision.by for decision in decided}
    for line in lines:
        named |= {str(line.facts[key]) for key in ("to", "before") if line.facts.get(key)}
    return named | ({row["assignee"]} if row["assignee"] else set())


def _names(connection: Connection, usernames: set[str]) -> dict[str, tuple[str, str]]:
    rows = connection.execute(_NAMES, {"usernames": sorted(usernames)})
    return {row.username: (row.name_ar, row.name_en) for row in rows}

"""Whether one case's records are what was sealed, and if not, which line it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from casework.applications.events import EventKind
from data_access.chains_of_payments import faults_of_payments
from data_access.complaints_told import untrue_complaints
from data_access.entitlements_told import untrue_entitlements
from data_access.messages_told import untrue_messages
from data_access.seals import PAPER, PERSONAL_FACTS, Head, Sealer

Row = Mapping[Any, Any]

_STANDS_FOR: Final = {
    EventKind.DECIDED: "decision",
    EventKind.UNDONE: "undoing",
    EventKind.CHECKED: "second check",
}
NO_EVIDENCE: Final[Mapping[str, Any]] = {}
"""What stands for the evidence of a decision after a removal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where the records are not what was sealed: a table, a row of it, a case, and what is wrong."""

    table: str
    row: int | str | None = None
    case: str | None = None
    what: str

    def __str__(self) -> str:
        row = "" if self.row is None else f" {self.row}"
        case = "" if self.case is None else f" (case {self.case})"
        return f"{self.table}{row}{case}: {self.what}"


@dataclass(slots=True, kw_only=True)
class CaseOnRecord:
    """All rows of one case, each kind in the order of its numbers; ``reasons`` are (decision, reason)."""

    case: Row
    lines: Sequence[Row] = ()
    decisions: Sequence[Row] = ()
    reasons: Sequence[Row] = ()
    undoings: Sequence[Row] = ()
    checks: Sequence[Row] = ()
    papers: Sequence[Row] = ()
    messages: Sequence[Row] = ()
    heads: Sequence[Row] = ()
    removals: Sequence[Row] = ()
    complaints: Sequence[Row] = ()
    entitlements: Sequence[Row] = ()
    payments: Sequence[Row] = ()


@dataclass(slots=True)
class _Digests:
    """The digests of what a removal took away, by table and row."""

    by_table: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def of(self, table: str, number: int) -> str | None:
        return self.by_table.get(table, {}).get(str(number))


def check_case(sealer: Sealer, found: CaseOnRecord) -> Iterator[Finding]:
    """What is not as it was sealed in a case; nothing when all is well."""
    digests, faults = _removal(sealer, found)
    yield from faults
    behind = dict(_behind(sealer, found, digests))
    head = next(iter(found.heads), None)
    sound = head is not None and head["mac"] == sealer.head(found.case["id"], _head(head))
    yield from _chain(sealer, found, digests, behind, head["lines"] if head is not None and sound else None)
    yield from _without_line(found, behind)
    yield from _ends(sealer, found, head, sound=sound)
    for table, row, what in untrue_messages(found.messages, found.decisions, found.lines):
        yield _finding(found, table, row, what)
    for row, what in untrue_complaints(found.complaints, found.lines):
        yield _finding(found, "complaints", row, what)
    for row, what in untrue_entitlements(found.entitlements, found.lines):
        yield _finding(found, "entitlements", row, what)
    for table, row, what in faults_of_payments(found.lines, found.payments):
        yield _finding(found, table, row, what)


def _behind(sealer: Sealer, found: CaseOnRecord, digests: _Digests) -> Iterator[tuple[tuple[str, int], str]]:
    reasons: dict[int, list[str]] = {}
    for row in found.reasons:
        reasons.setdefault(row["decision_id"], []).append(row["reason"])
    for row in found.decisions:
        digest = digests.of("decisions", row["id"])
        yield ("decision", row["version"]), sealer.decision(row, reasons.get(row["id"], ()), digest)
    for row in found.undoings:
        digest = digests.of("undoings", row["decision_id"])
        yield ("undoing", row["decision_id"]), sealer.undoing(row, digest)
    for row in found.checks:
        digest = digests.of("second_checks", row["decision_id"])
        yield ("second check", row["decision_id"]), sealer.check(row, digest)


def _key(line: Row) -> tuple[str, int] | None:
    kind = _STANDS_FOR.get(line["kind"])
    if kind is None:
        return None
    return kind, line["version"] if kind == "decision" else dict(line["facts"]).get("decision", 0)


def _chain(
    sealer: Sealer,
    found: CaseOnRecord,
    digests: _Digests,
    behind: Mapping[tuple[str, int], str],
    counted: int | None,
) -> Iterator[Finding]:
    """Walk the lines.

    After one that does not fit the walk goes on from the seal it bears, and from the last that did fit: the
    line after it tells which of the two was right, so the faulty one alone is named.
    """
    sound = before = sealer.first(found.case["id"])
    faulty: list[Row] = []
    gap = counted is not None and len(found.lines) < counted
    for line in found.lines:
        seal = line["seal"]
        if _seal(sealer, before, line, digests, behind) == seal:
            yield from _named(found, faulty, behind, put_in=False, gap=gap)
        elif faulty and _seal(sealer, sound, line, digests, behind) == seal:
            yield from _named(found, faulty, behind, put_in=True, gap=False)
        else:
            faulty.append(line)
            before = seal
            continue
        faulty, sound, before = [], seal, seal
    yield from _named(found, faulty, behind, put_in=False, gap=gap)


def _seal(
    sealer: Sealer,
    before: str,
    line: Row,
    digests: _Digests,
    behind: Mapping[tuple[str, int], str],
) -> str:
    key = _key(line)
    return sealer.line(before, line, behind.get(key) if key else None, digests.of("journal", line["id"]))


def _named(
    found: CaseOnRecord,
    faulty: Sequence[Row],
    behind: Mapping[tuple[str, int], str],
    *,
    put_in: bool,
    gap: bool,
) -> Iterator[Finding]:
    for line in faulty:
        key = _key(line)
        what = "was changed, or does not follow on the line before it"
        if put_in:
            what = "was put in"
        elif key is not None and key not in behind:
            what = f"the {key[0]} it tells of is missing"
        elif gap:
            what = "a line before it is missing"
        elif key is not None:
            what = f"it, or the {key[0]} it tells of, was changed"
        yield _finding(found, "journal", line["id"], what)


def _without_line(found: CaseOnRecord, behind: Mapping[tuple[str, int], str]) -> Iterator[Finding]:
    told = {_key(line) for line in found.lines}
    tables = {"decision": "decisions", "undoing": "undoings", "second check": "second_checks"}
    for kind, number in behind:
        if (kind, number) not in told:
            row = number
            if kind == "decision":
                row = next(one["id"] for one in found.decisions if one["version"] == number)
            yield _finding(found, tables[kind], row, "no line of the journal tells of it")


def _ends(sealer: Sealer, found: CaseOnRecord, head: Row | None, *, sound: bool) -> Iterator[Finding]:
    if head is None:
        yield _finding(found, "case_heads", None, "the end of the case's journal is not on record")
        return
    if not sound:
        yield _finding(found, "case_heads", None, "the end of the case's journal was changed")
    last = found.lines[-1] if found.lines else None
    missing = head["lines"] - len(found.lines)
    if missing > 0 and (last is None or last["seal"] != head["seal"]):
        row = None if last is None else last["id"]
        yield _finding(found, "journal", row, f"{missing} lines are missing after it")
    elif last is None or last["seal"] != head["seal"] or missing:
        row = None if last is None else last["id"]
        yield _finding(found, "journal", row, "the case's journal does not end as its head says")
    papers = [[paper[name] for name in PAPER] for paper in found.papers]
    if head["bound"] != sealer.bound(found.case, papers):
        yield _finding(found, "applications", found.case["id"], "it, or one of its papers, was changed")


def _removal(sealer: Sealer, found: CaseOnRecord) -> tuple[_Digests, list[Finding]]:
    removal = next(iter(found.removals), None)
    if removal is None:
        return _Digests(), []
    if removal["seal"] != seal_of_removal(sealer, removal):
        forged = _finding(found, "removals", found.case["id"], "this removal was not made by the office")
        return _Digests(), [forged]
    digests = _Digests(removal["digests"])
    return digests, list(_put_in_after(found, digests))


def _put_in_after(found: CaseOnRecord, digests: _Digests) -> Iterator[Finding]:
    what = "words stand where a removal had taken them away"
    for line in found.lines:
        facts = dict(line["facts"])
        if digests.of("journal", line["id"]) and any(facts.get(name) for name in PERSONAL_FACTS):
            yield _finding(found, "journal", line["id"], what)
    written = (
        *(
            ("decisions", row["id"], row["note"] or row["words"] or row["evidence"])
            for row in found.decisions
        ),
        *(("undoings", row["decision_id"], row["note"]) for row in found.undoings),
        *(("second_checks", row["decision_id"], row["note"]) for row in found.checks),
    )
    for table, number, words in written:
        if words:
            yield _finding(found, table, number, what)


def seal_of_removal(sealer: Sealer, row: Row) -> str:
    """The seal of a removal."""
    told = ("application_id", "at", "by", "rule", "counted_from", "removed", "digests")
    return sealer.mac("removal", *(row[name] for name in told))


def _head(row: Row) -> Head:
    return Head(row["lines"], row["seal"], row["bound"])


def _finding(found: CaseOnRecord, table: str, row: int | str | None, what: str) -> Finding:
    return Finding(table=table, row=row, case=found.case["reference"], what=what)

"""Sealing on record: with every act, and once for a journal from before there were seals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.evidence import Paper
from data_access.bundle import Bundle
from data_access.engine import insert_for
from data_access.errors import SealKeyMissing
from data_access.seals import BOUND, PAPER, Head, Sealer
from data_access.tables import (
    applications,
    case_heads,
    decision_reasons,
    decisions,
    journal,
    papers,
    second_checks,
    undoings,
)

_CASES_AT_ONCE: Final = 500

Row = Mapping[Any, Any]


class SealsOnRecord:
    """Seals what a unit writes; the rows a line was written with are handed over before the line is."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._sealer = Sealer(key)
        self._behind: dict[tuple[int, EventKind], str] = {}
        self._bound: dict[int, str] = {}
        self._heads: dict[int, Head] = {}
        self._numbers: Sequence[int] = ()

    def decided(self, row: Row, reasons: Iterable[str]) -> None:
        """A decision was written, with its number."""
        self._behind[row["application_id"], EventKind.DECIDED] = self._sealer.decision(row, reasons)

    def undone(self, application: int, row: Row) -> None:
        """An undoing was written."""
        self._behind[application, EventKind.UNDONE] = self._sealer.undoing(row)

    def checked(self, application: int, row: Row) -> None:
        """A second check was written."""
        self._behind[application, EventKind.CHECKED] = self._sealer.check(row)

    def stands(self, application: Application, row: Row) -> None:
        """An application was written, or read after a statement changed it: its head will bind it so."""
        bound = {**row, "id": application.id}
        self._bound[application.id] = self._sealer.bound(bound, map(_told, application.papers))

    def begin(self, cases: Sequence[int], lines: int, decisions: int = 0) -> Sequence[int]:
        """Read the heads of some cases, each locked by now, and draw numbers for so many lines and decisions.

        Returns:
            The numbers of the decisions. Numbers come first, so that a seal binds them too.
        """
        self._heads, self._numbers, drawn = _so_far(self._connection, cases, lines, decisions)
        return drawn

    def write(self, lines: Sequence[dict[str, Any]], bundle: Bundle | None = None) -> None:
        """Number the lines, seal each after the one before it in its case, write them and the new heads.

        What happened to a single case travels in the bundle.
        """
        heads, fresh = self._heads, not self._heads
        for line, number in zip(lines, self._numbers, strict=True):
            case = line["application_id"]
            head = heads.get(case) or Head(0, self._sealer.first(case), "")
            behind = self._behind.pop((case, line["kind"]), None)
            line["id"] = number
            line["seal"] = self._sealer.line(head.seal, line, behind)
            heads[case] = Head(head.lines + 1, line["seal"], head.bound)
        rows = [
            head_row(self._sealer, case, Head(head.lines, head.seal, self._bound.pop(case, head.bound)))
            for case, head in heads.items()
        ]
        if bundle is not None and len(rows) == 1:
            bundle.put(_put(insert_for(self._connection)), rows)
            bundle.insert(journal, lines)
            return
        write_heads(self._connection, rows, fresh=fresh)
        self._connection.execute(sa.insert(journal), list(lines))


def _so_far(
    connection: Connection, cases: Sequence[int], lines: int, decided: int
) -> tuple[dict[int, Head], Sequence[int], Sequence[int]]:
    """The heads of some cases, and numbers for lines and decisions; on PostgreSQL one question for all."""
    if connection.dialect.name != "postgresql":
        # One writer at a time: nobody else takes these numbers.
        line, decision = (last or 0 for last in connection.execute(_LASTS).one())
        numbers = range(line + 1, line + 1 + lines), range(decision + 1, decision + 1 + decided)
        return heads_of(connection, cases), *numbers
    # The usual act is about one case, and its head travels with the numbers.
    asked = cases[0] if len(cases) == 1 else None
    numbers_and_head = _NUMBERS_AND_HEAD.format(lines=lines, decisions=decided)
    drawn, drawn_too, *head = connection.exec_driver_sql(numbers_and_head, (asked,)).one()
    heads = heads_of(connection, cases) if asked is None else {}
    if head[0] is not None:
        heads[cases[0]] = Head(*head)
    return heads, sorted(drawn), sorted(drawn_too)


# What every act asks is put together once.
_LASTS: Final = sa.select(
    *(sa.select(sa.func.max(table.c.id)).scalar_subquery() for table in (journal, decisions))
)
_HEADS: Final = sa.select(
    case_heads.c.application_id, case_heads.c.lines, case_heads.c.seal, case_heads.c.bound
).where(case_heads.c.application_id.in_(sa.bindparam("cases", expanding=True)))

# How many stands in the text, not beside it: else the server plans for thousands, and anew each time.
_NUMBERS_AND_HEAD: Final = """
SELECT ARRAY(SELECT nextval('journal_id_seq') FROM generate_series(1, {lines:d})),
    ARRAY(SELECT nextval('decisions_id_seq') FROM generate_series(1, {decisions:d})), lines, seal, bound
FROM (SELECT) AS numbers LEFT JOIN case_heads ON application_id = %s
"""


def heads_of(connection: Connection, cases: Sequence[int]) -> dict[int, Head]:
    """The heads of these cases."""
    found: dict[int, Head] = {}
    for start in range(0, len(cases), _CASES_AT_ONCE):
        some = cases[start : start + _CASES_AT_ONCE]
        rows = connection.execute(_HEADS, {"cases": list(some)})
        found |= {row.application_id: Head(row.lines, row.seal, row.bound) for row in rows}
    return found


def head_row(sealer: Sealer, case: int, head: Head) -> dict[str, Any]:
    """A head as it is written."""
    return {
        "application_id": case,
        "lines": head.lines,
        "seal": head.seal,
        "bound": head.bound,
        "mac": sealer.head(case, head),
    }


def write_heads(connection: Connection, rows: Sequence[Mapping[str, Any]], *, fresh: bool = False) -> None:
    """Put heads in the place of those that stand; ``fresh`` when none stands."""
    if not rows:
        return
    insert = sa.insert(case_heads) if fresh else _put(insert_for(connection))
    connection.execute(insert, list(rows))


@cache
def _put(insert_of: Any) -> Any:
    insert = insert_of(case_heads)
    new = {name: insert.excluded[name] for name in ("lines", "seal", "bound", "mac")}
    return insert.on_conflict_do_update(index_elements=["application_id"], set_=new)


def seal_what_is_there(connection: Connection, key: bytes | None) -> int:
    """Seal a journal from before there were seals, as it stands; returns how many lines.

    Raises:
        SealKeyMissing: there are lines, and no key.
    """
    if connection.execute(sa.select(applications.c.id).limit(1)).first() is None:
        return 0
    if not key:
        raise SealKeyMissing("sealing the journal that is there needs the office's seal secret")
    sealer, lines, after = Sealer(key), 0, 0
    while cases := _next_cases(connection, after):
        lines += _seal_cases(connection, sealer, cases)
        after = cases[-1]["id"]
    return lines


def _next_cases(connection: Connection, after: int) -> Sequence[Row]:
    asked = sa.select(*(applications.c[name] for name in BOUND)).where(applications.c.id > after)
    return connection.execute(asked.order_by(applications.c.id).limit(_CASES_AT_ONCE)).mappings().all()


def _seal_cases(connection: Connection, sealer: Sealer, cases: Sequence[Row]) -> int:
    first, last = cases[0]["id"], cases[-1]["id"]
    behind = _behind(connection, sealer, first, last)
    papers_of = _papers(connection, first, last)
    heads = {case["id"]: Head(0, sealer.first(case["id"]), "") for case in cases}
    sealed: list[dict[str, Any]] = []
    for line in _ordered(connection, _lines(), journal.c.application_id.between(first, last), journal.c.id):
        case = line["application_id"]
        seal = sealer.line(heads[case].seal, line, behind.get(key_behind(line)))
        heads[case] = Head(heads[case].lines + 1, seal, "")
        sealed.append({"b_id": line["id"], "b_seal": seal})
    if sealed:
        changed = sa.update(journal).where(journal.c.id == sa.bindparam("b_id"))
        connection.execute(changed.values(seal=sa.bindparam("b_seal")), sealed)
    rows = [
        head_row(
            sealer,
            case["id"],
            Head(
                heads[case["id"]].lines,
                heads[case["id"]].seal,
                sealer.bound(case, papers_of.get(case["id"], ())),
            ),
        )
        for case in cases
    ]
    write_heads(connection, rows, fresh=True)
    return len(sealed)


def key_behind(line: Row) -> tuple[str, int]:
    """What finds the row behind a line: a decision by case and version, the others by their decision."""
    if line["kind"] == EventKind.DECIDED:
        return f"decided:{line['application_id']}", line["version"]
    return line["kind"], line["facts"].get("decision", 0)


def _behind(connection: Connection, sealer: Sealer, first: int, last: int) -> dict[tuple[str, int], str]:
    mine = decisions.c.application_id.between(first, last)
    stated = sa.select(decision_reasons.c.decision_id, decision_reasons.c.reason).join(decisions)
    reasons = {
        number: [row["reason"] for row in rows]
        for number, rows in groupby(
            _ordered(connection, stated, mine, decision_reasons.c.decision_id),
            key=itemgetter("decision_id"),
        )
    }
    found = {
        (f"decided:{row['application_id']}", row["version"]): sealer.decision(row, reasons.get(row["id"], ()))
        for row in _ordered(connection, _decisions(connection), mine, decisions.c.id)
    }
    for row in _ordered(connection, sa.select(undoings).join(decisions), mine, undoings.c.decision_id):
        found[EventKind.UNDONE, row["decision_id"]] = sealer.undoing(row)
    looked = sa.select(second_checks).join(decisions, second_checks.c.decision_id == decisions.c.id)
    for row in _ordered(connection, looked, mine, second_checks.c.decision_id):
        found[EventKind.CHECKED, row["decision_id"]] = sealer.check(row)
    return found


def _papers(connection: Connection, first: int, last: int) -> dict[int, list[list[Any]]]:
    asked = sa.select(papers.c.application_id, *(papers.c[name] for name in PAPER))
    rows = _ordered(connection, asked, papers.c.application_id.between(first, last), papers.c.id)
    found: dict[int, list[list[Any]]] = {}
    for row in rows:
        found.setdefault(row["application_id"], []).append([row[name] for name in PAPER])
    return found


def _decisions(connection: Connection) -> sa.Select[*tuple[Any, ...]]:
    """Decisions as they are sealed; those from before there were words to the applicant have none."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(decisions.name)}
    nothing = sa.literal("").label("words")
    return sa.select(*(column if column.name in there else nothing for column in decisions.columns))


def _lines() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*(column for column in journal.columns if column.name != "seal"))


def _ordered(
    connection: Connection,
    asked: sa.Select[*tuple[Any, ...]],
    mine: sa.ColumnElement[bool],
    order: sa.ColumnElement[Any],
) -> Sequence[Row]:
    return connection.execute(asked.where(mine).order_by(order)).mappings().all()


def _told(paper: Paper) -> list[Any]:
    return [getattr(paper, name) for name in PAPER]

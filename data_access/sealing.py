"""Sealing on record: with every act, and once for a journal from before there were seals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.evidence import Paper
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

    def write(self, cases: Sequence[Application], lines: Sequence[dict[str, Any]]) -> None:
        """Number the lines, seal each after the one before it in its case, write them and the new heads.

        The numbers come first, so that a seal binds them too; each case is locked by now.
        """
        fresh = all(case.events and case.events[0].kind is EventKind.RECEIVED for case in cases)
        heads, numbers = self._so_far([] if fresh else [case.id for case in cases], len(lines))
        for line, number in zip(lines, numbers, strict=True):
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
        if len(lines) == len(rows) == 1 and self._connection.dialect.name == "postgresql":
            # The usual act: its line and its head travel together.
            told = {f"line_{name}": value for name, value in lines[0].items()}
            told |= {f"head_{name}": value for name, value in rows[0].items()}
            self._connection.execute(_line_and_head(), told)
            return
        write_heads(self._connection, rows, fresh=fresh)
        self._connection.execute(sa.insert(journal), list(lines))

    def _so_far(self, cases: Sequence[int], how_many: int) -> tuple[dict[int, Head], Sequence[int]]:
        """The heads of some cases, and numbers for so many lines; on PostgreSQL one question for both."""
        if self._connection.dialect.name != "postgresql":
            # One writer at a time: nobody else takes these numbers.
            last = self._connection.execute(sa.select(sa.func.max(journal.c.id))).scalar_one() or 0
            return heads_of(self._connection, cases), range(last + 1, last + 1 + how_many)
        rows = self._connection.exec_driver_sql(_HEADS_AND_NUMBERS, (list(cases), how_many)).all()
        heads = {row[0]: Head(row[1], row[2], row[3]) for row in rows if row[1] is not None}
        return heads, sorted(row[0] for row in rows if row[1] is None)


_HEADS_AND_NUMBERS: Final = """
SELECT application_id, lines, seal, bound FROM case_heads WHERE application_id = ANY (%s)
UNION ALL
SELECT nextval('journal_id_seq'), NULL, NULL, NULL FROM generate_series(1, %s)
"""


def heads_of(connection: Connection, cases: Sequence[int]) -> dict[int, Head]:
    """The heads of these cases."""
    found: dict[int, Head] = {}
    for start in range(0, len(cases), _CASES_AT_ONCE):
        some = cases[start : start + _CASES_AT_ONCE]
        rows = connection.execute(
            sa.select(
                case_heads.c.application_id, case_heads.c.lines, case_heads.c.seal, case_heads.c.bound
            ).where(case_heads.c.application_id.in_(some))
        )
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
    insert = sa.insert(case_heads) if fresh else _put(insert_for(connection)(case_heads))
    connection.execute(insert, list(rows))


@cache
def _line_and_head() -> sa.Insert:
    """PostgreSQL's one statement for a line and its case's head; made once, for every act needs it."""
    head = postgresql.insert(case_heads).values(
        {column.name: sa.bindparam(f"head_{column.name}") for column in case_heads.columns}
    )
    line = sa.insert(journal).values(
        {column.name: sa.bindparam(f"line_{column.name}") for column in journal.columns}
    )
    return line.add_cte(_put(head).cte("head"))


def _put(insert: Any) -> Any:
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

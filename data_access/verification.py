"""Every case read as it stands and compared with its seals, a few cases in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data_access.chains import CaseOnRecord, Finding, Row, check_case
from data_access.seals import BOUND, BOUND_SINCE, PAPER, Sealer
from data_access.tables import (
    applications,
    case_heads,
    decision_reasons,
    decisions,
    journal,
    outbox,
    papers,
    removals,
    second_checks,
    undoings,
)
from data_access.tables_after_decision import complaints, entitlements, payments

_AT_ONCE: Final = 2_000

# Rows behind a decision name no case; those whose decision is gone count to case 0, which is none.
_CASE: Final = sa.func.coalesce(decisions.c.application_id, 0).label("case_of")
_READ: Final[dict[str, tuple[sa.Select[*tuple[Any, ...]], tuple[Any, ...]]]] = {
    "lines": (
        sa.select(journal, journal.c.application_id.label("case_of")),
        (journal.c.application_id, journal.c.id),
    ),
    "decisions": (
        sa.select(decisions, decisions.c.application_id.label("case_of")),
        (decisions.c.application_id, decisions.c.id),
    ),
    "reasons": (
        sa.select(decision_reasons, _CASE).select_from(
            decision_reasons.outerjoin(decisions, decision_reasons.c.decision_id == decisions.c.id)
        ),
        (_CASE, decision_reasons.c.decision_id, decision_reasons.c.reason),
    ),
    "undoings": (
        sa.select(undoings, _CASE).select_from(
            undoings.outerjoin(decisions, undoings.c.decision_id == decisions.c.id)
        ),
        (_CASE, undoings.c.decision_id),
    ),
    "checks": (
        sa.select(second_checks, _CASE).select_from(
            second_checks.outerjoin(decisions, second_checks.c.decision_id == decisions.c.id)
        ),
        (_CASE, second_checks.c.decision_id),
    ),
    "papers": (
        sa.select(*(papers.c[name] for name in PAPER), papers.c.application_id.label("case_of")),
        (papers.c.application_id, papers.c.id),
    ),
    "messages": (
        sa.select(
            *(outbox.c[name] for name in ("id", "decision_id", "key", "status", "promised_at")),
            outbox.c.application_id.label("case_of"),
        ),
        (outbox.c.application_id, outbox.c.id),
    ),
    "heads": (
        sa.select(case_heads, case_heads.c.application_id.label("case_of")),
        (case_heads.c.application_id,),
    ),
    "removals": (
        sa.select(removals, removals.c.application_id.label("case_of")),
        (removals.c.application_id,),
    ),
    "complaints": (
        sa.select(complaints, complaints.c.application_id.label("case_of")),
        (complaints.c.application_id, complaints.c.id),
    ),
    "entitlements": (
        sa.select(entitlements, entitlements.c.application_id.label("case_of")),
        (entitlements.c.application_id, entitlements.c.id),
    ),
    "payments": (
        sa.select(payments, payments.c.application_id.label("case_of")),
        (payments.c.application_id, payments.c.id),
    ),
}
_TABLE: Final = {
    "lines": "journal",
    "reasons": "decision_reasons",
    "checks": "second_checks",
    "messages": "outbox",
    "heads": "case_heads",
}


def findings(
    connection: Connection,
    key: bytes,
    only: Collection[int] | None = None,
    told: Callable[[int], object] = int,
) -> Iterator[Finding]:
    """Whatever differs from its seal, case by case; ``only`` these cases, or all of them.

    ``told`` is called with the number of journal lines of each case.
    """
    sealer = Sealer(key)
    asked = sa.select(*(applications.c[name] for name in (*BOUND, *BOUND_SINCE)))
    with ExitStack() as stack:
        streams = {
            name: stack.enter_context(_by_case(connection, *read, only)) for name, read in _READ.items()
        }
        cases = stack.enter_context(
            _streamed(connection, asked, (applications.c.id,), applications.c.id, only)
        )
        for case in cases:
            rows = {name: stream.of(case["id"]) for name, stream in streams.items()}
            told(len(rows["lines"]))
            yield from _ownerless(streams)
            yield from check_case(sealer, CaseOnRecord(case=case, **rows))
        for stream in streams.values():
            stream.drain()
        yield from _ownerless(streams)


class _Stream:
    """Hands out one case's rows after another; rows whose case does not come are put aside."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._groups = groupby(rows, key=itemgetter("case_of"))
        self._ahead: tuple[int, list[Row]] | None = None
        self.aside: list[Row] = []

    def of(self, case: int) -> list[Row]:
        """The rows of a case; cases must be asked for in their order."""
        while self._step() and self._ahead is not None and self._ahead[0] < case:
            self.aside += self._ahead[1]
            self._ahead = None
        if self._ahead is None or self._ahead[0] != case:
            return []
        rows, self._ahead = self._ahead[1], None
        return rows

    def drain(self) -> None:
        """Put aside whatever is left."""
        while self._step() and self._ahead is not None:
            self.aside += self._ahead[1]
            self._ahead = None

    def _step(self) -> bool:
        if self._ahead is None:
            following = next(self._groups, None)
            self._ahead = None if following is None else (following[0], list(following[1]))
        return self._ahead is not None


def _ownerless(streams: dict[str, _Stream]) -> Iterator[Finding]:
    for name, stream in streams.items():
        for row in stream.aside:
            number = row.get("id", row.get("decision_id", row["case_of"]))
            yield Finding(
                table=_TABLE.get(name, name), row=str(number), what="the case it belongs to is not on record"
            )
        stream.aside.clear()


@contextmanager
def _by_case(
    connection: Connection,
    asked: sa.Select[*tuple[Any, ...]],
    order: tuple[Any, ...],
    only: Collection[int] | None,
) -> Generator[_Stream]:
    with _streamed(connection, asked, order, order[0], only) as rows:
        yield _Stream(rows)


@contextmanager
def _streamed(
    connection: Connection,
    asked: sa.Select[*tuple[Any, ...]],
    order: tuple[Any, ...],
    case: sa.ColumnElement[int],
    only: Collection[int] | None,
) -> Generator[Iterable[Row]]:
    if only is not None:
        asked = asked.where((case.element if isinstance(case, sa.Label) else case).in_(sorted(only)))
    with connection.execute(asked.order_by(*order).execution_options(yield_per=_AT_ONCE)) as rows:
        yield rows.mappings()

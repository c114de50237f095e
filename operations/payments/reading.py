"""A file of payment results, row by row: what each says, or why it cannot be taken."""

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from casework.entitlements.payments import PaymentResult, ResultKind, canonical_payment_reference
from operations.intake.archives import fit_to_be_a_name
from operations.intake.cleaning import clean
from operations.intake.numbers import date_of, number_of
from operations.intake.opening import open_table
from operations.intake.refusals import BadValue
from operations.intake.source import OWN, FileRefused, Limits, SourceRow, is_blank, unescaped
from operations.payments.columns import PENDING, cause_of, fields_of, status_of

LIMITS = Limits(rows=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One row; either a result, or a fault: a code of `ui.payment_words.ROW_FAULTS`, with what was given."""

    row: SourceRow
    result: PaymentResult | None = None
    fault: str = ""
    value: str = ""

    def refused(self, fault: str, value: str = "") -> "ReadRow":
        """The same row, refused."""
        return replace(self, fault=fault, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRead:
    """A file that can be taken in; every row of it is in ``rows``."""

    name: str
    sha256: str
    kind: str
    encoding: str
    separator: str
    columns: tuple[str, ...]
    rows: tuple[ReadRow, ...] = field(repr=False)


def read_results(content: bytes, name: str) -> ResultsRead:
    """Read a CSV or a workbook of results to its end.

    Raises:
        FileRefused: it is no table, has not the columns, or no rows; `results_file_refused` words it.
    """
    fit_to_be_a_name(PurePath(name).name)
    table, _ = open_table(content, name, LIMITS)
    if table.kind not in {"csv", "xlsx"}:
        raise FileRefused("not_a_table", what=table.kind)
    fields = fields_of(table.columns)
    rows = tuple(_read(row, fields) for row in itertools.islice(table.rows, LIMITS.rows + 1))
    if not rows:
        raise FileRefused("no_rows")
    if len(rows) > LIMITS.rows:
        raise FileRefused("too_many_rows", limit=LIMITS.rows)
    return ResultsRead(
        name=PurePath(name).name,
        sha256=hashlib.sha256(content).hexdigest(),
        kind=table.kind,
        encoding=table.encoding,
        separator=table.separator,
        columns=tuple(one for one in table.columns if not one.startswith(OWN)),
        rows=tuple(_without_contradictions(rows)),
    )


class _Fault(Exception):  # noqa: N818 - named by the fact.
    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def _read(row: SourceRow, fields: Mapping[str, str]) -> ReadRow:
    read = ReadRow(row=row)
    if row.extra or row.missing:
        return read.refused("cells")
    cells = {name: unescaped(row.cells.get(column)) for name, column in fields.items()}
    try:
        return replace(read, result=_result(cells))
    except _Fault as fault:
        return read.refused(fault.code, fault.value)


def _result(cells: Mapping[str, object]) -> PaymentResult:
    reference = _reference(cells["reference"])
    kind = _kind(cells["status"])
    return PaymentResult(
        reference=reference,
        kind=kind,
        amount=_amount(cells["amount"]),
        currency=_text(cells["currency"], "no_currency").upper(),
        on=_day(cells["on"]),
        cause=cause_of(_plain(cells.get("cause"))) if kind is ResultKind.RETURNED else None,
    )


def _reference(cell: object) -> str:
    text = _text(cell, "no_reference")
    reference = canonical_payment_reference(text)
    if reference is None:
        raise _Fault("bad_reference", text[:60])
    return reference


def _kind(cell: object) -> ResultKind:
    text = _plain(cell)
    status = status_of(text) if text else None
    if status is None:
        raise _Fault("bad_status", text[:60])
    if status == PENDING:
        raise _Fault("pending", text)
    return ResultKind(status)


def _amount(cell: object) -> Decimal:
    try:
        return number_of("" if cell is None else cell, amount=True)
    except BadValue:
        raise _Fault("bad_amount", _plain(cell)[:60]) from None


def _day(cell: object) -> date:
    if is_blank(cell):
        raise _Fault("no_date")
    try:
        return date_of(cell)
    except BadValue:
        raise _Fault("bad_date", _plain(cell)[:60]) from None


def _text(cell: object, fault: str) -> str:
    text = _plain(cell)
    if not text:
        raise _Fault(fault)
    return text


def _plain(cell: object) -> str:
    """The cell as text; what hides characters reads as nothing, so that its row is refused."""
    try:
        return "" if cell is None else clean(str(cell))
    except BadValue:
        return ""


def _without_contradictions(rows: Sequence[ReadRow]) -> Iterable[ReadRow]:
    """Refuse all rows of a payment of which the file says both that it was paid and that it came back."""
    said: dict[str, set[ResultKind]] = {}
    for one in rows:
        if one.result is not None:
            said.setdefault(one.result.reference, set()).add(one.result.kind)
    for one in rows:
        both = one.result is not None and len(said[one.result.reference]) > 1
        yield replace(one, result=None, fault="both_results") if both else one

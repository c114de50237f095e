"""How a file will be imported: what it is, which mapping reads it, what is not understood."""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from operations.intake.archives import Documents, fit_to_be_a_name
from operations.intake.checking import CheckedRow, Checker
from operations.intake.mapping import MappingFile, check_columns, guess, mapping_named
from operations.intake.opening import open_table
from operations.intake.source import OWN, FileRefused, Limits, Table

PREVIEW_ROWS = 10
_LOOKED_AT = 20
"""Rows whose fields tell what the columns are, where the file has no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A file that can be imported. `rows` is how many it has; `unused` columns are not read."""

    content: bytes = field(repr=False)
    name: str
    sha256: str
    kind: str
    encoding: str
    separator: str
    sheet: str
    columns: tuple[str, ...]
    unused: tuple[str, ...]
    rows: int
    mapping: MappingFile
    guessed: bool
    checker: Checker
    limits: Limits

    def open(self) -> tuple[Table, Documents | None]:
        """The rows from the beginning."""
        return open_table(self.content, self.name, self.limits)

    def accepting_foreign(self, *, yes: bool) -> "Plan":
        """The same plan, taking rows whose identity is another registry's, or not."""
        return replace(self, checker=replace(self.checker, foreign_accepted=yes))

    def preview(self, rows: int = PREVIEW_ROWS) -> tuple[CheckedRow, ...]:
        """The first rows as understood."""
        table, _ = self.open()
        return tuple(self.checker.check(row) for row in itertools.islice(table.rows, rows))


def plan_import(
    content: bytes,
    name: str,
    *,
    today: date,
    mapping: str = "",
    given: Mapping[str, str] | None = None,
    foreign_accepted: bool = False,
    limits: Limits | None = None,
) -> Plan:
    """Look at a file to its end and decide how it is read; one that breaks off is refused whole.

    Args:
        content: the file's bytes.
        name: its name, shown and used for hints only.
        today: the local date, after which nobody is born.
        mapping: the name of a mapping, or the path of a mapping file; guessed from the columns when empty.
        given: fields the person says for every row that does not say them (`programme`, `region`).
        foreign_accepted: take rows whose identity is not a national number, when the mapping says so too.
        limits: how large the file may be.

    Raises:
        FileRefused: with what is wrong; `words.file_refused` says what to do.
    """
    held = limits or Limits()
    fit_to_be_a_name(PurePath(name).name)
    table, _ = open_table(content, name, held)
    first = list(itertools.islice(table.rows, _LOOKED_AT))
    columns = table.columns or tuple(dict.fromkeys(column for row in first for column in row.cells))
    rows, cells = len(first), sum(len(row.cells) for row in first)
    for row in itertools.islice(table.rows, held.rows + 1):
        rows, cells = rows + 1, cells + len(row.cells)
        if cells > held.cells:
            raise FileRefused("too_many_cells", most=held.cells)
    if rows > held.rows:
        raise FileRefused("too_many_rows", limit=held.rows)
    chosen = mapping_named(mapping) if mapping else guess(table, columns)
    _check(chosen, table, given or {})
    if not rows:
        raise FileRefused("no_rows")
    return Plan(
        content=content,
        name=PurePath(name).name,
        sha256=hashlib.sha256(content).hexdigest(),
        kind=table.kind,
        encoding=table.encoding,
        separator=table.separator,
        sheet=table.sheet,
        columns=columns,
        unused=tuple(c for c in columns if not chosen.knows(c) and not _ours(c)),
        rows=rows,
        mapping=chosen,
        guessed=not mapping,
        checker=Checker(mapping=chosen, today=today, given=given or {}, foreign_accepted=foreign_accepted),
        limits=held,
    )


def _check(mapping: MappingFile, table: Table, given: Mapping[str, str]) -> None:
    if table.kind not in mapping.reads and table.kind != "csv":
        raise FileRefused("mapping_does_not_read", mapping=mapping.name, format=table.kind)
    if table.columns:
        check_columns(mapping, table.columns, [name for name, value in given.items() if value])


def _ours(column: str) -> bool:
    return column.startswith((OWN, "_", "formhub/"))

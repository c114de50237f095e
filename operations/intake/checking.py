"""One row into one application, or into every reason why it cannot be one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from casework.applications.facts import facts_to_json
from casework.countries.pack import pack_of, programme
from casework.people.national_numbers import parse
from operations.intake.cleaning import clean
from operations.intake.fields import Context, Reading, programme_of, read_cell
from operations.intake.mapping import BESIDE_FACTS, MUST, Column, MappingFile, plain, plain_heading
from operations.intake.refusals import BadValue, Remark, RowRefusal
from operations.intake.source import SourceRow, is_blank

SHOWN: Final = 80
"""A value is quoted as far as this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPaper:
    """A file that a row names: its kind and the name as given."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """A row as understood. It can be received when `refusals` is empty; `key` is then its own for ever."""

    row: SourceRow
    programme: str = ""
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    key: str = ""
    external_id: str = ""
    submitted_on: date | None = None
    papers: tuple[NamedPaper, ...] = ()
    refusals: tuple[RowRefusal, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def received_at(self, now: datetime) -> datetime:
        """The moment that deadlines count from: noon, local time, of the day it was submitted, else now."""
        if self.submitted_on is None:
            return now
        noon = datetime.combine(self.submitted_on, time(12), ZoneInfo(pack_of(self.programme).zone))
        return min(noon.astimezone(UTC), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Checks the rows of one file. `given` is what the person who imports says for the whole file."""

    mapping: MappingFile
    today: date
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    foreign_accepted: bool = False

    def check(self, row: SourceRow) -> CheckedRow:
        """Read every field, and collect every refusal rather than the first."""
        return _Row(self, row).checked()


class _Row:
    """The work on one row."""

    def __init__(self, checker: Checker, row: SourceRow) -> None:
        self.checker = checker
        self.row = row
        self.by_name = {plain_heading(name): (name, value) for name, value in reversed(row.cells.items())}
        if checker.mapping.by_question:
            for name, value in row.cells.items():
                self.by_name.setdefault(plain_heading(name.rpartition("/")[2]), (name, value))
        self.facts: dict[str, object] = {}
        self.refusals: list[RowRefusal] = []
        self.remarks: list[Remark] = []

    def checked(self) -> CheckedRow:
        if self.row.extra or self.row.missing:
            return CheckedRow(row=self.row, refusals=(self._wrong_width(),))
        code = self._programme()
        if not code:
            self._ask_for_missing_cells()
            return CheckedRow(row=self.row, refusals=tuple(self.refusals), papers=self._papers())
        context = Context(pack=pack_of(code), today=self.checker.today)
        for column in self.checker.mapping.columns:
            if column.fact != "programme":
                self._take(column, context)
        self._fill_in(context)
        self._ask_for_missing()
        self._compare(context)
        beside = {name: self.facts.pop(name) for name in BESIDE_FACTS & self.facts.keys()}
        day = beside.get("submitted_at")
        return CheckedRow(
            row=self.row,
            programme=code,
            facts=self.facts,
            key="" if self.refusals else self._key(code, beside),
            external_id=str(beside.get("external_id", "")),
            submitted_on=day if isinstance(day, date) else None,
            papers=self._papers(),
            refusals=tuple(self.refusals),
            remarks=tuple(self.remarks),
        )

    def _programme(self) -> str:
        column = self.checker.mapping.column("programme")
        name, value = self._cell(column) if column else ("", None)
        said = self.checker.given.get("programme") or self.checker.mapping.constants.get("programme")
        value = said if is_blank(value) else value
        if is_blank(value):
            self._refuse("programme", name, "", BadValue("required"))
            return ""
        try:
            text = column.codes.get(plain(str(value)), value) if column else value
            return programme_of(text)
        except BadValue as bad:
            self._refuse("programme", name, value, bad)
            return ""

    def _take(self, column: Column, context: Context) -> None:
        name, value = self._cell(column)
        if is_blank(value):
            return
        if column.fact == "national_id" and self.checker.mapping.foreign:
            self._take_foreign(name, value)
            return
        try:
            self._keep(column.fact, read_cell(column, value, context), value)
        except BadValue as bad:
            if column.lenient:
                self.remarks.append(self._remark("left_out", column.fact, value))
            else:
                self._refuse(column.fact, name, value, bad)

    def _take_foreign(self, name: str, value: object) -> None:
        """A number of another registry is never kept as a national number, even where it looks like one."""
        if self.checker.foreign_accepted:
            self.remarks.append(self._remark("foreign_identity", "national_id", value))
        else:
            self._refuse("national_id", name, value, BadValue("foreign_identity"))

    def _keep(self, fact: str, reading: Reading | None, given: object) -> None:
        if reading is None:
            return
        self.facts[fact] = reading.value
        if reading.guessed:
            self.remarks.append(self._remark("guessed", fact, given, value=reading.value))

    def _cell(self, column: Column) -> tuple[str, object]:
        """The first of the column's names that the row has, with its value; joined columns as one text."""
        parts = self._named(column.joined)
        if parts:
            return parts[0][0], " ".join(str(value) for _, value in parts if not is_blank(value))
        found = self._named(column.names)
        filled = [cell for cell in found if not is_blank(cell[1])]
        return (filled or found or [("", None)])[0]

    def _named(self, names: Iterable[str]) -> list[tuple[str, object]]:
        headings = map(plain_heading, names)
        return [self.by_name[heading] for heading in headings if heading in self.by_name]

    def _fill_in(self, context: Context) -> None:
        """What the mapping or the person says of every row, where the row itself says nothing."""
        for fact, value in {**self.checker.mapping.constants, **self.checker.given}.items():
            if fact == "programme" or fact in self.facts or self._was_refused(fact):
                continue
            try:
                self._keep(fact, read_cell(Column(fact=fact, names=()), value, context), value)
            except BadValue as bad:
                self._refuse(fact, "", value, bad)

    def _ask_for_missing(self) -> None:
        foreign = self.checker.mapping.foreign and self.checker.foreign_accepted
        for fact in MUST:
            if fact == "programme" or fact in self.facts or self._was_refused(fact):
                continue
            if fact == "national_id" and foreign:
                continue
            column = self.checker.mapping.column(fact)
            self._refuse(fact, self._cell(column)[0] if column else "", "", BadValue("required"))

    def _ask_for_missing_cells(self) -> None:
        """Without a programme no field can be read, but a person is told at once what else is not there."""
        for fact in MUST[:2]:
            column = self.checker.mapping.column(fact)
            name, value = self._cell(column) if column else ("", None)
            if is_blank(value):
                self._refuse(fact, name, "", BadValue("required"))

    def _compare(self, context: Context) -> None:
        """Remark where the national number says otherwise than the form: a reviewer decides."""
        number = self.facts.get("national_id")
        if isinstance(number, str):
            read = parse(context.pack.id_scheme, number, facts=self.facts, today=context.today)
            self.remarks += [self._remark("contradicted", fact, self.facts[fact]) for fact in read.warnings]

    def _papers(self) -> tuple[NamedPaper, ...]:
        named: list[NamedPaper] = []
        for paper in self.checker.mapping.papers:
            for name in paper.names:
                _, value = self.by_name.get(plain_heading(name), ("", None))
                names = [] if is_blank(value) else str(value).replace("|", ";").split(";")
                named += [NamedPaper(kind=paper.kind, name=part.strip()) for part in names if part.strip()]
        return tuple(dict.fromkeys(named))

    def _key(self, code: str, beside: Mapping[str, object]) -> str:
        mapping = self.checker.mapping
        facts = facts_to_json(self.facts)
        said = {
            # The same name written with and without vowel signs or tatweel is the same row.
            **{name: clean(fact) if isinstance(fact, str) else fact for name, fact in facts.items()},
            "programme": code,
            **{name: str(value) for name, value in beside.items()},
        }
        parts = [str(said[name]) for name in mapping.key if said.get(name)]
        if mapping.key and len(parts) == len(mapping.key):
            said = {name: said[name] for name in mapping.key}
        digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        return f"{mapping.name}:{digest}"

    def _wrong_width(self) -> RowRefusal:
        width = len(self.row.cells)
        facts = {"columns": width + self.row.missing, "cells": width + len(self.row.extra)}
        value = "; ".join(self.row.extra)[:SHOWN]
        return RowRefusal(
            row=self.row.number, field="", column="", value=value, expected="column_count", facts=facts
        )

    def _was_refused(self, fact: str) -> bool:
        return any(refusal.field == fact for refusal in self.refusals)

    def _refuse(self, fact: str, column: str, value: object, bad: BadValue) -> None:
        shown = "" if value is None else _quoted(value)
        refusal = RowRefusal(
            row=self.row.number,
            field=fact,
            column=column,
            value=shown,
            expected=bad.expected,
            facts=bad.facts,
        )
        self.refusals.append(refusal)

    def _remark(self, kind: str, fact: str, given: object, **facts: object) -> Remark:
        return Remark(row=self.row.number, kind=kind, facts={"field": fact, "given": _quoted(given), **facts})


def _quoted(value: object) -> str:
    """The value as it can be shown and kept: half characters, of which JSON may write some, are not text."""
    return str(value)[:SHOWN].encode("utf-8", "replace").decode()


def paper_kinds(programme_code: str) -> frozenset[str]:
    """The kinds of paper a programme's country knows."""
    return frozenset(pack_of(programme_code).documents) | {
        document.kind for document in programme(programme_code).required_documents
    }

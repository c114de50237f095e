"""Tampering with sealed records by somebody who may do everything in the database, and has not the key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from casework.use_cases.note import AddNote, add_note
from data_access.chains import Finding
from data_access.sealing import seal_what_is_there
from data_access.verification import findings
from operations.bench.cluster import NoPostgres
from operations.demo.lived import live_through
from operations.demo_staff import DEMO_STAFF
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, person
from operations.drills.result import Result, of
from operations.drills.tampering import EDITED, KEY, Attacker, Row, heads_of, other_value, stored_rows
from operations.throwaway import SEAL_KEY

EACH: Final = 1_000
_CASES: Final = 240
_LATE: Final = 4
"""Of so many cases one gets another line or more after the attacker copied its older state."""

_FORGED: Final = b"the-attackers-own-key-0123456789-abcdefg"


@dataclass(slots=True)
class Tally:
    """How many were tried, found, and named by the right line."""

    tried: int = 0
    found: int = 0
    named: int = 0
    missed: list[str] = field(default_factory=list[str])

    def add(self, what: str, told: Sequence[Finding], right: Callable[[Finding], bool]) -> None:
        """Count one; a fault that was not named is remembered with what was said."""
        self.tried += 1
        self.found += bool(told)
        if any(right(one) for one in told):
            self.named += 1
        else:
            self.missed.append(f"{what}: {'; '.join(map(str, told[:3])) or 'nothing found'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """A case as the attacker copied it: its lines' last number, its row and its head."""

    last: int
    row: Row
    head: Row


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Every kind of tampering on both databases; passed when each one was found and its line named."""
    columns: dict[str, object] = {}
    passed = True
    for database in (SQLITE, POSTGRESQL):
        try:
            tallies = tampered(database, of(EACH, scale, least=12))
        except NoPostgres as missing:
            columns[database] = str(missing)
            passed = False
            continue
        for kind, tally in tallies.items():
            columns[f"{database} {kind}"] = f"{tally.found}/{tally.tried} named {tally.named}/{tally.tried}"
            passed &= tally.tried == tally.found == tally.named
            for missed in tally.missed[:3]:
                out(f"{database} {kind}: {missed}")
    return Result(name="seals", columns=columns, passed=passed)


def tampered(database: str, each: int, cases: int = _CASES) -> dict[str, Tally]:
    """So many of each kind of tampering in an office of one database, all taken back again."""
    with drill_office(database, people=[person("eve"), *(one.staff for one in DEMO_STAFF)]) as office:
        older = _lived(office, cases)
        with Attacker.of(office) as attacker:
            # What the drill would find anyway proves nothing: an office nobody touched must have no fault.
            untouched = [*findings(attacker.connection, SEAL_KEY), *attacker.found_by_heads()]
            if untouched:
                raise AssertionError(f"found where nothing was changed: {untouched[0]}")
            return {kind: attack(attacker, older, each) for kind, attack in _KINDS.items()}


def _lived(office: DrillOffice, cases: int) -> dict[int, Older]:
    """Give the office a past and a head, copy some cases, let more happen to them, and write another head."""
    live_through(office.engine, cases, office.records.clock().date())
    office.records.append_head(heads_of(office))
    older: dict[int, Older] = {}
    with office.engine.connect() as connection:
        ids = connection.exec_driver_sql("SELECT max(id) FROM applications").scalar_one()
        for number in range(ids - cases // _LATE + 1, ids + 1):
            (row,), (head,) = (
                stored_rows(connection, f"SELECT * FROM {table} WHERE {key} = {number}")
                for table, key in (("applications", "id"), ("case_heads", "application_id"))
            )
            last = connection.exec_driver_sql(
                f"SELECT max(id) FROM journal WHERE application_id = {number}"
            ).scalar_one()
            older[number] = Older(last=last, row=row, head=head)
    rng = Random(4)  # noqa: S311 - remarks need no secrecy.
    for one in older.values():
        for _ in range(rng.randint(1, 3)):
            command = AddNote(
                application=one.row["reference"], command_id=UUID(int=rng.getrandbits(128)), text="later"
            )
            office.records.act(add_note, command, by=person("eve"))
    office.records.append_head(heads_of(office))
    return older


# The kinds of tampering.


def _edits(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """One column of one row, each column in turn."""
    del older
    tally = Tally()
    columns = [(table, column) for table, names in EDITED.items() for column in names]
    stored = {table: attacker.rows(f"SELECT * FROM {table}") for table in EDITED}
    owner = {row["id"]: row["application_id"] for row in stored["decisions"]}
    for number in range(each):
        table, column = columns[number % len(columns)]
        row = attacker.rng.choice(stored[table])
        key = KEY.get(table, "id")
        case = row["id"] if table == "applications" else row.get("application_id")
        case = case or owner[row["decision_id"]]
        value = other_value(attacker, column, row[column])
        with attacker.tampering():
            mine, also = f'"{key}" = ?', [row[key]]
            if table == "decision_reasons":
                mine, also = "decision_id = ? AND reason = ?", [row["decision_id"], row["reason"]]
            attacker.do(f'UPDATE {table} SET "{column}" = ? WHERE {mine}', value, *also)
            told = attacker.found(case, *([value] if column == "application_id" else []))
            rows = {row[key], value if column == key else row[key]}
            right = partial(_names_edit, attacker, table, case, rows)
            tally.add(f"{table}.{column} of {row[key]}", told, right)
    return tally


def _names_edit(
    attacker: Attacker, table: str, case: int, rows: Collection[object], finding: Finding
) -> bool:
    """The row itself, or the line of the journal that tells of it; for what has no line, the case."""
    if table == "journal":
        return finding.table == "journal" and finding.row in rows
    if table == "applications":
        return finding.table == "applications" and finding.row == case
    mine = finding.case == attacker.references[case]
    return mine and (table in {"papers", "case_heads"} or finding.table in {"journal", table})


def _removals(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """One line taken out, any but the last: the line after it is named."""
    del older
    tally = Tally()
    for _ in range(each):
        case = attacker.some_case()
        place = attacker.rng.randrange(len(attacker.by_case[case]) - 1)
        line, following = attacker.by_case[case][place : place + 2]
        with attacker.tampering():
            attacker.do("DELETE FROM journal WHERE id = ?", line)
            if attacker.rng.random() < 0.5:  # noqa: PLR2004 - half of them hide what the head says.
                attacker.do("UPDATE case_heads SET lines = lines - 1 WHERE application_id = ?", case)
            tally.add(f"line {line}", attacker.found(case), lambda one, row=following: one.row == row)
    return tally


def _insertions(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """A line put in: a copy of one, of its own case or another's, or a forged one; first or last."""
    del older
    tally = Tally()
    top = max(line["id"] for line in attacker.lines)
    for number in range(each):
        case = attacker.some_case()
        source = attacker.rng.choice(attacker.by_case[attacker.some_case() if number % 3 == 0 else case])
        (row,) = attacker.rows("SELECT * FROM journal WHERE id = ?", source)
        place = top + 1 + number if number % 2 else -1 - number
        forged = {"actor": "eve", "seal": f"{attacker.rng.getrandbits(256):064x}"} if number % 4 > 1 else {}
        with attacker.tampering():
            attacker.put("journal", row | {"id": place, "application_id": case} | forged)
            if number % 5 == 0:
                attacker.do("UPDATE case_heads SET lines = lines + 1 WHERE application_id = ?", case)
            tally.add(f"line {place}", attacker.found(case), lambda one, row=place: one.row == row)
    return tally


def _swaps(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """Two lines in each other's place, in a case and across cases."""
    del older
    tally = Tally()
    for number in range(each):
        if number % 2:
            first, second = attacker.rng.sample(attacker.by_case[attacker.some_case()], 2)
        else:
            cases = attacker.rng.sample(list(attacker.by_case), 2)
            first, second = (attacker.rng.choice(attacker.by_case[case]) for case in cases)
        one, other = attacker.case_of[first], attacker.case_of[second]
        with attacker.tampering():
            if number % 4 == 0:
                attacker.do("UPDATE journal SET application_id = ? WHERE id = ?", other, first)
                attacker.do("UPDATE journal SET application_id = ? WHERE id = ?", one, second)
            else:
                for before, after in ((first, -1), (second, first), (-1, second)):
                    attacker.do("UPDATE journal SET id = ? WHERE id = ?", after, before)
            told = attacker.found(one, other)
            tally.add(f"{first}, {second}", told, lambda told, both=(first, second): told.row in both)
    return tally


def _tails(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """The end cut off: alone, or with the case and its head put back as the attacker had copied them."""
    tally = Tally()
    for number in range(each):
        if number % 2:
            case = attacker.some_case()
            lines = attacker.by_case[case]
            kept = attacker.rng.randrange(1, len(lines))
            with attacker.tampering():
                attacker.do("DELETE FROM journal WHERE application_id = ? AND id > ?", case, lines[kept - 1])
                told = attacker.found(case)
                tally.add(f"after {lines[kept - 1]}", told, lambda one, row=lines[kept - 1]: one.row == row)
            continue
        case = attacker.rng.choice(list(older))
        with attacker.tampering():
            cut = [line for line in attacker.by_case[case] if line > older[case].last]
            attacker.do("DELETE FROM journal WHERE application_id = ? AND id > ?", case, older[case].last)
            attacker.do("DELETE FROM case_heads WHERE application_id = ?", case)
            attacker.put("case_heads", older[case].head)
            told = [*attacker.found(case), *attacker.found_by_heads()]
            tally.add(
                f"after {older[case].last}, all put back",
                told,
                lambda one, case=case, cut=cut: (
                    one.case == attacker.references[case] and (len(cut) > 1 or one.row == cut[0])
                ),
            )
    return tally


def _rewrites(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """Cases sealed anew from the first line with a key of the attacker's own: the first line is named."""
    del older
    tally = Tally()
    with attacker.tampering():
        attacker.do("DELETE FROM case_heads")
        seal_what_is_there(attacker.connection, _FORGED)
        forged = attacker.rows("SELECT id, seal FROM journal")
        heads = attacker.rows("SELECT * FROM case_heads")
    seals = {row["id"]: row["seal"] for row in forged}
    by_case = {row["application_id"]: row for row in heads}
    for _ in range(each):
        case = attacker.some_case(least=1)
        with attacker.tampering():
            for line in attacker.by_case[case]:
                attacker.do("UPDATE journal SET actor = 'eve', seal = ? WHERE id = ?", seals[line], line)
            attacker.do("DELETE FROM case_heads WHERE application_id = ?", case)
            attacker.put("case_heads", by_case[case])
            first = attacker.by_case[case][0]
            tally.add(f"case {case}", attacker.found(case), lambda one, row=first: one.row == row)
    return tally


def _whole_cases(attacker: Attacker, older: Mapping[int, Older], each: int) -> Tally:
    """A case taken away with everything that names it: the daily heads name its number."""
    del older
    tally = Tally()
    for _ in range(max(1, each // 10)):
        case = attacker.some_case(least=1)
        with attacker.tampering():
            of_decisions = f"decision_id IN (SELECT id FROM decisions WHERE application_id = {case})"
            for table in ("decision_reasons", "undoings", "second_checks", "profiles"):
                attacker.do(f"DELETE FROM {table} WHERE {of_decisions}")
            for table in ("journal", "decisions", "papers", "outbox", "case_heads", "openings"):
                attacker.do(f"DELETE FROM {table} WHERE application_id = {case}")
            attacker.do(f"DELETE FROM applications WHERE id = {case}")
            told = attacker.found_by_heads()
            tally.add(f"case {case}", told, lambda one, case=case: f"number {case}," in (one.case or ""))
    return tally


_KINDS: Final[Mapping[str, Callable[[Attacker, Mapping[int, Older], int], Tally]]] = {
    "edit": _edits,
    "removal": _removals,
    "insertion": _insertions,
    "swap": _swaps,
    "cut tail": _tails,
    "rewrite": _rewrites,
    "whole case": _whole_cases,
}

"""Mapping files: which foreign column says which of our facts, and how its codes are read. Data, not code."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from casework.applications.facts import FIELDS
from casework.people.names import normalise
from casework.words import Words
from operations.intake.source import OWN, FileRefused, Table

FOLDER: Final = Path(__file__).parent / "mappings"
BESIDE_FACTS: Final = frozenset({"programme", "submitted_at", "external_id"})
"""Columns that say something of the application that is no fact of the household."""
GUESS_FROM: Final = 0.5
"""A mapping is guessed when it knows at least this share of the file's columns."""
MUST: Final = ("full_name", "national_id", "programme", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A banded amount: its limits in the file's unit, and the one that is taken; the assumption is shown."""

    lower: Decimal
    upper: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of our fields and where it comes from.

    `names` are the column's names, any of them; `joined` several columns that make one text together.
    `codes` maps foreign codes to ours ("" leaves the field unknown). `bands`, `currency`, `rate` and `a_year`
    turn a foreign amount into our currency and month. `lenient` leaves an unusable value out instead of
    refusing the row.
    """

    fact: str
    names: tuple[str, ...]
    joined: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict[str, str])
    bands: Mapping[str, Band] = field(default_factory=dict[str, Band])
    rate: Decimal = Decimal(1)
    a_year: bool = False
    order: str = "dmy"
    lenient: bool = False
    words: Words | None = None
    hint: Words | None = None
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """Columns that name files, and the kind of paper they bring."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFile:
    """A mapping as its file describes it.

    `reads` are the kinds of table it is for. `key` tells what makes a row the same row when it comes again:
    the names of fields, or nothing for the SHA-256 of all that was understood. `foreign` says that the file's
    identity numbers are not the country's. `assumptions` are shown wherever the mapping is used.
    """

    name: str
    title: Words
    reads: frozenset[str]
    columns: tuple[Column, ...]
    papers: tuple[PaperColumn, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    key: tuple[str, ...] = ()
    foreign: bool = False
    assumptions: tuple[Words, ...] = ()

    def column(self, fact: str) -> Column | None:
        """The column that says this fact, or None."""
        return next((column for column in self.columns if column.fact == fact), None)

    @property
    def by_question(self) -> bool:
        """Whether a column's last part names it, whatever groups it lies in (`household/income`)."""
        return self.reads == {"kobo"}

    def knows(self, column: str) -> bool:
        """Whether this mapping reads the column."""
        name = column.rpartition("/")[2] if self.by_question else column
        return bool({plain(column), plain(name)} & self.known_names)

    @property
    def known_names(self) -> frozenset[str]:
        """Every column name this mapping understands, in the form in which names are compared."""
        names = [name for column in self.columns for name in (*column.names, *column.joined)]
        names += [name for paper in self.papers for name in paper.names]
        return frozenset(plain(name) for name in names)


class BadMapping(Exception):  # noqa: N818 - named by the fact.
    """A mapping file whose data cannot be right; says which file and what."""


def plain(name: str) -> str:
    """A column's name as names are compared: without case, marks, tatweel and the asterisk of "required"."""
    path = str(name).replace("/", " / ").replace("_", " ").replace("*", " ")
    return normalise(path) or str(name).casefold()


@lru_cache(maxsize=2_048)
def plain_heading(name: str) -> str:
    """The same of a column's heading, which comes again with every row; never of what a cell says."""
    return plain(name)


@cache
def mappings() -> Mapping[str, MappingFile]:
    """Every shipped mapping by name. Raises `BadMapping`."""
    return {
        path.stem: read_mapping(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    }


def mapping_named(name: str) -> MappingFile:
    """The mapping with this name, or the one in the file of this path (`.toml`).

    Raises:
        FileRefused: `unknown_mapping`, `bad_mapping`.
    """
    found = mappings().get(name)
    if found:
        return found
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise FileRefused("unknown_mapping", name=name, known=tuple(mappings()))
    try:
        return read_mapping(path.stem, path.read_text("utf-8"))
    except (BadMapping, UnicodeDecodeError) as error:
        raise FileRefused("bad_mapping", name=name, problem=str(error)) from error


def read_mapping(name: str, text: str) -> MappingFile:
    """A mapping from its TOML. Raises `BadMapping` where it speaks of what does not exist."""
    try:
        given = tomllib.loads(text)
        made = MappingFile(
            name=name,
            title=Words(**given["title"]),
            reads=frozenset(given.get("reads", ("csv", "xlsx", "jsonl"))),
            columns=tuple(_column(entry) for entry in given.get("columns", ())),
            papers=tuple(_paper(entry) for entry in given.get("papers", ())),
            constants=dict(given.get("constants", {})),
            key=tuple(given.get("key", ())),
            foreign=bool(given.get("foreign", False)),
            assumptions=tuple(Words(**words) for words in given.get("assumptions", ())),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadMapping(f"{name}: {error}") from error
    known = set(FIELDS) | BESIDE_FACTS
    strange = {*(column.fact for column in made.columns), *made.constants, *made.key} - known
    if strange:
        raise BadMapping(f"{name}: unknown fields {', '.join(sorted(strange))}")
    return made


def _column(entry: Mapping[str, Any]) -> Column:
    bands = {
        plain(code): Band(lower=Decimal(limits[0]), upper=Decimal(limits[1]) if len(limits) > 1 else None)
        for code, limits in entry.get("bands", {}).items()
    }
    return Column(
        fact=entry["fact"],
        names=tuple(entry.get("names", ())),
        joined=tuple(entry.get("joined", ())),
        codes={plain(code): str(ours) for code, ours in entry.get("codes", {}).items()},
        bands=bands,
        rate=Decimal(entry.get("rate", "1")),
        a_year=entry.get("per", "month") == "year",
        order=entry.get("order", "dmy"),
        lenient=entry.get("unusable") == "leave out",
        words=Words(**entry["words"]) if "words" in entry else None,
        hint=Words(**entry["hint"]) if "hint" in entry else None,
        example=str(entry.get("example", "")),
    )


def _paper(entry: Mapping[str, Any]) -> PaperColumn:
    return PaperColumn(kind=entry["kind"], names=tuple(entry["names"]))


def score(mapping: MappingFile, kind: str, columns: Iterable[str]) -> float:
    """How much of a file the mapping understands: the share of the file's columns it knows."""
    if kind not in mapping.reads:
        return 0.0
    names = [plain(name) for name in columns if not name.startswith(OWN)]
    known = mapping.known_names
    return sum(name in known for name in names) / len(names) if names else 0.0


def guess(table: Table, first_columns: Sequence[str]) -> MappingFile:
    """The mapping that understands most of the file.

    Formats that only one mapping reads (a Kobo archive, an SPDCI response) need no columns to tell.

    Raises:
        FileRefused: `no_mapping`.
    """
    candidates = [mapping for mapping in mappings().values() if table.kind in mapping.reads]
    if len(candidates) == 1:
        return candidates[0]
    scores = {mapping.name: score(mapping, table.kind, first_columns) for mapping in candidates}
    best = max(candidates, key=lambda mapping: scores[mapping.name], default=None)
    if best is None or scores[best.name] < GUESS_FROM:
        raise FileRefused("no_mapping", columns=tuple(first_columns[:12]), known=tuple(mappings()))
    return best


def check_columns(mapping: MappingFile, columns: Sequence[str], given: Iterable[str]) -> None:
    """Refuse a table that has no column at all for what every application must say.

    `given` are fields the person who imports has said for the whole file.

    Raises:
        FileRefused: `columns_missing`.
    """
    have = {plain(name) for name in columns}
    said = {*given, *mapping.constants, *({"national_id"} if mapping.foreign else ())}
    missing = [fact for fact in MUST if fact not in said and not _has(mapping.column(fact), have)]
    if missing:
        raise FileRefused("columns_missing", fields=tuple(missing), mapping=mapping.name)


def _has(column: Column | None, have: set[str]) -> bool:
    return column is not None and any(plain(name) in have for name in (*column.names, *column.joined))

"""Which files belong to which row: by a column that names them, or a folder that bears the row's number."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from casework.countries.pack import packs
from casework.people.digits import only_digits
from casework.people.names import normalise
from operations.intake.archives import Documents
from operations.intake.checking import CheckedRow
from operations.intake.readers.kobo import FOLDER, FORM
from operations.intake.refusals import Remark

_NUMBERING: Final = re.compile(r"[\s_\-.()]*\d*[\s)]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaper:
    """A file that came with a row: its path among the documents and the kind it was sent as."""

    kind: str
    path: str

    @property
    def original_name(self) -> str:
        """The file's own name, made fit to be shown."""
        name = PurePosixPath(self.path).name
        return "".join(letter for letter in name if letter.isprintable())[-255:]


class PaperFinder:
    """Finds the papers of a row among many, by an index made once."""

    def __init__(self, documents: Documents | None) -> None:
        self._folders: dict[str, list[str]] = defaultdict(list)
        self._paths: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        for path in documents.names if documents else ():
            parts = PurePosixPath(path)
            if parts.name == FORM:
                continue
            self._folders[_number(parts.parent.name)].append(path)
            self._paths[path.casefold()] = path
            self._names[parts.name.casefold()].append(path)

    def find(self, checked: CheckedRow) -> tuple[tuple[FoundPaper, ...], tuple[Remark, ...]]:
        """The row's papers, and remarks on those that were named but are not there, or have no known kind."""
        papers: dict[str, FoundPaper] = {}
        remarks: list[Remark] = []
        for named in checked.papers:
            path = self._named(checked, named.name)
            if path is None:
                remarks.append(_remark(checked, "paper_not_found", named.name, paper=named.kind))
            else:
                papers.setdefault(path, FoundPaper(kind=named.kind, path=path))
        for path in self._beside(checked):
            if path in papers:
                continue
            kind = kind_of(PurePosixPath(path).stem)
            if kind:
                papers[path] = FoundPaper(kind=kind, path=path)
            else:
                remarks.append(_remark(checked, "paper_of_no_kind", PurePosixPath(path).name))
        return tuple(papers.values()), tuple(remarks)

    def _named(self, checked: CheckedRow, name: str) -> str | None:
        """The path for a name: in the row's own folders, as a path, or if only one file bears it."""
        for folder in _folders(checked):
            path = self._in_folder(folder, name)
            if path:
                return path
        exact = self._paths.get(name.replace("\\", "/").casefold())
        alone = self._names.get(PurePosixPath(name.replace("\\", "/")).name.casefold(), [])
        return exact or (alone[0] if len(alone) == 1 else None)

    def _in_folder(self, folder: str, name: str) -> str | None:
        inside = self._paths.get(f"{folder}/{name}".casefold())
        if inside:
            return inside
        paths = self._folders.get(_number(folder), ())
        return next((path for path in paths if PurePosixPath(path).name.casefold() == name.casefold()), None)

    def _beside(self, checked: CheckedRow) -> Iterator[str]:
        for folder in _folders(checked):
            yield from self._folders.get(_number(PurePosixPath(folder).name), ())


def _folders(checked: CheckedRow) -> Iterator[str]:
    """The names a row's folder may bear: what the archive said, the row's own id, the national number."""
    folder = checked.row.cells.get(FOLDER)
    if folder:
        yield str(folder)
    for name in (checked.external_id, str(checked.facts.get("national_id", ""))):
        if name:
            yield name


def kind_of(stem: str) -> str | None:
    """The kind of paper a file's name says: `identity_card-2`, `identity card`, `عقد إيجار 1`."""
    return _kinds().get(normalise(_NUMBERING.sub("", stem).replace("_", " ").replace("-", " ")))


@cache
def _kinds() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for pack in packs().values():
        for code, document in pack.documents.items():
            for name in (code, code.replace("_", " "), document.name.ar, document.name.en):
                known.setdefault(normalise(name), code)
    return known


def _number(folder: str) -> str:
    return only_digits(folder).casefold()


def _remark(checked: CheckedRow, kind: str, name: str, **facts: object) -> Remark:
    return Remark(row=checked.row.number, kind=kind, facts={"name": name, **facts})

"""Papers on record and files on the disk, compared."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from casework.actors import System
from data_access.chains import Finding
from data_access.documents import DocumentStore
from data_access.errors import StorageError
from data_access.queries.papers import known_papers, papers_after
from data_access.records import Records

_AT_ONCE: Final = 500


@dataclass(slots=True)
class Stock:
    """How many papers are on record, and how many files lie there that no row names."""

    rows: int = 0
    orphans: int = 0


def compare_papers(
    records: Records, store: DocumentStore, tell: Callable[[Finding], object], *, read: bool
) -> Stock:
    """Tell of each paper on record whose bytes are not here, or with ``read`` are not those its hash says.

    A file that no row names is no fault: an import that is on its way stores papers before it writes rows,
    and `sweep --papers` removes what it left behind.
    """
    stock, last = Stock(), ""
    while some := records.ask(papers_after, last, _AT_ONCE, viewer=System()):
        for sha256 in some:
            if not store.has(sha256):
                tell(Finding(table="files", row=sha256, what="its bytes are not in the folder of papers"))
            elif read:
                _read(store, sha256, tell)
        stock.rows, last = stock.rows + len(some), some[-1]
    originals = (place.name for place in store.everything() if place.parts[0] == "originals")
    while lying := list(islice(originals, _AT_ONCE)):
        known = records.ask(known_papers, lying, viewer=System())
        stock.orphans += sum(name not in known for name in lying)
    return stock


def _read(store: DocumentStore, sha256: str, tell: Callable[[Finding], object]) -> None:
    try:
        store.get(sha256)
    except StorageError as problem:
        tell(Finding(table="files", row=sha256, what=str(problem)))

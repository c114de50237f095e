"""Papers on their way in: examined in a child process, kept by content, noticed when they came before."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from casework.use_cases.receive import ReceivedPaper
from data_access.documents import DocumentStore
from operations.intake.archives import Documents
from operations.intake.paper_matching import FoundPaper
from operations.papers import Examined, Examiner

_NOT_KEPT: Final = frozenset({"too_large", "unsupported", "infected"})
"""Faults whose bytes are not kept: nobody will open them, and what harms would lie in every backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePaper:
    """The same bytes in more than one row: the rows and the names they came under."""

    sha256: str
    rows: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class PaperTaker:
    """Takes papers in. Without a store nothing is kept: they are only examined."""

    documents: Documents | None
    examiner: Examiner
    store: DocumentStore | None
    _seen: dict[str, list[tuple[int, str]]] = field(default_factory=dict[str, list[tuple[int, str]]])

    def take(self, papers: Sequence[tuple[int, FoundPaper, bool]]) -> Iterator[ReceivedPaper]:
        """Examine papers several at a time and yield what they are, in order.

        Each paper comes with its row's number and whether it is to be kept (the papers of a refused row are
        not). A paper that is kept is on the disk before it is yielded, so no row ever points at nothing.
        """
        waiting: deque[bytes] = deque()

        def contents() -> Iterator[bytes]:
            for _, paper, _ in papers:
                content = (
                    self.documents.read(paper.path, self.examiner.limits.bytes) if self.documents else b""
                )
                waiting.append(content)
                yield content

        for (row, paper, keep), examined in zip(papers, self.examiner.examine_all(contents()), strict=True):
            yield self._taken(row, paper, waiting.popleft(), examined, keep=keep)

    def same_papers(self) -> tuple[SamePaper, ...]:
        """The papers that came in more than one row."""
        return tuple(
            SamePaper(sha256=sha256, rows=rows, names=tuple(dict.fromkeys(name for _, name in seen)))
            for sha256, seen in self._seen.items()
            if len(rows := tuple(dict.fromkeys(row for row, _ in seen))) > 1
        )

    def _taken(
        self, row: int, paper: FoundPaper, content: bytes, examined: Examined, *, keep: bool
    ) -> ReceivedPaper:
        sha256 = hashlib.sha256(content).hexdigest()
        if content:
            self._seen.setdefault(sha256, []).append((row, paper.original_name))
        kept = keep and bool(content) and examined.fault not in _NOT_KEPT
        if kept and self.store is not None:
            _keep(self.store, content, examined)
        return ReceivedPaper(
            kind=paper.kind,
            original_name=paper.original_name,
            sha256=sha256 if kept else None,
            media_type=examined.media_type,
            size=examined.size,
            pages=len(examined.pages),
            page_sizes=examined.pages,
            fault=examined.fault,
        )


def _keep(store: DocumentStore, content: bytes, examined: Examined) -> None:
    store.put_pages(store.put(content), examined.page_images)

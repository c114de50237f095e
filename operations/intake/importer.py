"""The import itself: in chunks, each one transaction; every row accounted for; safe to begin again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casework.actors import Staff, System
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from data_access.documents import DocumentStore
from data_access.queries.intake import known_rows, papers_on_record
from data_access.records import Records
from operations.intake.archives import open_documents
from operations.intake.checking import CheckedRow
from operations.intake.paper_matching import FoundPaper, PaperFinder
from operations.intake.paper_taking import PaperTaker, SamePaper
from operations.intake.plan import Plan
from operations.intake.refusals import Remark, RowRefusal
from operations.intake.source import SourceRow
from operations.papers import Examiner, shared_examiner

CHUNK_ROWS: Final = 500
CHUNK_PAPERS: Final = 300
"""A chunk is cut short when it has this many papers, so that progress is seen and little is done twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import has come."""

    rows: int
    of_rows: int
    papers: int


@dataclass(slots=True, kw_only=True)
class ImportResult:
    """What became of a file. `read` is always `accepted + refused + known`."""

    plan: Plan
    dry_run: bool
    accepted: int = 0
    refused: int = 0
    known: int = 0
    papers: int = 0
    refusals: list[RowRefusal] = field(default_factory=list[RowRefusal])
    refused_rows: list[CheckedRow] = field(default_factory=list[CheckedRow])
    remarks: list[Remark] = field(default_factory=list[Remark])
    same_papers: tuple[SamePaper, ...] = ()

    @property
    def read(self) -> int:
        """Rows that the file had."""
        return self.accepted + self.refused + self.known


@dataclass(slots=True)
class _Item:
    """A row on its way in."""

    checked: CheckedRow
    papers: tuple[FoundPaper, ...]
    known: bool = False
    received: tuple[ReceivedPaper, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.checked.refusals)


def no_progress(_: Progress) -> None:
    """Tell nobody."""


def import_file(
    plan: Plan,
    records: Records,
    *,
    store: DocumentStore | None,
    by: Staff | System,
    documents: Path | bytes | None = None,
    dry_run: bool = False,
    progress: Callable[[Progress], None] = no_progress,
    examiner: Examiner | None = None,
) -> ImportResult:
    """Import a planned file; with `dry_run` only find out what would become of it.

    Each chunk of rows is one transaction, and its papers are on the disk before it begins. Whatever stops an
    import, importing the same file again goes on where it stopped: rows received before are counted as known.
    `progress` is called between transactions, never within one.

    Raises:
        FileRefused: the documents cannot be opened.
        NotAllowed: the person may not import.
        StorageError: the records or the documents did not answer; whole chunks are kept.
    """
    table, inside = plan.open()
    outside = open_documents(documents, plan.limits) if documents is not None else None
    found = outside or inside
    taker = PaperTaker(found, examiner or shared_examiner(), None if dry_run else store)
    work = _Import(
        records=records,
        by=by,
        taker=taker,
        result=ImportResult(plan=plan, dry_run=dry_run),
        progress=progress,
    )
    for chunk in _chunks(work.items(table.rows, PaperFinder(found))):
        work.take_in(chunk)
    work.result.same_papers = taker.same_papers()
    return work.result


def _chunks(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    chunk: list[_Item] = []
    papers = 0
    for item in items:
        chunk.append(item)
        papers += len(item.papers)
        if len(chunk) >= CHUNK_ROWS or papers >= CHUNK_PAPERS:
            yield chunk
            chunk, papers = [], 0
    if chunk:
        yield chunk


@dataclass(slots=True, kw_only=True)
class _Import:
    """The work on one file."""

    records: Records
    by: Staff | System
    taker: PaperTaker
    result: ImportResult
    progress: Callable[[Progress], None]
    seen: dict[str, tuple[int, Mapping[str, object]]] = field(default_factory=dict)

    def items(self, rows: Iterator[SourceRow], finder: PaperFinder) -> Iterator[_Item]:
        """Each row, checked, with its papers found."""
        for row in rows:
            checked = self._against_earlier(self.result.plan.checker.check(row))
            papers, remarks = finder.find(checked)
            self.result.remarks += [*checked.remarks, *remarks]
            yield _Item(checked, papers)

    def take_in(self, chunk: Sequence[_Item]) -> None:
        """Account for every row of a chunk, and put the new ones on record."""
        keys = [item.checked.key for item in chunk if not item.refused]
        on_record = self.records.ask(known_rows, keys, viewer=self.by)
        fresh: set[str] = set()
        for item in chunk:
            key = item.checked.key
            item.known = not item.refused and (key in on_record or key in fresh or self._is_repeat(item))
            fresh.add(key)
        self._take_papers([item for item in chunk if not item.known])
        new = [item for item in chunk if not item.known and not item.refused]
        already = 0 if self.result.dry_run or not new else self._receive(new)
        self._count(chunk, accepted=len(new) - already)
        self._tell()

    def _against_earlier(self, checked: CheckedRow) -> CheckedRow:
        """Refuse a row that bears the identity of an earlier one but says something else."""
        if checked.refusals:
            return checked
        said = {"programme": checked.programme, **checked.facts}
        number, before = self.seen.setdefault(checked.key, (checked.row.number, said))
        if before == said:
            return checked
        refusal = RowRefusal(
            row=checked.row.number,
            field="external_id",
            column="",
            value=checked.external_id,
            expected="repeated_row",
            facts={"first": number},
        )
        return CheckedRow(
            row=checked.row, papers=checked.papers, refusals=(refusal,), remarks=checked.remarks
        )

    def _is_repeat(self, item: _Item) -> bool:
        return self.seen[item.checked.key][0] != item.checked.row.number

    def _take_papers(self, items: Sequence[_Item]) -> None:
        asked = [
            (item.checked.row.number, paper, not item.refused) for item in items for paper in item.papers
        ]
        if not asked:
            return
        taken: list[ReceivedPaper] = []
        for paper in self.taker.take(asked):
            taken.append(paper)
            self.result.papers += 1
            self._tell()
        self._remark_on(asked, taken)
        papers = iter(taken)
        for item in items:
            item.received = tuple(next(papers) for _ in item.papers)

    def _remark_on(
        self, asked: Sequence[tuple[int, FoundPaper, bool]], taken: Sequence[ReceivedPaper]
    ) -> None:
        hashes = [paper.sha256 for paper in taken if paper.sha256]
        elsewhere = self.records.ask(papers_on_record, hashes, viewer=self.by)
        for (row, _, _), paper in zip(asked, taken, strict=True):
            facts: dict[str, object] = {"name": paper.original_name, "paper": paper.kind}
            if paper.fault:
                self.result.remarks.append(
                    Remark(row=row, kind="paper_fault", facts={**facts, "fault": paper.fault})
                )
            for reference in elsewhere.get(paper.sha256 or "", ()):
                remark = Remark(row=row, kind="paper_on_record", facts={**facts, "reference": reference})
                self.result.remarks.append(remark)

    def _receive(self, new: Sequence[_Item]) -> int:
        """Put the rows on record in one transaction; how many another import put there meanwhile."""
        now = self.records.clock()
        commands = tuple(
            Receive(
                programme=item.checked.programme,
                facts=item.checked.facts,
                papers=item.received,
                received_at=item.checked.received_at(now),
                channel="import",
                source=f"{self.result.plan.mapping.name}: {self.result.plan.name}"[:120],
                source_key=item.checked.key,
                language=str(item.checked.facts.get("language", "ar")),
            )
            for item in new
        )
        received = self.records.act(receive_many, ReceiveMany(commands=commands), by=self.by)
        return sum(one.already_known for one in received)

    def _count(self, chunk: Sequence[_Item], *, accepted: int) -> None:
        refused = [item.checked for item in chunk if item.refused]
        self.result.accepted += accepted
        self.result.refused += len(refused)
        self.result.known += len(chunk) - len(refused) - accepted
        self.result.refused_rows += refused
        self.result.refusals += [refusal for checked in refused for refusal in checked.refusals]

    def _tell(self) -> None:
        self.progress(
            Progress(rows=self.result.read, of_rows=self.result.plan.rows, papers=self.result.papers)
        )

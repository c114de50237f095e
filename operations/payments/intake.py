"""Take in a file of payment results: every row accounted for, and the same file again changes nothing."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from casework.actors import Staff, System
from casework.entitlements.payments import Answer, PaymentResult, weigh
from casework.entitlements.port import PaymentFile
from casework.local_time import local_date
from casework.use_cases.payments import (
    RecordPaymentFile,
    RecordResults,
    answers_for,
    record_payment_file,
    record_results,
)
from data_access.queries.payments import PaymentLine, payments_named
from data_access.records import Records
from operations.intake.source import OWN
from operations.payments.reading import ReadRow, ResultsRead
from ui.payment_words import row_fault_sentence
from ui.sheets import harmless

CHUNK: Final = 200


@dataclass(slots=True, kw_only=True)
class ResultsTaken:
    """What became of a file: ``read`` is ``accepted + refused + known``, accepted are paid or returned."""

    file: ResultsRead
    dry_run: bool
    accepted: int = 0
    known: int = 0
    paid: int = 0
    returned: int = 0
    refused_rows: list[ReadRow] = field(default_factory=list[ReadRow])

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refused_rows)

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.accepted + self.known + self.refused


def no_progress(_done: int) -> None:
    """Tell nobody."""


def take_in(
    file: ResultsRead,
    records: Records,
    *,
    by: Staff | System,
    dry_run: bool = False,
    progress: Callable[[int], None] = no_progress,
) -> ResultsTaken:
    """Take in a file of results; with `dry_run` only find out what would become of it.

    Each chunk of rows is one transaction. Whatever stops it, the same file again goes on where it stopped:
    results on record are counted as known.

    Raises:
        NotAllowed: the person may not record payments.
        StorageError: the records did not answer; whole chunks are kept.
    """
    taken = ResultsTaken(file=file, dry_run=dry_run)
    foreseen: set[str] = set()
    for chunk in _chunks(file.rows):
        results = [one.result for one in chunk if one.result is not None]
        answers = iter(
            _foreseen(results, records, by, foreseen)
            if dry_run
            else records.act(record_results, RecordResults(results=tuple(results)), by=by)
        )
        for one in chunk:
            _count(taken, one, next(answers) if one.result is not None else None)
        progress(taken.read)
    return taken


def keep_file(taken: ResultsTaken, records: Records, *, by: Staff | System) -> int:
    """Put the file on record; returns its number.

    Raises:
        NotAllowed: the person may not record payments.
    """
    file = PaymentFile(
        name=taken.file.name,
        sha256=taken.file.sha256,
        read=taken.read,
        accepted=taken.accepted,
        refused=taken.refused,
        known=taken.known,
    )
    return int(records.act(record_payment_file, RecordPaymentFile(command_id=uuid4(), file=file), by=by))


def rejects_csv(taken: ResultsTaken) -> bytes:
    """The refused rows as they came, each with its number and why, in the language spoken.

    UTF-8 with a byte order mark; our own columns begin with `mizan.` and are passed over by the next reading.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    columns = taken.file.columns
    writer.writerow([harmless(one) for one in columns] + [OWN + "row", OWN + "reason"])
    for one in taken.refused_rows:
        cells = ["" if (cell := one.row.cells.get(column)) is None else str(cell) for column in columns]
        why = row_fault_sentence(one.fault, one.value)
        writer.writerow([harmless(cell) for cell in (*cells, str(one.row.number), why)])
    return b"\xef\xbb\xbf" + table.getvalue().encode("utf-8", "replace")


def _chunks(rows: Sequence[ReadRow]) -> Iterator[Sequence[ReadRow]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _count(taken: ResultsTaken, one: ReadRow, answer: Answer | None) -> None:
    if answer is Answer.ACCEPTED:
        taken.accepted += 1
        taken.paid += one.result is not None and one.result.cause is None
        taken.returned += one.result is not None and one.result.cause is not None
    elif answer is Answer.KNOWN:
        taken.known += 1
    else:
        reference = one.result.reference if one.result else ""
        taken.refused_rows.append(one.refused(answer, reference) if answer else one)


def _foreseen(
    results: Sequence[PaymentResult], records: Records, by: Staff | System, accepted: set[str]
) -> list[Answer]:
    """What would become of these results; ``accepted`` are the payments earlier rows would have moved."""
    lines = records.ask(payments_named, [one.reference for one in results], viewer=by)
    answers: list[Answer] = []
    for one in results:
        answer = _weighed(lines.get(one.reference), one, records, by)
        if answer is Answer.ACCEPTED and one.reference in accepted:
            answer = Answer.KNOWN
        if answer is Answer.ACCEPTED:
            accepted.add(one.reference)
        answers.append(answer)
    return answers


def _weighed(line: PaymentLine | None, result: PaymentResult, records: Records, by: Staff | System) -> Answer:
    if line is None:
        return Answer.UNKNOWN_REFERENCE
    if not answers_for(by, line.programme, line.region):
        return Answer.NOT_YOURS
    return weigh(line, result, local_date(line.programme, records.clock()))

"""The file for the paying agency: one row a payment, in the columns of G2P Connect's disbursement."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from casework.actors import System
from casework.use_cases.payments import SendPayments, send_payments
from data_access.queries.payments import ToInstruct, to_instruct
from data_access.records import Records
from ui.payment_words import no_iban_sentence
from ui.sheets import harmless

COLUMNS: Final = (
    *("reference_id", "payee_fa", "payee_name", "amount", "currency_code", "disbursement_date", "narrative"),
)
AT_ONCE: Final = 500
BY: Final = System()


@dataclass(slots=True, kw_only=True)
class Instructed:
    """What was written: payments in the file, and those without an account in the file of rejects."""

    written: int = 0
    without_account: int = 0
    sent: int = 0


def write_instructions(
    records: Records, *, programme: str, month: date, out: Path, rejects: Path, again: bool = False
) -> Instructed:
    """Write the month's payments that wait to be sent, then mark them as sent.

    The file is whole on the disk before anything is marked: interrupted between the two, the next run writes
    the same payments with the same numbers again. With ``again`` those sent before are written too. Both
    files hold personal data and are readable by their owner only; rejects are written where there are any.
    """
    done, marked = Instructed(), list[str]()
    part = out.with_name(out.name + ".part")
    refused: list[ToInstruct] = []
    with _private(part) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for one in _payments(records, programme, month, sent=again):
            if one.iban:
                writer.writerow([harmless(cell) for cell in _row(one)])
                marked.append(one.reference)
            else:
                refused.append(one)
        file.flush()
        os.fsync(file.fileno())
    part.replace(out)
    done.written, done.without_account = len(marked), len(refused)
    if refused:
        _write_rejects(rejects, refused)
    for start in range(0, len(marked), AT_ONCE):
        command = SendPayments(references=tuple(marked[start : start + AT_ONCE]))
        done.sent += records.act(send_payments, command, by=BY)
    return done


def _payments(records: Records, programme: str, month: date, *, sent: bool) -> Iterator[ToInstruct]:
    after = ""
    while True:
        found = records.ask(
            to_instruct, viewer=BY, programme=programme, month=month, sent=sent, after=after, limit=AT_ONCE
        )
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].reference


def _row(one: ToInstruct) -> tuple[str, ...]:
    return (
        one.reference,
        str(one.iban),
        one.name,
        f"{one.amount:.2f}",
        one.currency,
        one.pay_on.isoformat(),
        f"{one.application} {one.period:%Y-%m}",
    )


def _write_rejects(path: Path, refused: list[ToInstruct]) -> None:
    with _private(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*COLUMNS, "mizan.reason"])
        for one in refused:
            cells = list(_row(one))
            cells[1] = ""
            writer.writerow([harmless(cell) for cell in (*cells, no_iban_sentence())])


def _private(path: Path) -> TextIO:
    """A new file only its owner reads; UTF-8 with the mark spreadsheets need for Arabic."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(number, "w", encoding="utf-8-sig", newline="")

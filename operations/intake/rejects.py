"""The file of refused rows: as they came, why each was refused, ready to be corrected and imported again."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from operations.intake.checking import CheckedRow
from operations.intake.refusals import RowRefusal
from operations.intake.source import OWN
from ui.intake_words import refusal_sentence
from ui.labels import field_label
from ui.sheets import harmless
from ui.text import gettext as _

REASON_COLUMNS: Final = ("row", "field", "value", "reason", "extra")


def rejects_csv(columns: Sequence[str], refused: Sequence[CheckedRow]) -> bytes:
    """The refused rows as CSV (UTF-8 with a byte order mark, which spreadsheets need for Arabic).

    Our own columns come last and begin with `mizan.`; an import passes over them. A value that a spreadsheet
    would take for a formula has an apostrophe before it, which an import takes away again. The sentences are
    in the language spoken.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    kept = [column for column in columns if not column.startswith(OWN)]
    writer.writerow([harmless(column) for column in kept] + [OWN + name for name in REASON_COLUMNS])
    for checked in refused:
        row = checked.row
        cells = ["" if (value := row.cells.get(column)) is None else str(value) for column in kept]
        reasons = (str(row.number), *_reasons(checked.refusals), "; ".join(row.extra))
        writer.writerow([harmless(cell) for cell in (*cells, *reasons)])
    return b"\xef\xbb\xbf" + table.getvalue().encode("utf-8", "replace")


def _reasons(refusals: Sequence[RowRefusal]) -> tuple[str, str, str]:
    fields = [field_label(refusal.field) if refusal.field else _("The row") for refusal in refusals]
    sentences = [refusal_sentence(one.field, one.value, one.expected, one.facts) for one in refusals]
    return " | ".join(fields), " | ".join(one.value for one in refusals), " | ".join(sentences)

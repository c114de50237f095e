"""What an office keeps of an import: a line in the history, and the file of refused rows."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from casework.actors import Staff, System
from casework.ports import ImportedFile
from casework.use_cases.record_import import RecordImport, record_import
from data_access.records import Records
from operations.intake.importer import ImportResult
from operations.intake.rejects import rejects_csv


def keep_account(result: ImportResult, records: Records, *, by: Staff | System, rejects: Path) -> int:
    """Put the import on record, and its refused rows into the folder `rejects` as `<number>.csv`.

    Refused rows are personal data: only the office's own process reads the folder, and a file in it is given
    out by an authorised route alone.
    """
    file = ImportedFile(
        name=result.plan.name,
        sha256=result.plan.sha256,
        mapping=result.plan.mapping.name,
        read=result.read,
        accepted=result.accepted,
        refused=result.refused,
        known=result.known,
    )
    batch = int(records.act(record_import, RecordImport(command_id=uuid4(), file=file), by=by))
    if result.refused_rows:
        rejects.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = rejects / f"{batch}.csv"
        path.write_bytes(rejects_csv(result.plan.columns, result.refused_rows))
        path.chmod(0o600)
    return batch


def counts_of(remarks: Any) -> dict[str, int]:
    """How many remarks there are of each kind, in order of first appearance."""
    counts: dict[str, int] = {}
    for remark in remarks:
        counts[remark.kind] = counts.get(remark.kind, 0) + 1
    return counts

"""`python -m operations payments`: schedule a month, write the agency's file, take in its results."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from casework.actors import System
from casework.countries.pack import packs
from dashboard import office
from dashboard.paying import schedule
from data_access.errors import StorageError
from operations.intake.source import FileRefused
from operations.payments.instructing import write_instructions
from operations.payments.intake import ResultsTaken, keep_file, rejects_csv, take_in
from operations.payments.reading import read_results
from ui.intake_words import account_sentence
from ui.numerals import number
from ui.payment_words import results_file_refused, row_fault_sentence
from ui.text import gettext as _
from ui.text import speaking

SOME_REFUSED: Final = 1
FILE_REFUSED: Final = 2
SHOWN: Final = 20
BY: Final = System()
_Month: Final = click.DateTime(["%Y-%m"])
_programmes: Final = click.Choice(sorted(code for pack in packs().values() for code in pack.programmes))
_language: Final = click.Choice(["ar", "en"])


@click.group("payments")
def payments_command() -> None:
    """Payments: schedule a month, write the file for the paying agency, take in the results."""


@payments_command.command("schedule")
@click.option("--month", type=_Month, required=True, help="The month, as 2026-12.")
@click.option("--programme", type=_programmes, help="One programme; all of them when left out.")
def schedule_command(month: datetime, programme: str | None) -> None:
    """Schedule a month's payments and promise each family the day; running it again adds only what is new."""
    for code in [programme] if programme else list(_programmes.choices):
        click.echo(f"{code}: {schedule(office.records(), code, _first(month)):,} payments put on record")


@payments_command.command("instruct")
@click.option("--month", type=_Month, required=True, help="The month, as 2026-12.")
@click.option("--programme", type=_programmes, required=True, help="The programme.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where payments without an account go; beside the file when left out.",
)
@click.option("--again", is_flag=True, help="Also write what was sent before, for a file that was lost.")
@click.option("--language", "spoken", type=_language, default="ar", show_default=True, help="Of the reasons.")
def instruct_command(
    month: datetime, programme: str, out: Path, rejects: Path | None, spoken: Any, *, again: bool
) -> None:
    """Write the payments of a month for the paying agency and mark them as sent."""
    aside = rejects or out.with_name(f"{out.stem}.rejects.csv")
    with speaking(spoken):
        done = write_instructions(
            office.records(), programme=programme, month=_first(month), out=out, rejects=aside, again=again
        )
    click.echo(f"{done.written:,} payments written to {out}; {done.sent:,} marked as sent")
    if done.without_account:
        click.echo(f"{done.without_account:,} payments have no account: {aside}")
        sys.exit(SOME_REFUSED)


@payments_command.command("results")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write refused rows and why, as CSV."
)
@click.option("--dry-run", is_flag=True, help="Only tell what would become of the file; nothing is recorded.")
@click.option("--language", "spoken", type=_language, default="ar", show_default=True, help="Of the answer.")
def results_command(file: Path, rejects: Path | None, spoken: Any, *, dry_run: bool) -> None:
    """Take in FILE, a CSV or workbook of payment results.

    Every row is accounted for, and the same file again changes nothing. Ends with 0 when every row was
    accepted or already known, 1 when rows were refused, 2 when the file cannot be read at all.
    """
    with speaking(spoken):
        taken = _taken(file, dry_run=dry_run)
        if rejects:
            rejects.write_bytes(rejects_csv(taken))
            rejects.chmod(0o600)
        _tell(taken, rejects)
    if taken.refused:
        sys.exit(SOME_REFUSED)


def _taken(file: Path, *, dry_run: bool) -> ResultsTaken:
    try:
        taken = take_in(read_results(file.read_bytes(), file.name), office.records(), by=BY, dry_run=dry_run)
        if not dry_run:
            keep_file(taken, office.records(), by=BY)
    except FileRefused as refused:
        click.echo(results_file_refused(refused.kind, refused.facts), err=True)
        sys.exit(FILE_REFUSED)
    except StorageError:
        click.echo(
            _("The office's records did not answer. Results taken so far are kept; take the file in again."),
            err=True,
        )
        sys.exit(FILE_REFUSED)
    return taken


def _tell(taken: ResultsTaken, rejects: Path | None) -> None:
    click.echo(
        account_sentence(
            read=taken.read,
            accepted=taken.accepted,
            refused=taken.refused,
            known=taken.known,
            dry_run=taken.dry_run,
        )
    )
    for one in taken.refused_rows[:SHOWN]:
        sentence = row_fault_sentence(one.fault, one.value)
        click.echo(_("Row {row}: {sentence}").format(row=number(one.row.number), sentence=sentence))
    if taken.refused > SHOWN:
        click.echo(_("… and {n} more reasons.").format(n=number(taken.refused - SHOWN)))
    if rejects:
        click.echo(_("Refused rows written to {path}").format(path=rejects))


def _first(month: datetime) -> date:
    return month.date().replace(day=1)

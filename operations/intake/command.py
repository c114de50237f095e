"""`python -m operations import`: a file of applications, from a command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from casework.actors import System
from dashboard import office
from dashboard.settings import settings
from data_access.errors import StorageError
from operations.intake.accounting import counts_of, keep_account
from operations.intake.importer import ImportResult, Progress, import_file
from operations.intake.plan import Plan, plan_import
from operations.intake.rejects import rejects_csv
from operations.intake.source import FileRefused
from ui.intake_words import (
    account_sentence,
    encoding_label,
    file_refused,
    format_label,
    refusal_sentence,
    remark_sentence,
    remark_title,
    rows_text,
    same_paper_sentence,
    separator_label,
)
from ui.numerals import number
from ui.text import gettext as _
from ui.text import language, speaking

SOME_REFUSED: Final = 1
FILE_REFUSED: Final = 2
SHOWN: Final = 20
BY: Final = System(username="import")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", default="", help="Name or .toml path of a mapping; guessed from the columns when left out."
)
@click.option("--documents", type=click.Path(exists=True, path_type=Path), help="Folder or zip of papers.")
@click.option("--dry-run", is_flag=True, help="Only tell what would become of the file; nothing is recorded.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write refused rows and why, as CSV."
)
@click.option("--programme", default="", help="Programme of the rows that name none.")
@click.option("--region", default="", help="Region of the rows that name none.")
@click.option(
    "--accept-foreign", is_flag=True, help="Take rows of a foreign registry, without a national number."
)
@click.option(
    "--language",
    "spoken",
    type=click.Choice(["ar", "en"]),
    default="ar",
    show_default=True,
    help="Language of the answer.",
)
def import_command(file: Path, spoken: Any, rejects: Path | None, **options: Any) -> None:
    """Import applications from FILE: CSV, XLSX, JSON Lines, an SPDCI response or a Kobo archive.

    Every row is accounted for, and importing the same file again changes nothing. Ends with 0 when every row
    was accepted or already known, 1 when rows were refused, 2 when the file cannot be imported at all.
    """
    with speaking(spoken), _explained():
        result = _imported(file, options)
        if rejects:
            rejects.write_bytes(rejects_csv(result.plan.columns, result.refused_rows))
        _tell_result(result, rejects)
    if result.refused:
        sys.exit(SOME_REFUSED)


def _imported(file: Path, options: dict[str, Any]) -> ImportResult:
    plan = plan_import(
        file.read_bytes(),
        file.name,
        today=office.now().date(),
        mapping=options["mapping"],
        given={name: options[name] for name in ("programme", "region") if options[name]},
        foreign_accepted=options["accept_foreign"],
    )
    _tell_plan(plan)
    with click.progressbar(length=plan.rows, label=_("Importing"), file=sys.stderr) as bar:

        def progress(come: Progress) -> None:
            bar.update(come.rows - bar.pos)

        result = import_file(
            plan,
            office.records(),
            store=office.documents(),
            by=BY,
            documents=options["documents"],
            dry_run=options["dry_run"],
            progress=progress,
        )
    if not result.dry_run:
        keep_account(result, office.records(), by=BY, rejects=settings().home / "rejects")
    return result


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileRefused as refused:
        click.echo(file_refused(refused.kind, refused.facts), err=True)
        sys.exit(FILE_REFUSED)
    except StorageError:
        click.echo(
            _("The office's records did not answer. Rows received so far are kept; import the file again."),
            err=True,
        )
        sys.exit(FILE_REFUSED)


def _tell_plan(plan: Plan) -> None:
    read_as = [format_label(plan.kind)]
    read_as += [encoding_label(plan.encoding)] if plan.encoding else []
    read_as += [_("separator: {name}").format(name=separator_label(plan.separator))] if plan.separator else []
    read_as += [_("sheet: {name}").format(name=plan.sheet)] if plan.sheet else []
    click.echo(f"{plan.name}: {rows_text(plan.rows)} ({' · '.join(read_as)})")
    how = _("Mapping {name}, by its columns.") if plan.guessed else _("Mapping {name}, as asked.")
    click.echo(how.format(name=f"{plan.mapping.name} — {plan.mapping.title.in_(language())}"))
    for words in plan.mapping.assumptions:
        click.echo(f"  • {words.in_(language())}")
    if plan.unused:
        click.echo(_("Columns not used: {names}").format(names=" · ".join(plan.unused[:SHOWN])))


def _tell_result(result: ImportResult, rejects: Path | None) -> None:
    click.echo(
        account_sentence(
            read=result.read,
            accepted=result.accepted,
            refused=result.refused,
            known=result.known,
            dry_run=result.dry_run,
        )
    )
    if result.papers:
        click.echo(_("Papers examined: {n}").format(n=number(result.papers)))
    for same in result.same_papers:
        click.echo(same_paper_sentence(same.rows, same.names))
    _tell_remarks(result)
    for one in result.refusals[:SHOWN]:
        sentence = refusal_sentence(one.field, one.value, one.expected, one.facts)
        click.echo(_("Row {row}: {sentence}").format(row=number(one.row), sentence=sentence))
    if len(result.refusals) > SHOWN:
        click.echo(_("… and {n} more reasons.").format(n=number(len(result.refusals) - SHOWN)))
    if rejects:
        click.echo(_("Refused rows written to {path}").format(path=rejects))


def _tell_remarks(result: ImportResult) -> None:
    for kind, count in counts_of(result.remarks).items():
        click.echo(f"{remark_title(kind)}: {number(count)}")
        for remark in [one for one in result.remarks if one.kind == kind][:3]:
            sentence = remark_sentence(kind, remark.facts)
            click.echo("  " + _("Row {row}: {sentence}").format(row=number(remark.row), sentence=sentence))

"""The template offices fill in: made from our own mapping, so that it cannot promise what is not read."""

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any, Final

import click
import xlsxwriter

from casework.applications.facts import FIELDS, FieldKind
from casework.countries.pack import packs
from operations.intake.mapping import MUST, Column, MappingFile, mappings
from ui.intake_words import expected_text
from ui.labels import choice_label, yes_no
from ui.text import N_, Language, language, speaking
from ui.text import gettext as _

FILLED_ROWS: Final = 5_000
"""Rows that are prepared: formatted as text, with lists to choose from."""
_ABOUT: Final = (
    N_("One row an application. Do not rename the columns; leave out those you do not need."),
    N_("Columns with * must be filled. An empty cell means: not known."),
    N_("Arabic digits and Latin digits are both read. Keep long numbers as text."),
    N_(
        "Papers: put them in a folder or a zip, one folder an application, "
        "named by its national number or its number in the file."
    ),
    N_(
        "Name each file by its kind: identity_card.pdf, bank_letter.jpg, identity_card-2.jpg. "
        "The kinds are listed below."
    ),
    N_("Or write the file names in the columns of papers; divide several with ;"),
    N_("PDF, JPEG, PNG, TIFF and HEIC are taken, up to 10 MB and 50 pages."),
    N_(
        "A row that comes again with the same number, person and programme is the same application "
        "and is not received twice."
    ),
)


@cache
def template(kind: str, spoken: Language) -> bytes:
    """The template as "xlsx" or "csv" in a language."""
    with speaking(spoken):
        return template_csv() if kind == "csv" else template_xlsx()


def template_csv() -> bytes:
    """The template as CSV in the language spoken: the names of the columns.

    It has no example row: an example that is left in would become an application.
    """
    mapping = mappings()["mizan"]
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    papers = [_paper_name(paper.kind) for paper in mapping.papers]
    writer.writerow([_name(column) for column in mapping.columns] + papers)
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def template_xlsx() -> bytes:
    """The template as a workbook in the language spoken: the table, and what each column means."""
    mapping = mappings()["mizan"]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    )
    table, about = book.add_worksheet(_("Applications")), book.add_worksheet(_("Instructions"))
    for sheet in (table, about):
        if language() == "ar":
            sheet.right_to_left()
    _fill_table(book, table, mapping)
    _fill_instructions(book, about, mapping)
    book.close()
    return buffer.getvalue()


def _fill_table(book: Any, sheet: Any, mapping: MappingFile) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E6EFEC", "border": 1})
    text = book.add_format({"num_format": "@"})
    for position, column in enumerate(mapping.columns):
        sheet.set_column(position, position, 20, text)
        sheet.write_string(0, position, _name(column), bold)
        choices = _choices(column)
        if choices and len(",".join(choices)) < 255:  # noqa: PLR2004 - Excel's own limit
            sheet.data_validation(
                1,
                position,
                FILLED_ROWS,
                position,
                {"validate": "list", "source": list(choices), "error_type": "warning"},
            )
    for position, paper in enumerate(mapping.papers, start=len(mapping.columns)):
        sheet.set_column(position, position, 20, text)
        sheet.write_string(0, position, _paper_name(paper.kind), bold)
    sheet.freeze_panes(1, 0)


def _fill_instructions(book: Any, sheet: Any, mapping: MappingFile) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 3, 44, wrap)
    lines: list[tuple[str, ...]] = [(_(sentence),) for sentence in _ABOUT]
    lines += [(), (_("Column"), _("What to write"), _("Example"), _("Code"))]
    lines += [(_name(column), _what(column), column.example, column.fact) for column in mapping.columns]
    lines += [(), (_("Kind of paper"), _("File name"))]
    lines += [(_paper_name(paper.kind), f"{paper.kind}.pdf") for paper in mapping.papers]
    lines += [(), (_("Programme"), _("Code"))]
    lines += [
        (programme.name.in_(language()), code)
        for pack in packs().values()
        for code, programme in pack.programmes.items()
    ]
    lines += [(), (_("Region"), _("Code"))]
    lines += [
        (words.in_(language()), code) for pack in packs().values() for code, words in pack.regions.items()
    ]
    titles = {_("Column"), _("Kind of paper"), _("Programme"), _("Region")}
    for number, line in enumerate(lines):
        for position, cell in enumerate(line):
            alone = len(line) == 1
            sheet.write_string(number, position, cell, bold if line[0] in titles else None if alone else wrap)


def _name(column: Column) -> str:
    """The column's name, marked when it must be filled; an import passes over the mark."""
    name = column.words.in_(language()) if column.words else column.fact
    return f"{name} *" if column.fact in MUST else name


def _paper_name(kind: str) -> str:
    """The kind's name as our mapping knows it: code, Arabic, English."""
    code, ar, en = next(paper.names for paper in mappings()["mizan"].papers if paper.kind == kind)
    return {"ar": ar, "en": en}.get(language(), code)


def _what(column: Column) -> str:
    choices = _choices(column)
    hint = column.hint.in_(language()) if column.hint else ""
    said = expected_text("choice", {"field": "", "choices": choices}) if choices else ""
    if not (hint or said):
        field = FIELDS.get(column.fact)
        said = _kind(field.kind) if field else ""
    return " — ".join(part for part in (hint, said) if part)


def _kind(kind: FieldKind) -> str:
    worded = {
        FieldKind.MONEY: "number",
        FieldKind.NUMBER: "number",
        FieldKind.INTEGER: "whole_number",
        FieldKind.DATE: "date",
    }
    return expected_text(worded[kind], {}) if kind in worded else ""


def _choices(column: Column) -> tuple[str, ...]:
    field = FIELDS.get(column.fact)
    if field is None:
        return ()
    if field.kind is FieldKind.BOOLEAN:
        return yes_no(True), yes_no(False)
    return tuple(choice_label(field.name, choice) for choice in field.choices)


@click.command("template")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    "spoken",
    type=click.Choice(["ar", "en"]),
    default="ar",
    show_default=True,
    help="Language of the column names.",
)
def template_command(out: Path, spoken: Any) -> None:
    """Write the template of applications to OUT, a workbook (.xlsx) or a .csv."""
    if out.suffix.casefold() not in {".xlsx", ".csv"}:
        raise click.BadParameter("the name must end in .xlsx or .csv", param_hint="OUT")
    out.write_bytes(template(out.suffix.casefold().removeprefix("."), spoken))
    click.echo(f"{out}")

"""What is said of an imported file, its rows and papers: what was found, what was expected, what to do."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

from casework.countries.pack import packs
from ui.labels import choice_label, country_label, fault_label, field_label, programme_label, region_label
from ui.numerals import number, size
from ui.text import N_, NP_, isolated, ngettext, pgettext
from ui.text import gettext as _

Facts = Mapping[str, object]

FILES: Final[Mapping[str, str]] = {
    "empty": N_("The file is empty. Choose the file that has the applications."),
    "no_rows": N_("The file has column names but no rows under them."),
    "file_too_large": N_("The file is larger than {limit}. Divide it and import the parts."),
    "too_many_cells": N_("The table has more than {most} cells. Divide it and import the parts."),
    "cell_too_large": N_("The cell in row {row} has more than {limit} characters. Shorten it."),
    "too_many_rows": N_("The file has more than {limit} rows. Divide it and import the parts."),
    "too_many_columns": N_("The file has more than {limit} columns. Keep those that the template has."),
    "old_excel": N_(
        "This is an old Excel workbook (.xls). Open it, save it as .xlsx or CSV, and import that."
    ),
    "protected_workbook": N_(
        "The workbook is locked with a password. Open it, save it without a password, and import that."
    ),
    "binary_workbook": N_("This is a binary workbook (.xlsb). Save it as .xlsx and import that."),
    "open_document": N_("This is an OpenDocument spreadsheet. Save it as .xlsx or CSV and import that."),
    "broken_workbook": N_("The workbook is damaged. Open it, save it again as .xlsx, and import that."),
    "xlsform": N_(
        "This is the definition of a form, not its answers. Export the submissions and import those."
    ),
    "markup": N_(
        "This is a web page or XML, whatever its name says. Open it in a spreadsheet and save it as .xlsx."
    ),
    "not_a_table": N_("This is not a table of applications. Import CSV, XLSX, JSON Lines or a Kobo archive."),
    "not_text": N_(
        "This file is neither text nor a workbook. Import CSV, XLSX, JSON Lines or a Kobo archive."
    ),
    "damaged_text": N_("The text breaks off or is damaged at byte {byte}. Export the file again."),
    "quotes": N_("A quotation mark on line {row} never closes, or stands inside a value. Correct that line."),
    "no_header": N_(
        "The first row must hold the names of the columns; the first row here is data. Add the names."
    ),
    "unnamed_column": N_("Column {position} has no name. Name it or remove it."),
    "duplicate_column": N_("Two columns are called {column}. Rename or remove one of them."),
    "broken_json": N_("Line {row} is not valid JSON. Correct it, or export the file again."),
    "not_rows": N_("The JSON holds no list of applications. One object a line is expected."),
    "broken_zip": N_("The archive is damaged. Make it or download it again."),
    "encrypted_zip": N_("The archive is locked with a password. Make it again without one."),
    "zip_too_large": N_("The archive holds more than {limit} files. Divide it and import the parts."),
    "zip_unpacks_too_large": N_(
        "The file holds more than {limit} when unpacked. Divide it and import the parts."
    ),
    "zip_bomb": N_("The file {path} unpacks to more than {limit} times its size. It was not opened."),
    "zip_unsafe_path": N_("The archive holds a file whose path leads out of it: {path}. It was not opened."),
    "hidden_in_file_name": N_(
        "The name of the file {path} has a character that cannot be seen ({character}). Rename the file."
    ),
    "no_submissions": N_(
        "The archive holds no submissions (submission.xml). Export the bulk archive from Kobo."
    ),
    "broken_form": N_("The submission {path} cannot be read. Export the archive again."),
    "unknown_mapping": N_("There is no mapping called {name}. There are: {known}."),
    "bad_mapping": N_("The mapping {name} has a fault: {problem}"),
    "mapping_does_not_read": N_("The mapping {mapping} is not for this kind of file ({format})."),
    "no_mapping": N_(
        "No mapping knows these columns: {columns}. "
        "Use the template's column names, or choose a mapping: {known}."
    ),
    "columns_missing": N_("The file has no column for: {fields}. Add it, or state it for the whole file."),
    "no_documents": N_("There is no folder or archive of papers here: {path}"),
}
EXPECTED: Final[Mapping[str, str]] = {
    "required": N_("a value; the cell is empty"),
    "column_count": N_("{columns} cells, as many as there are column names; the row has {cells}"),
    "repeated_row": N_("a number used once: row {first} has it too and says something else"),
    "hidden_characters": N_("text without hidden control characters ({character} is in it); type it again"),
    "too_long": N_("at most {limit} characters"),
    "spreadsheet_error": N_("a value; the spreadsheet shows an error here"),
    "unsaved_formula": N_(
        "a value; the formula was saved without its result. Open the workbook and save it again"
    ),
    "number": N_("a number"),
    "whole_number": N_("a whole number"),
    "negative": N_("a number that is not less than zero"),
    "too_great": N_("a smaller number"),
    "ambiguous_amount": N_("an amount that can be read in one way only: {digits}, or with two decimals"),
    "date": N_("a date: day-month-year or year-month-day"),
    "two_digit_year": N_("a year with four digits"),
    "past_date": N_("a date that is not in the future"),
    "boolean": N_("yes or no"),
    "choice": N_("one of: {choices}"),
    "programme": N_("a programme: {choices}"),
    "region": N_("the name or code of a region ({example}); a bare number is not enough"),
    "name": N_("a name"),
    "scientific": N_("all digits of the number; the spreadsheet shortened it. Format the column as text"),
    "foreign_identity": N_("a national number; this file's numbers are another registry's"),
    "iban": N_("an IBAN of {country}: {length} characters"),
    "iban_checksum": N_("an IBAN whose check digits are right; one character may be mistyped"),
    "phone": N_("a phone number of {country}, or one with a country code that exists"),
    "email": N_("an e-mail address"),
}
NATIONAL_NUMBERS: Final[Mapping[str, str]] = {
    "length": N_("a national number with the right number of digits, and digits only"),
    "century": N_("a national number that begins with 2 or 3"),
    "date": N_("a national number with a birth date that exists in digits 2 to 7"),
    "future": N_("a national number whose birth date is not in the future"),
    "governorate": N_("a national number with a governorate's code in digits 8 and 9"),
    "checksum": N_("a national number whose last digit is right; one digit may be mistyped"),
    "first_digit": N_("a national number that begins with 1 or 2"),
}
REMARKS: Final[Mapping[str, str]] = {
    "left_out": N_("{field} «{given}» cannot be used and was left out"),
    "guessed": N_("{field} «{given}» was taken to be {value}"),
    "contradicted": N_("{field} «{given}» differs from what the national number says"),
    "foreign_identity": N_("the number «{given}» is another registry's: recorded without a national number"),
    "paper_not_found": N_("the paper {name} was not found among the documents"),
    "paper_of_no_kind": N_("the file {name} was not taken: its name says no kind of paper"),
    "paper_fault": N_("the paper {name} was kept aside: {fault}"),
    "paper_on_record": N_("the paper {name} is also in application {reference}"),
}
FORMATS: Final = {
    "csv": NP_("file format", "CSV"),
    "xlsx": NP_("file format", "Excel workbook"),
    "jsonl": NP_("file format", "JSON Lines"),
    "spdci": NP_("file format", "SPDCI response"),
    "kobo": NP_("file format", "Kobo archive"),
}
SEPARATORS: Final = {
    ",": NP_("separator", "comma"),
    ";": NP_("separator", "semicolon"),
    "\t": NP_("separator", "tab"),
    "|": NP_("separator", "vertical bar"),
    "،": NP_("separator", "Arabic comma"),
    "؛": NP_("separator", "Arabic semicolon"),
}
ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1256": "Windows-1256",
    "iso8859-6": "ISO 8859-6",
}
_SIZES: Final = 1_000_000


def file_refused(kind: str, facts: Facts) -> str:
    """Why a file cannot be imported, and what to do."""
    return _(FILES[kind]).format(**{name: _fact(name, value) for name, value in facts.items()})


def expected_text(expected: str, facts: Facts) -> str:
    """What a value should have been."""
    if expected == "national_number":
        return _(NATIONAL_NUMBERS[str(facts["why"])])
    said = {name: _fact(name, value) for name, value in facts.items()}
    if expected == "choice":
        said["choices"] = _choices(str(facts.get("field", "")), cast("Iterable[str]", facts["choices"]))
    if expected == "region":
        said["example"] = isolated("eg-21")
    if expected == "programme":
        said["choices"] = _comma().join(
            isolated(str(code)) for code in cast("Iterable[str]", facts["choices"])
        )
    return _(EXPECTED[expected]).format(**said)


def refusal_sentence(field: str, value: str, expected: str, facts: Facts) -> str:
    """One reason why a row was refused: field, value as given, what was expected."""
    wanted = expected_text(expected, facts)
    if not field:
        return _("Expected {expected}.").format(expected=wanted)
    if not value:
        return _("{field}: expected {expected}.").format(field=field_label(field), expected=wanted)
    given = _visible(value)
    return _("{field} «{value}»: expected {expected}.").format(
        field=field_label(field), value=given, expected=wanted
    )


def remark_sentence(kind: str, facts: Facts) -> str:
    """Something a person should know of a row that was taken in or refused."""
    said = {name: _fact(name, value) for name, value in facts.items()}
    if kind == "guessed":
        said["value"] = region_label(str(facts["value"]))
    if kind == "paper_fault":
        said["fault"] = fault_label(str(facts["fault"]))
    return _(REMARKS[kind]).format(**said)


def remark_title(kind: str) -> str:
    """What remarks of one kind are about, for a count of them."""
    return pgettext(*_TITLES[kind])


_TITLES: Final = {
    "left_out": NP_("remark", "Values left out"),
    "guessed": NP_("remark", "Regions taken by a near spelling"),
    "contradicted": NP_("remark", "Contradicts the national number"),
    "foreign_identity": NP_("remark", "Recorded without a national number"),
    "paper_not_found": NP_("remark", "Papers named but not found"),
    "paper_of_no_kind": NP_("remark", "Files of no known kind"),
    "paper_fault": NP_("remark", "Papers kept aside"),
    "paper_on_record": NP_("remark", "Papers that another application has"),
}


def same_paper_sentence(rows: Iterable[int], names: Iterable[str]) -> str:
    """The same bytes came in several rows."""
    places = _comma().join(number(row) for row in rows)
    said = _comma().join(isolated(_visible(name)) for name in names)
    return _("The same file ({names}) came in rows {rows}.").format(names=said, rows=places)


def format_label(kind: str) -> str:
    """What kind of file it is."""
    return pgettext(*FORMATS[kind])


def encoding_label(encoding: str) -> str:
    """An encoding by the name offices know."""
    return ENCODINGS.get(encoding, encoding)


def separator_label(separator: str) -> str:
    """What stands between the values."""
    known = SEPARATORS.get(separator)
    return pgettext(*known) if known else separator


def account_sentence(*, read: int, accepted: int, refused: int, known: int, dry_run: bool) -> str:
    """The account of every row: read = accepted + refused + already known."""
    said = {
        "read": number(read),
        "accepted": number(accepted),
        "refused": number(refused),
        "known": number(known),
    }
    if dry_run:
        return _(
            "{read} read = {accepted} would be accepted + {refused} would be refused + {known} already known"
        ).format(**said)
    return _("{read} read = {accepted} accepted + {refused} refused + {known} already known").format(**said)


def rows_text(count: int) -> str:
    """So many rows."""
    return ngettext("{n} row", "{n} rows", count).format(n=number(count))


def _fact(name: str, value: object) -> str:
    worded = _WORDED.get(name)
    if worded:
        return worded(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, tuple):
        return _comma().join(isolated(_visible(str(one))) for one in cast("tuple[object, ...]", value))
    return isolated(_visible(str(value)))


def _limit(value: object) -> str:
    limit = cast("int", value)
    return size(limit) if limit >= _SIZES else number(limit)


def _country(value: object) -> str:
    return country_label(str(value)) if str(value) in packs() else str(value)


def _field(value: object) -> str:
    return field_label(str(value))


def _fields(value: object) -> str:
    return _comma().join(field_label(str(name)) for name in cast("tuple[object, ...]", value))


def _format(value: object) -> str:
    return format_label(str(value))


_WORDED: Final[Mapping[str, Callable[[object], str]]] = {
    "limit": _limit,
    "country": _country,
    "field": _field,
    "fields": _fields,
    "format": _format,
}


def _choices(field: str, choices: Iterable[str]) -> str:
    return _comma().join(choice_label(field, choice) if field else isolated(choice) for choice in choices)


def _visible(text: str) -> str:
    """A foreign value made safe to show: hidden characters as their code."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def _comma() -> str:
    return pgettext("between the items of a list", ", ")


def programme_options(codes: Iterable[str]) -> dict[str, str]:
    """Programmes by code, for a choice."""
    return {code: programme_label(code) for code in codes}

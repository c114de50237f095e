"""Files as offices send them: every quirk is read, or answered with what to do."""

import io
import json
import warnings
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from operations.intake.opening import open_table
from operations.intake.source import FileRefused, Limits
from ui.intake_words import FILES, file_refused
from ui.text import speaking

ARABIC = "الاسم,المحافظة\nمنى عبد الله,القاهرة\nسعيد الجمال,الجيزة\n"


def rows_of(content, name="x.csv"):
    return [dict(row.cells) for row in open_table(content, name)[0].rows]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1256", "cp1256"),
        ("iso8859-6", "iso8859-6"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "؛"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ends_are_found(encoding, found, separator, line_end):
    text = ARABIC.replace(",", separator).replace("\n", line_end)
    table, _ = open_table(text.encode(encoding), "x.csv")
    assert (table.encoding, table.separator) == (found, separator)
    assert [row.cells["الاسم"] for row in table.rows] == ["منى عبد الله", "سعيد الجمال"]


def test_a_declared_separator_is_obeyed_and_rows_keep_their_line_numbers():
    table, _ = open_table(b'sep=;\n\na;b\n"1\n2";x\n\n3;y\n', "x.csv")
    assert [(row.number, row.cells["a"]) for row in table.rows] == [(4, "1\n2"), (7, "3")]


def test_a_row_that_is_too_wide_or_too_narrow_says_so_and_trailing_blanks_do_not_count():
    table, _ = open_table(b"a,b\n1,2,3\n1\n1,2,,\n", "x.csv")
    assert [(row.extra, row.missing) for row in table.rows] == [(("3",), 0), ((), 1), ((), 0)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected_workbook"),
        (b"%PDF-1.7", "not_a_table"),
        (b"\xff\xd8\xff\xe0", "not_a_table"),
        (b"<html><table>", "markup"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "markup"),
        (b"\0\1\0\2" * 50, "not_text"),
        (b"29001011201248,1990-01-01\n", "no_header"),
        (b"a,,b\n1,2,3\n", "unnamed_column"),
        (b"a,b,A\n1,2,3\n", "duplicate_column"),
        (b'a,b\n1,"never closes\n2,3\n', "quotes"),
        ("الاسم,b\n".encode() + b"\xd8", "damaged_text"),
        (b'{"a": 1}\n{"a": \n', "broken_json"),
        (b"[1, 2]", "not_rows"),
        (b"[" * 100_000, "broken_json"),
        (b"PK\x03\x04 broken", "broken_zip"),
    ],
)
def test_what_cannot_be_read_is_answered_with_its_kind(content, kind):
    with pytest.raises(FileRefused) as refused:
        list(open_table(content, "x.csv")[0].rows)
    assert refused.value.kind == kind


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_refusal_is_worded_whatever_its_facts(kind, language):
    facts = {
        "limit": 5,
        "byte": 3,
        "row": 2,
        "position": 1,
        "column": "أ",
        "path": "../x",
        "character": "U+202E",
        "most": 7,
        "name": "n",
        "known": ("a",),
        "problem": "p",
        "mapping": "m",
        "format": "csv",
        "columns": ("a",),
        "fields": ("full_name",),
        "value": "1",
    }
    with speaking(language):
        sentence = file_refused(kind, facts)
    assert len(sentence) > 20
    assert "{" not in sentence


def workbook(fill, **options):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        fill(book)
    return buffer.getvalue()


def test_a_workbook_with_a_title_merged_cells_blank_rows_dates_and_numbers():
    def fill(book):
        hidden = book.add_worksheet("hidden")
        hidden.write_row(0, 0, ["x", "y"])
        sheet = book.add_worksheet("طلبات")
        sheet.activate()
        sheet.set_first_sheet()
        hidden.hide()
        sheet.merge_range(0, 0, 0, 2, "كشف المتقدمين")
        sheet.write_row(2, 0, ["full_name", "national_id", "birth_date", "total"])
        sheet.write_row(4, 0, ["منى", 29001011201248])
        sheet.write_datetime(4, 2, date(1990, 1, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_formula(4, 3, "=1+1", None, 2)
        sheet.write_formula(5, 3, "=A1", None, "")

    table, _ = open_table(workbook(fill), "x.xlsx")
    (row, *_) = list(table.rows)
    assert (table.kind, table.sheet, row.number) == ("xlsx", "طلبات", 5)
    assert row.cells["national_id"] == 29001011201248
    assert row.cells["birth_date"].date() == date(1990, 1, 1)
    assert row.cells["total"] == 2


def test_a_formula_saved_without_its_value_is_not_taken_for_an_empty_cell():
    book = openpyxl.Workbook()
    book.active.append(["full_name", "monthly_income"])
    book.active.append(["منى", "=100*2"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of(buffer.getvalue(), "x.xlsx")[0]["monthly_income"] == "=100*2"


def zipped(members, **how):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"../../etc/passwd": "x"}, "zip_unsafe_path"),
        ({"/etc/passwd": "x"}, "zip_unsafe_path"),
        ({"a\\..\\..\\b": "x"}, "zip_unsafe_path"),
        ({"readme.txt": "x"}, "no_submissions"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}, "open_document"),
        ({"xl/workbook.xml": "not xml"}, "broken_workbook"),
        ({"xl/workbook.bin": "x"}, "binary_workbook"),
        ({"s/submission.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "broken_form"),
        ({"s/submission.xml": "<a>" + " " * 2_000_000 + "</a>"}, "broken_form"),
    ],
)
def test_archives_that_are_wrong_or_meant_to_harm(members, kind):
    with pytest.raises(FileRefused) as refused:
        list(open_table(zipped(members), "x.zip")[0].rows)
    assert refused.value.kind == kind


def test_a_zip_that_would_fill_the_memory_is_not_unpacked():
    bomb = zipped({f"s{n}/submission.xml": bytes(1_000_000) for n in range(20)})
    assert len(bomb) < 100_000
    with pytest.raises(FileRefused) as refused:
        open_table(bomb, "x.zip", Limits(unpacked_bytes=10_000_000))
    assert refused.value.kind == "zip_unpacks_too_large"


def test_json_lines_with_blank_lines_and_nested_values():
    lines = "\ufeff" + json.dumps({"a": {"b": [1, True]}}) + "\r\n\r\n" + json.dumps({"a": None}) + "\r\n"
    table, _ = open_table(lines.encode(), "x.jsonl")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (1, {"a.b.0": 1, "a.b.1": True}),
        (3, {"a": None}),
    ]


def test_a_bulk_archive_has_its_answers_by_path_and_its_folder():
    form = '<f xmlns:x="u"><g><q>1</q><q>2</q></g><meta><x:instanceID>uuid:1</x:instanceID></meta></f>'
    (row,) = rows_of(zipped({"sub/s1/submission.xml": form, "sub/s1/a.pdf": "x"}), "x.zip")
    assert row == {"_folder": "sub/s1", "g/q": "1; 2", "meta/instanceID": "uuid:1"}

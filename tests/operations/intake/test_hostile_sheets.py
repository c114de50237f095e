"""Sheets and archives meant to exhaust who reads them: each is refused by a sentence with the limit."""

import io
import json
import stat
import zipfile
from datetime import date

import pytest

from operations.intake.archives import open_archive
from operations.intake.plan import plan_import
from operations.intake.source import FileRefused, Limits
from tests.operations.intake.conftest import a_row, account, csv_of
from ui.intake_words import file_refused
from ui.text import speaking

TODAY = date(2026, 11, 23)
SMALL = Limits(strings_bytes=1 << 20, workbook_bytes=8 << 20, json_bytes=100_000, cells=5_000, members=50)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="sharedStrings.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
    "</Relationships>"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = f"<sst {MAIN}><si><t>programme</t></si></sst>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]><sst {MAIN}><si><t>&i;</t></si></sst>"
)


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows, dimension="A1:B2"):
    return f'<worksheet {MAIN}><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


def a_book(rows, strings=STRINGS, **dimension):
    return archive(
        **{
            "[Content_Types].xml": TYPES,
            "_rels/.rels": ROOT,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            "xl/worksheets/sheet1.xml": sheet(rows, **dimension),
            "xl/sharedStrings.xml": strings,
        }
    )


def archive(how=zipfile.ZIP_DEFLATED, **files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def with_link():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("29001011201248/identity_card.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    return buffer.getvalue()


HEAD = (
    '<row r="1">'
    + "".join(
        cell(f"{column}1", name)
        for column, name in zip("ABCD", ("programme", "full_name", "national_id", "region"), strict=True)
    )
    + "</row>"
)
ROW = (
    '<row r="2">'
    + "".join(
        cell(f"{column}2", text)
        for column, text in zip(
            "ABCD", ("eg.takaful", "منى عبد الله", "29001011201248", "eg-12"), strict=True
        )
    )
    + "</row>"
)


def refused(content, name="file.csv", limits=SMALL):
    with pytest.raises(FileRefused) as found:
        plan_import(content, name, today=TODAY, limits=limits)
    said = []
    for language in ("ar", "en"):
        with speaking(language):
            said.append(file_refused(found.value.kind, found.value.facts))
    assert said[0] != said[1]
    assert not any("{" in sentence for sentence in said)
    return found.value.kind


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (lambda: a_book(HEAD + ROW, strings=LAUGHS), "a.xlsx", "broken_workbook"),
        (
            lambda: a_book(HEAD, strings=f"<sst {MAIN}>{'<si><t>x</t></si>' * 80_000}</sst>"),
            "a.xlsx",
            "zip_unpacks_too_large",
        ),
        (lambda: a_book(HEAD + " " * (9 << 20)), "a.xlsx", "zip_unpacks_too_large"),
        (lambda: a_book(HEAD + " " * (11 << 20)), "a.xlsx", "zip_bomb"),
        (lambda: archive(**{f"{n}": "x" for n in range(51)}), "a.zip", "zip_too_large"),
        (lambda: archive(**{"../../etc/cron.d/x": "x"}), "a.zip", "zip_unsafe_path"),
        (lambda: archive(**{"C:\\windows\\x": "x"}), "a.zip", "zip_unsafe_path"),
        (lambda: archive(**{"/etc/x": "x"}), "a.zip", "zip_unsafe_path"),
        (with_link, "a.zip", "zip_unsafe_path"),
        (lambda: archive(**{"a\u202efdp.exe": "x"}), "a.zip", "hidden_in_file_name"),
        (lambda: archive(**{"a.zip": archive(a="x")}), "a.zip", "no_submissions"),
        (("programme,full_name\n" + "x" * 2_000_000).encode, "a.csv", "cell_too_large"),
        (("," * 400 + "\n").encode, "a.csv", "no_header"),
        ((",".join(f"c{n}" for n in range(400)) + "\nx\n").encode, "a.csv", "too_many_columns"),
        (lambda: csv_of(*[a_row()] * 2_000).encode(), "a.csv", "too_many_cells"),
        (lambda: b"[" * 5_000 + b"]" * 5_000, "a.json", "broken_json"),
        (lambda: b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "a.json", "broken_json"),
        (lambda: json.dumps([a_row()] * 2_000).encode(), "a.json", "file_too_large"),
        (lambda: json.dumps({"a": list(range(3_000))}).encode(), "a.json", "too_many_columns"),
        (lambda: csv_of(a_row()).encode(), "a\u202evsc.csv", "hidden_in_file_name"),
        (lambda: csv_of(a_row()).encode(), "a\0.csv", "hidden_in_file_name"),
    ],
)
def test_it_is_refused_with_the_limit(content, name, kind):
    assert refused(content(), name) == kind


def test_a_sheet_that_says_it_is_endless_is_read_as_far_as_it_goes(intake):
    content = a_book(HEAD + ROW, dimension="A1:XFD1048576")
    assert account(intake.takes(content, "a.xlsx")) == (1, 1, 0, 0)


def test_a_row_at_the_end_of_the_sheet_is_found(intake):
    last = ROW.replace('r="2"', 'r="1048576"').replace('2" t=', '1048576" t=')
    assert account(intake.takes(a_book(HEAD + last), "a.xlsx"))[0] == 1


@pytest.mark.parametrize(
    "number", ["9" * 5_000, "-" + "9" * 5_000, "1e999", "NaN", "Infinity", "1" + "0" * 400 + ".5"]
)
def test_a_number_of_thousands_of_digits_spoils_its_row_alone(intake, number):
    row = json.dumps(a_row())[:-1] + f', "monthly_income": {number}}}'
    good = json.dumps(a_row(national_id="29001011200208"))
    result = intake.takes(f"{row}\n{good}\n", "a.jsonl")
    assert account(result)[:3] == (2, 1, 1)
    assert result.refusals[0].field == "monthly_income"


def test_half_a_character_is_refused_and_can_be_told(intake):
    result = intake.takes(json.dumps(a_row(full_name="منى\ud800 علي")), "a.json")
    assert [one.expected for one in result.refusals] == ["hidden_characters"]
    assert result.refusals[0].value.encode()


def test_a_zip_of_papers_is_not_opened_further(intake):
    inner = archive(**{"identity_card.pdf": "x"})
    papers = archive(**{"29001011201248/identity_card.pdf": inner})
    intake.takes(csv_of(a_row()), documents=papers)
    assert intake.papers[0]["fault"] == "unsupported"


def test_what_a_list_of_members_promises_is_not_believed():
    made = bytearray(archive(a="x" * 100_000))
    at = made.index(b"PK\x01\x02") + 24
    made[at : at + 4] = (10).to_bytes(4, "little")
    assert open_archive(bytes(made), SMALL).read("a", 1_000) in {b"", b"x" * 10}

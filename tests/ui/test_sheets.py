"""A table as a file: what was text stays text, what was hidden stays hidden, and the file says what it is."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.figures import count_text, days_text, of_text, share_text
from ui.sheets import ExportTable, SheetColumn, Taken, harmless, separated, workbook
from ui.text import speaking

HOSTILE = (
    *(
        "=1+1",
        "+A1",
        "-cmd",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
    ),
    *(
        "http://outside.example/",
        "0123",
        "12345678901234567890",
        "1/2",
        "TRUE",
        'say "hello", and go',
        "two\nlines",
    ),
    *("الدخل الشهري أعلى من الحد", "\u200f=1+1", "", "A"),
)
COLUMNS = (
    SheetColumn(name="reason", title="السبب"),
    SheetColumn(name="reference", title="=1+1", kind="id"),
    SheetColumn(name="cases", title="Cases", kind="count"),
    SheetColumn(name="share", title="Share", kind="share"),
    SheetColumn(name="days", title="Days", kind="days"),
    SheetColumn(name="on", title="On", kind="day"),
)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def a_table(rows=(), **more):
    given = {"what": "causes.reasons", "title": "Reasons, and how often", "columns": COLUMNS, "rows": rows}
    return ExportTable(**given | more)


def taken(*, by="Dalia (dalia)", rounded=True):
    return Taken(by=by, at=AT, zone="Africa/Cairo", rounded=rounded)


def row(reason="x", cases=5, share=0.25, days=12, on=date(2026, 11, 1)):
    return {"reason": reason, "reference": reason, "cases": cases, "share": share, "days": days, "on": on}


def read_back(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, *book.worksheets


def lines_of(content):
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    lines = text.removeprefix("\ufeff").split("\r\n")
    about = [line for line in lines if line.startswith("# ")]
    return about, list(csv.reader(io.StringIO("\r\n".join(lines[len(about) :]), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_keeps_every_text_as_text(text):
    table = a_table([row(text)], title=text, filters=[(text, text)])
    _book, figures, about = read_back(workbook(table, taken(by=text)))
    for cell in (*figures[1], *figures[2], *(cell for line in about for cell in line)):
        assert cell.data_type != "f"
        assert cell.hyperlink is None
    assert (figures["A2"].value or "").replace("_x000D_", "\r") == text
    assert figures["B1"].value == "=1+1"


def test_numbers_shares_and_days_stay_what_they_are():
    _book, figures, _about = read_back(workbook(a_table([row(cases=12345)]), taken()))
    cells = list(figures[2])
    assert [cell.data_type for cell in cells[2:]] == ["n", "n", "n", "d"]
    assert [cell.value for cell in cells[2:5]] == [12345, 0.25, 12]
    assert cells[5].value.date() == date(2026, 11, 1)
    assert cells[3].number_format == "0.0%"
    assert figures.freeze_panes == "A2"


@pytest.mark.parametrize(
    ("language", "rtl", "hidden", "few"),
    [("ar", True, "أقل من 5", "بيانات غير كافية"), ("en", False, "under 5", "not enough data")],
)
def test_a_workbook_reads_from_the_readers_side_and_says_what_is_hidden(language, rtl, hidden, few):
    with speaking(language):
        _book, figures, about = read_back(
            workbook(a_table([row(cases=None, share=None, days=None)]), taken())
        )
    assert bool(figures.sheet_view.rightToLeft) == bool(about.sheet_view.rightToLeft) == rtl
    assert [cell.value for cell in figures[2]][2:5] == [hidden, few, few]


def test_the_file_says_what_it_shows_when_by_whom_and_what_it_means():
    table = a_table(
        [row()],
        filters=[("Programme", "Takaful")],
        figures=["reason_cases", "agreement"],
        as_of=date(2026, 11, 22),
    )
    with speaking("en"):
        _book, _figures, about = read_back(workbook(table, taken()))
        lines, _rows = lines_of(separated(table, taken()))
    said = {line[0].value: line[1].value for line in about}
    assert said["Programme"] == "Takaful"
    assert said["Taken by"] == "Dalia (dalia)"
    assert "11:30" in said["Taken on"]
    assert said["As of"]
    assert said["Number of rows"] == "1"
    assert "nearest 5" in said["Rounding"]
    assert said["Decisions with this reason"].startswith("How many standing decisions")
    assert "Wilson" in said["Source"]
    assert len(lines) == about.max_row
    assert lines[0] == "# Reasons; and how often"


def test_exact_figures_bear_no_note_on_rounding():
    with speaking("en"):
        lines, _rows = lines_of(separated(a_table(), taken(rounded=False)))
    assert not any(line.startswith("# Rounding") for line in lines)
    assert "# Filters: none" in lines


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_begins_as_a_formula(text):
    table = a_table([row(text)], title=text, filters=[(text, text)])
    about, (head, first, *_rest) = lines_of(separated(table, taken(by=text)))
    for line in about:
        assert next(csv.reader([line])) == [line]
    for cell in (*head, *first[:2]):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert first[0] in {text, f"'{text}"}
    assert first[2:] == ["5", "0.2500", "12", "2026-11-01"]


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(st.text(max_size=40))
def test_whatever_is_written_is_read_back(text):
    table = a_table([row(text)])
    _about, rows = lines_of(separated(table, taken()))
    assert rows[1][0].encode("utf-8", "replace") == harmless(text).encode("utf-8", "replace")


def test_programs_can_skip_what_the_file_is_about():
    pandas = pytest.importorskip("pandas")
    table = a_table(
        [row("a"), row("b")], filters=[("Programme", 'The "first", and best')], figures=["pareto"]
    )
    frame = pandas.read_csv(io.BytesIO(separated(table, taken())), comment="#")
    assert list(frame["السبب"]) == ["a", "b"]
    assert list(frame["Cases"]) == [5, 5]


def test_shown_figures_in_words():
    with speaking("en"):
        assert [count_text(0), count_text(None), count_text(1234)] == ["0", "under 5", "1,234"]
        assert [share_text(0.41), share_text(None)] == ["41%", "not enough data"]
        assert [days_text(1), days_text(7), days_text(None)] == [
            "1 working day",
            "7 working days",
            "not enough data",
        ]
        assert of_text(12, 40) == "12 of 40"
        assert of_text(None, 40) == "under 5 of 40"
    with speaking("ar"):
        assert count_text(None) == "أقل من 5"
        assert days_text(3) == "3 أيام عمل"

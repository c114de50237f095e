"""The way of a table into a file: only for the session that was shown it, and never without a line."""

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import openpyxl
import pytest
import structlog
from starlette.applications import Starlette

from casework.permissions import Role
from dashboard import exports
from dashboard import office as process
from dashboard.exports import Laid, Shelf, export_routes
from data_access.queries.exports import taken_files
from tests.staffed import set_role
from ui.sheets import ExportTable, SheetColumn

READ = datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC)
TABLE = ExportTable(
    what="causes.reasons",
    title="Reasons",
    columns=(SheetColumn(name="reason", title="Reason"), SheetColumn(name="n", title="Cases", kind="count")),
    rows=({"reason": "=1+1", "n": None}, {"reason": "دخل", "n": 15}),
    codes={"programme": "eg.takaful"},
    figures=("reason_cases",),
)


@pytest.fixture(autouse=True)
def _empty_shelf():
    exports.shelf.cache_clear()
    yield
    exports.shelf.cache_clear()


@pytest.fixture
def ask(office):
    door = httpx.ASGITransport(Starlette(routes=export_routes(standing_of)))

    def standing_of_name(name):
        return office.session_of(name)

    async def asked(address, handle):
        async with httpx.AsyncClient(transport=door, base_url="http://desk") as client:
            return await client.get(address, headers={"cookie": f"who={handle}"} if handle else {})

    def get(address, handle=""):
        return asyncio.run(asked(address, handle))

    get.session_of = standing_of_name
    return get


def standing_of(request):
    handle = request.cookies.get("who")
    return process.directory().standing(handle, process.now()) if handle else None


def laid(session, language="ar"):
    return exports.shelf().lay(Laid(table=TABLE, session=session, language=language, zone="Africa/Cairo"))


def on_record(office):
    return office.records.ask(taken_files, viewer=office.directory.account("samir").staff)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_is_the_table_as_it_was_shown_and_is_put_on_record(ask, office, kind):
    session = ask.session_of("dalia")
    answer = ask(f"/exports/{laid(session)}.{kind}", session)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="mizan-causes-reasons-')
    assert answer.headers["content-disposition"].endswith(f'.{kind}"')
    (line,) = on_record(office)
    assert (line.username, line.what, line.format, line.rows) == ("dalia", "causes.reasons", kind, 2)
    assert line.filters == {"programme": "eg.takaful"}
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
            ["=1+1", "أقل من 5"],
            ["دخل", 15],
        ]
    else:
        assert "'=1+1,أقل من 5" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(("language", "words"), [("en", "Figures as of"), ("ar", "الأرقام حتى")])
def test_the_file_tells_of_which_moment_its_figures_are(ask, language, words):
    session = ask.session_of("samir")
    shown = Laid(table=TABLE, session=session, language=language, zone="Africa/Cairo", read=READ)
    ticket = exports.shelf().lay(shown)
    text = ask(f"/exports/{ticket}.csv", session).content.decode("utf-8-sig")
    assert any(words in line and "11:30:05" in line for line in text.splitlines() if line.startswith("#"))
    book = openpyxl.load_workbook(io.BytesIO(ask(f"/exports/{ticket}.xlsx", session).content))
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert "11:30:05" in about[words]
    # Shown again later, the same table lies in the same place, with its newer moment.
    later = replace(shown, read=READ + timedelta(seconds=9))
    assert exports.shelf().lay(later) == ticket
    assert "11:30:14" in ask(f"/exports/{ticket}.csv", session).content.decode("utf-8-sig")


def test_the_file_tells_of_rounding_only_those_who_see_rounded_figures(ask):
    for name, rounded in (("dalia", True), ("samir", False)):
        session = ask.session_of(name)
        text = ask(f"/exports/{laid(session, 'en')}.csv", session).content.decode("utf-8-sig")
        assert ("# Rounding" in text) == rounded


def test_a_stranger_gets_nothing(ask, office):
    ticket = laid(ask.session_of("dalia"))
    for handle in ("", "forged"):
        answer = ask(f"/exports/{ticket}.csv", handle)
        assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")
    assert on_record(office) == ()


def test_a_ticket_opens_nothing_for_another_session_not_even_of_the_same_person(ask, office):
    ticket = laid(ask.session_of("dalia"))
    for name in ("samir", "dalia"):
        assert ask(f"/exports/{ticket}.csv", ask.session_of(name)).status_code == 404
    assert on_record(office) == ()


def test_who_may_not_take_figures_out_is_told_so(ask, office):
    session = ask.session_of("amal")
    answer = ask(f"/exports/{laid(session, 'en')}.csv", session)
    assert answer.status_code == 403
    assert answer.text.startswith("Your role may not take figures out as a file")
    assert on_record(office) == ()


def test_a_role_lost_since_the_table_was_shown_is_lost_for_its_file_too(ask, office):
    session = ask.session_of("dalia")
    ticket = laid(session)
    set_role(office.directory, "dalia", Role.CASEWORKER)
    assert ask(f"/exports/{ticket}.csv", session).status_code == 403


@pytest.mark.parametrize("address", ["{}.pdf", "unknown.csv", "{}", "{}.csv.exe"])
def test_what_is_not_there_is_not_found(ask, address):
    session = ask.session_of("dalia")
    assert ask("/exports/" + address.format(laid(session)), session).status_code == 404


def test_no_file_leaves_without_its_line(ask, office):
    session = ask.session_of("dalia")
    ticket = laid(session)
    with office.records.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE exports")
    with structlog.testing.capture_logs():
        answer = ask(f"/exports/{ticket}.csv", session)
    assert answer.status_code == 503
    assert "دخل" not in answer.text


def test_the_shelf_keeps_the_latest_tables_and_knows_a_table_again(office):
    shelf = Shelf(most=2)
    tickets = [
        shelf.lay(Laid(table=TABLE, session=name, language="ar", zone="UTC")) for name in ("a", "b", "b", "c")
    ]
    assert tickets[1] == tickets[2]
    assert [shelf.of(ticket, name) is not None for ticket, name in zip(tickets, "abbc", strict=True)] == [
        *(False, True, True, True)
    ]

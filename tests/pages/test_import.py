"""The Import page: what a supervisor sees of a file before and after it is taken in, in both languages."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from casework.actors import System
from dashboard import office as process
from dashboard.intake_files import intake_routes
from data_access.queries.intake import batches
from operations.intake.plan import plan_import

HEADER = "البرنامج;الاسم بالكامل;الرقم القومي;المحافظة;الدخل الشهري"
GOOD = "eg.takaful;منى عبد الله حسن;29001011201248;القليوبيه;1,800"
BAD = "eg.takaful;سعيد أحمد;123;الجيزة;900"
FILE = f"{HEADER}\r\n{GOOD}\r\n{BAD}\r\n".encode("cp1256")


def words(at):
    return " ".join(
        str(getattr(element, "value", "") or getattr(element, "body", ""))
        for kind in ("text", "caption", "warning", "success", "error", "html", "markdown", "subheader")
        for element in at.get(kind)
    )


def uploaded(office, content=FILE, name="طلبات.csv", *, by="samir", language="ar"):
    at = office.opened("import_.py", by=by, language=language)
    at.file_uploader(key="import.file.0").upload(name, content, "text/csv").run()
    return at


@pytest.mark.parametrize(("language", "title"), [("ar", "الاستيراد"), ("en", "Import")])
def test_it_speaks_the_readers_language(office, language, title):
    at = office.opened("import_.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ar", ["Windows-1256", "فاصلة منقوطة", "نموذج ميزان", "منى عبد الله حسن", "القليوبية", "1,800"]),
        ("en", ["Windows-1256", "semicolon", "Mizan's template", "منى عبد الله حسن", "1,800"]),
    ],
)
def test_the_first_rows_are_shown_as_understood_with_how_the_file_was_read(office, language, told):
    at = uploaded(office, language=language)
    assert not at.exception
    assert [word for word in told if word not in words(at)] == []
    assert office.records.ask(batches, viewer=System()) == ()


def test_a_confirmed_import_accounts_for_every_row_and_hands_out_what_was_refused(office):
    at = uploaded(office, language="en")
    at.button(key="import.confirm").click().run()
    assert not at.exception
    assert "2 read = 1 accepted + 1 refused + 0 already known" in words(at)
    (batch,) = office.records.ask(batches, viewer=System())
    assert (batch.read, batch.accepted, batch.refused, batch.known) == (2, 1, 1, 0)
    assert batch.username == "samir"
    assert f"/imports/{batch.id}/rejects.csv" in words(at)
    assert (office.home / "rejects" / f"{batch.id}.csv").read_bytes().count("سعيد أحمد".encode()) == 1


def test_the_same_file_again_changes_nothing(office):
    for expected in ("1 accepted + 1 refused + 0 already known", "0 accepted + 1 refused + 1 already known"):
        at = uploaded(office, language="en")
        at.button(key="import.confirm").click().run()
        assert expected in words(at)


def test_an_old_workbook_is_refused_with_advice(office):
    at = uploaded(office, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls", language="en")
    assert "save it as .xlsx or CSV" in at.error[0].value
    assert not [button for button in at.button if button.key == "import.confirm"]


def test_a_hostile_cell_is_shown_as_text(office):
    row = "eg.takaful;<img src=x onerror=alert(1)>;29001011201248;القاهرة;1"
    at = uploaded(office, f"{HEADER}\n{row}".encode())
    assert "<img" not in words(at)
    assert "&lt;img" in words(at)


@pytest.mark.parametrize("username", ["amal", "dalia"])
def test_who_may_not_import_does_not_get_the_page(office, username):
    at = office.opened("import_.py", by=username)
    assert not at.get("file_uploader")


@pytest.fixture
def door(office, tmp_path):
    people = {person: office.directory.account(person).staff for person in ("samir", "amal", "yousef")}
    for batch in (7, 9):
        (tmp_path / f"{batch}.csv").write_bytes("سر".encode())
    app = Starlette(
        routes=intake_routes(
            viewer_of=lambda request: people.get(request.headers.get("x-who")),
            may_take=lambda batch, viewer: (batch, viewer.username) != (9, "samir"),
            folder=lambda: tmp_path,
        )
    )
    return TestClient(app)


@pytest.mark.parametrize(
    ("who", "batch", "status"),
    [
        ("samir", 7, 200),
        ("yousef", 7, 200),
        ("amal", 7, 403),
        ("", 7, 401),
        ("samir", 8, 404),
        ("samir", 9, 403),
    ],
)
def test_refused_rows_are_given_to_those_who_may_import_and_to_nobody_else(door, who, batch, status):
    answer = door.get(f"/imports/{batch}/rejects.csv", headers={"x-who": who})
    assert answer.status_code == status
    assert ("سر".encode() in answer.content) == (status == 200)
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_reads_the_file_as_the_plan_does(office):
    plan = plan_import(FILE, "x.csv", today=process.now().date())
    assert (plan.encoding, plan.separator, plan.mapping.name, plan.rows) == ("cp1256", ";", "mizan", 2)

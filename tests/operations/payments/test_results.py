"""Files of payment results as agencies send them, from the command line and interrupted."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from casework.actors import System
from casework.entitlements.payments import payment_reference
from dashboard import office as process
from dashboard.paying import schedule
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.migrate import migrate
from data_access.tables import journal
from data_access.tables_after_decision import payment_files, payments
from operations.intake.source import FileRefused
from operations.payments import intake
from operations.payments.command import payments_command
from operations.payments.instructing import write_instructions
from operations.payments.intake import keep_file, read_results, rejects_csv, take_in
from tests.entitled import DECEMBER, FAR, TAKAFUL, Office
from ui.text import speaking

HEADER = "reference_id,status,status_reason_code,amount,currency_code,timestamp"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    engine = make_engine(f"sqlite:///{tmp_path / 'mizan.db'}")
    migrate(engine)
    made = Office(engine)
    made.references = made.entitles(5)
    schedule(made.records, TAKAFUL, DECEMBER)
    made.passes(days=30)
    return made


def number(office, place):
    return payment_reference(office.references[place], DECEMBER)


def row(
    office, place, status="succ", cause="", *, amount="648.00", currency="EGP", on="2026-12-15T10:00:00Z"
):
    return f"{number(office, place)},{status},{cause},{amount},{currency},{on}"


def a_file(*rows, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def takes(office, content, name="results.csv", **how):
    data = content.encode() if isinstance(content, str) else content
    return take_in(read_results(data, name), office.records, by=how.pop("by", System()), **how)


def account(taken):
    return (taken.read, taken.accepted, taken.refused, taken.known)


def states(office):
    return sorted(one.state for one in office.rows(payments))


def test_every_row_is_accounted_for(office):
    file = a_file(
        row(office, 0),
        row(office, 1, "rjct", "AC04"),
        row(office, 0),
        row(office, 2, "pdng"),
        row(office, 2, amount="647"),
        row(office, 2, currency="SAR"),
        row(office, 2, on="2027-02-01"),
        row(office, 2, status="maybe"),
        row(office, 3),
        row(office, 3, "rjct"),
        "TK-2026-000001-X/202612-1,succ,,648,EGP,2026-12-15",
        row(office, 4, on=""),
    )
    taken = takes(office, file)
    assert account(taken) == (12, 2, 9, 1)
    assert [one.fault for one in taken.refused_rows] == [
        *("pending", "amount_differs", "currency_differs", "future", "bad_status"),
        *("both_results", "both_results", "bad_reference", "no_date"),
    ]
    assert states(office) == ["paid", "returned", "scheduled", "scheduled", "scheduled"]


def test_the_same_file_twice_changes_nothing(office):
    file = a_file(row(office, 0), row(office, 1, "rjct", "AC04"))
    assert account(takes(office, file)) == (2, 2, 0, 0)
    before = office.rows(payments), len(office.rows(journal))
    assert account(takes(office, file)) == (2, 0, 0, 2)
    assert (office.rows(payments), len(office.rows(journal))) == before


def test_a_dry_run_foresees_what_becomes_of_the_file_and_writes_nothing(office):
    file = a_file(row(office, 0), row(office, 0), row(office, 1, "rjct"), row(office, 2, amount="1"))
    before = len(office.rows(journal))
    foreseen = takes(office, file, dry_run=True)
    assert len(office.rows(journal)) == before
    assert account(foreseen) == account(takes(office, file)) == (4, 2, 1, 1)


def test_arabic_digits_semicolons_and_a_mark_are_read(office):
    header = "رقم الدفعة;الحالة;السبب;المبلغ;العملة;التاريخ"
    first = f"{number(office, 0)};تم الصرف;;٦٤٨٫٠٠;EGP;١٥/١٢/٢٠٢٦"
    second = f"{number(office, 1)};مرتجعة;حساب مغلق;٦٤٨;egp;٠٦/٠٧/١٤٤٨"
    taken = takes(office, ("\ufeff" + a_file(first, second, header=header)).encode())
    assert account(taken) == (2, 2, 0, 0)
    found = {one.reference: one for one in office.rows(payments)}
    assert found[number(office, 0)].paid_on == date(2026, 12, 15)
    assert (found[number(office, 1)].cause, found[number(office, 1)].returned_on) == (
        "account_closed",
        date(2026, 12, 15),
    )


def test_a_workbook_is_read_and_its_numbers_compared_exactly(office, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    sheet.append([number(office, 0), "succ", None, 648, "EGP", date(2026, 12, 15)])
    sheet.append([number(office, 1), "rjct", "unheard of", 648.0, "EGP", date(2026, 12, 15)])
    sheet.append([number(office, 2), "succ", None, 648.01, "EGP", date(2026, 12, 15)])
    book.save(tmp_path / "r.xlsx")
    taken = takes(office, (tmp_path / "r.xlsx").read_bytes(), "r.xlsx")
    assert account(taken) == (3, 2, 1, 0)
    assert {one.cause for one in office.rows(payments)} == {None, "other"}


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("AC01", "account_invalid"),
        ("rjct.payee_fa.invalid", "account_invalid"),
        ("BE01", "name_mismatch"),
        ("MD07", "deceased"),
        ("", "other"),
    ],
)
def test_causes_of_agencies_become_the_offices(office, code, cause):
    takes(office, a_file(row(office, 0, "rjct", code)))
    assert {one.cause for one in office.rows(payments) if one.state == "returned"} == {cause}


def test_anothers_payments_are_refused_and_the_sentence_says_so(office):
    taken = takes(office, a_file(row(office, 0)), by=FAR)
    assert account(taken) == (1, 0, 1, 0)
    with speaking("en"):
        assert "outside your programmes" in rejects_csv(taken).decode()
    with speaking("ar"):
        assert "خارج برامجكم" in rejects_csv(taken).decode()


def test_refused_rows_come_back_with_number_and_reason_and_no_formula(office):
    file = a_file(row(office, 0, amount="1"), "=1+1,succ,,648,EGP,2026-12-15")
    with speaking("en"):
        rows = list(csv.DictReader(io.StringIO(rejects_csv(takes(office, file)).decode("utf-8-sig"))))
    assert [one["mizan.row"] for one in rows] == ["2", "3"]
    assert rows[1]["reference_id"] == "'=1+1"
    assert "not the one that was to be paid" in rows[0]["mizan.reason"]


def test_a_file_without_the_columns_is_refused_whole(office):
    with pytest.raises(FileRefused) as refused:
        takes(office, a_file("1,2", header="reference_id,amount"))
    assert refused.value.facts["columns"] == ("status", "currency", "on")


def test_interrupted_and_begun_again_loses_and_doubles_nothing(office, monkeypatch):
    monkeypatch.setattr(intake, "CHUNK", 2)
    file = a_file(*(row(office, place, "rjct" if place % 2 else "succ") for place in range(5)))

    def breaks(done):
        if done >= 2:
            raise StorageError("gone")

    with pytest.raises(StorageError):
        takes(office, file, progress=breaks)
    assert account(takes(office, file)) == (5, 3, 0, 2)
    assert states(office) == ["paid", "paid", "paid", "returned", "returned"]
    told = [one.kind for one in office.rows(journal) if one.kind in {"payment_paid", "payment_returned"}]
    assert len(told) == 5


def test_a_file_is_on_record_with_its_account(office):
    taken = takes(office, a_file(row(office, 0), row(office, 1, amount="1")))
    keep_file(taken, office.records, by=System())
    (kept,) = office.rows(payment_files)
    assert (kept.file_name, kept.read, kept.accepted, kept.refused, kept.known) == ("results.csv", 2, 1, 1, 0)


def test_the_agencys_file_has_every_payment_once_and_marks_it_sent(office, tmp_path):
    out, aside = tmp_path / "out.csv", tmp_path / "aside.csv"
    with office.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE applications SET iban = NULL WHERE reference = :r"), {"r": office.references[4]}
        )
        connection.execute(
            sa.text("UPDATE applications SET name = '=cmd' WHERE reference = :r"), {"r": office.references[0]}
        )
    done = write_instructions(office.records, programme=TAKAFUL, month=DECEMBER, out=out, rejects=aside)
    assert (done.written, done.without_account, done.sent) == (4, 1, 4)
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert {one["amount"] for one in rows} == {"648.00"}
    assert {one["payee_fa"] for one in rows} == {"EG380019000500000000263180002"}
    assert "'=cmd" in {one["payee_name"] for one in rows}
    assert out.stat().st_mode & 0o077 == 0
    assert number(office, 4) in aside.read_text("utf-8-sig")
    assert states(office) == ["scheduled", "sent", "sent", "sent", "sent"]
    again = write_instructions(office.records, programme=TAKAFUL, month=DECEMBER, out=out, rejects=aside)
    assert (again.written, again.without_account) == (0, 1)
    lost = write_instructions(
        office.records, programme=TAKAFUL, month=DECEMBER, out=out, rejects=aside, again=True
    )
    assert (lost.written, lost.sent) == (4, 0)


def test_the_command_line_schedules_writes_and_takes_in(office, tmp_path, monkeypatch):
    monkeypatch.setattr(process, "records", lambda: office.records)
    runner, out = CliRunner(), tmp_path / "out.csv"
    january = runner.invoke(payments_command, ["schedule", "--month", "2027-01", "--programme", TAKAFUL])
    assert "5 payments" in january.output
    options = ["--month", "2026-12", "--programme", TAKAFUL, "--out", str(out)]
    assert "5 payments written" in runner.invoke(payments_command, ["instruct", *options]).output
    results = tmp_path / "results.csv"
    results.write_text(a_file(row(office, 0), row(office, 1, amount="1")))
    rejects = tmp_path / "rejects.csv"
    told = runner.invoke(
        payments_command, ["results", str(results), "--rejects", str(rejects), "--language", "en"]
    )
    assert told.exit_code == 1
    assert "2 read = 1 accepted + 1 refused + 0 already known" in told.output
    assert "mizan.reason" in rejects.read_text("utf-8-sig")
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n")
    assert runner.invoke(payments_command, ["results", str(broken)]).exit_code == 2
    assert {one.amount for one in office.rows(payments)} == {Decimal(648)}

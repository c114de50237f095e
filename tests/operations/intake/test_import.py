"""Importing: every row is accounted for, nothing is taken in twice, no row points at a missing paper."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import Role
from data_access.errors import StorageError
from data_access.queries.intake import batches
from operations.intake import importer
from operations.intake.accounting import counts_of, keep_account
from operations.intake.importer import import_file
from operations.intake.mapping import BadMapping, mappings, read_mapping
from operations.intake.plan import plan_import
from operations.intake.rejects import rejects_csv
from operations.intake.source import FileRefused, Limits
from operations.intake.template import template
from tests.operations.intake.conftest import SYSTEM, TODAY, a_row, account, csv_of, number_of_person
from tests.operations.papers_made import a_pdf
from ui.text import speaking

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def expected_of(result):
    return [(one.row, one.field, one.expected) for one in result.refusals]


def test_a_row_becomes_an_application(intake):
    row = a_row(monthly_income="١٨٠٠", phone="01012345678", submitted_at="20-11-2026", external_id="A-1")
    result = intake.takes(csv_of(row), "طلبات.csv")
    assert account(result) == (1, 1, 0, 0)
    (application,) = intake.rows()
    assert application["facts"] == {
        "full_name": "منى عبد الله حسن",
        "national_id": "29001011201248",
        "region": "eg-12",
        "monthly_income": "1800",
        "phone": "+201012345678",
    }
    assert (application["channel"], application["state"], application["region"]) == (
        "import",
        "submitted",
        "eg-12",
    )
    assert application["submitted_at"].isoformat() == "2026-11-20T10:00:00+00:00"
    assert application["source"] == "mizan: طلبات.csv"


def test_the_same_file_again_changes_nothing(intake):
    content = csv_of(a_row(), a_row(national_id=number_of_person(1)), a_row(national_id="12"))
    assert account(intake.takes(content)) == (3, 2, 1, 0)
    before = intake.rows()
    assert account(intake.takes(content)) == (3, 0, 1, 2)
    assert intake.rows() == before


def test_another_encoding_separator_and_format_of_the_same_rows_is_the_same_rows(intake):
    rows = [
        a_row(external_id=f"A-{n}", national_id=number_of_person(n), monthly_income="1800") for n in range(3)
    ]
    assert account(intake.takes(csv_of(*rows))) == (3, 3, 0, 0)
    assert account(intake.takes(csv_of(*rows, separator=";").encode("cp1256"))) == (3, 0, 0, 3)
    lines = "\n".join(json.dumps(row) for row in rows)
    assert account(intake.takes(lines, "x.jsonl")) == (3, 0, 0, 3)


def test_a_dry_run_says_what_would_become_of_the_file_and_leaves_no_trace(intake):
    documents = zipped({"29001011201248/identity_card.pdf": a_pdf()})
    content = csv_of(a_row(), a_row(national_id="1"))
    result = intake.takes(content, dry_run=True, documents=documents)
    assert account(result) == (2, 1, 1, 0)
    assert result.papers == 1
    assert intake.rows() == []
    assert not list(intake.store.root.rglob("*")) if intake.store.root.exists() else True
    intake.takes(content)
    assert account(intake.takes(content, dry_run=True)) == (2, 0, 1, 1)


def test_a_repeated_row_is_known_and_one_that_contradicts_it_is_refused(intake):
    row = a_row(external_id="A-1", monthly_income="100")
    result = intake.takes(csv_of(row, row, row | {"monthly_income": "200"}))
    assert account(result) == (3, 1, 1, 1)
    assert expected_of(result) == [(4, "external_id", "repeated_row")]


def test_every_fault_of_a_row_is_told_at_once(intake):
    row = a_row(national_id="123", region="Atlantis", monthly_income="-1", iban="EG00", full_name="")
    result = intake.takes(csv_of(row))
    assert {one.field for one in result.refusals} == {
        "national_id",
        "region",
        "monthly_income",
        "iban",
        "full_name",
    }
    assert account(result) == (1, 0, 1, 0)


def test_rows_of_the_wrong_width_are_refused_alone(intake):
    content = csv_of(a_row(), a_row(national_id=number_of_person(1))) + "eg.takaful,x\n"
    result = intake.takes(content)
    assert account(result) == (3, 2, 1, 0)
    assert expected_of(result) == [(4, "", "column_count")]


def test_one_stray_zero_spoils_its_row_and_not_the_file(intake):
    result = intake.takes(csv_of(a_row(full_name="منى\0"), a_row(national_id=number_of_person(1))))
    assert account(result) == (2, 1, 1, 0)
    assert expected_of(result) == [(2, "full_name", "hidden_characters")]


_cells = st.text(
    st.characters(codec="utf-8", exclude_characters='"\r\n\0,;\t|،؛', exclude_categories=["Cs"]), max_size=12
)
_rows = st.lists(
    st.fixed_dictionaries(
        {
            "national_id": st.sampled_from([number_of_person(n) for n in range(4)]) | _cells,
            "full_name": st.sampled_from(["منى", "سعيد", ""]) | _cells,
            "region": st.sampled_from(["eg-01", "الجيزة", "?"]),
            "monthly_income": st.sampled_from(["", "٥", "x", "1.500", "-1"]) | _cells,
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_rows)
def test_read_is_always_accepted_and_refused_and_known(intake, rows):
    content = csv_of(*[a_row(**row) for row in rows])
    before = len(intake.rows())
    first, second = intake.takes(content), intake.takes(content)
    assert first.read == second.read == len(rows)
    assert len(intake.rows()) - before == first.accepted
    assert (second.accepted, second.refused, second.known) == (0, first.refused, first.accepted + first.known)
    assert len({one.row for one in first.refusals}) == first.refused == len(first.refused_rows)


def test_papers_are_found_by_folder_and_by_column_and_faults_are_recorded(intake):
    good, other = a_pdf(1), a_pdf(2)
    documents = zipped(
        {
            "أوراق/29001011201248/identity_card.pdf": good,
            "أوراق/29001011201248/bank_letter-2.pdf": b"%PDF-1.4 broken",
            "أوراق/29001011201248/holiday.pdf": other,
            "أوراق/29001011201248/Thumbs.db": b"x",
            "أوراق/A-2/عقد الإيجار 1.pdf": other,
            "loose/my salary.pdf": good,
            "loose/sound.wav": b"RIFF0000WAVE",
        }
    )
    rows = [
        a_row(external_id="A-1", medical_report="nowhere.pdf"),
        a_row(
            external_id="A-2",
            national_id=number_of_person(2),
            salary_letter="my salary.pdf",
            school_invoice="sound.wav",
        ),
    ]
    result = intake.takes(csv_of(*rows), documents=documents)
    assert account(result) == (2, 2, 0, 0)
    found = {(paper["application_id"], paper["kind"], paper["fault"]) for paper in intake.papers}
    first, second = (row["id"] for row in intake.rows())
    assert found == {
        (first, "identity_card", None),
        (first, "bank_letter", "broken"),
        (second, "rent_contract", None),
        (second, "salary_letter", None),
        (second, "school_invoice", "unsupported"),
    }
    assert counts_of(result.remarks) == {"paper_not_found": 1, "paper_of_no_kind": 1, "paper_fault": 2}
    (same,) = result.same_papers
    assert (same.rows, same.names) == ((2, 3), ("identity_card.pdf", "my salary.pdf"))
    for paper in intake.papers:
        assert (paper["sha256"] is None) == (paper["fault"] == "unsupported")
        if paper["sha256"]:
            assert intake.store.get(paper["sha256"])
    assert intake.store.page(next(p["sha256"] for p in intake.papers if not p["fault"]), 1).startswith(
        b"\xff\xd8"
    )


def test_a_paper_that_another_application_has_is_noticed_in_a_later_file(intake):
    paper = a_pdf()
    intake.takes(csv_of(a_row()), documents=zipped({"29001011201248/identity_card.pdf": paper}))
    later = number_of_person(5)
    result = intake.takes(
        csv_of(a_row(national_id=later)), documents=zipped({f"{later}/identity_card.pdf": paper})
    )
    (remark,) = [one for one in result.remarks if one.kind == "paper_on_record"]
    assert remark.facts["reference"] == intake.rows()[0]["reference"]


def test_a_folder_of_papers_is_read_and_links_that_lead_out_of_it_are_not(intake, tmp_path):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(a_pdf())
    own = tmp_path / "papers" / "29001011201248"
    own.mkdir(parents=True)
    (own / "identity_card.pdf").write_bytes(a_pdf(2))
    (own / "bank_letter.pdf").symlink_to(secret)
    intake.takes(csv_of(a_row()), documents=tmp_path / "papers")
    assert [paper["kind"] for paper in intake.papers] == ["identity_card"]


def test_papers_of_a_refused_row_are_not_kept(intake):
    documents = zipped({"29001011201248/identity_card.pdf": a_pdf()})
    result = intake.takes(csv_of(a_row(region="?")), documents=documents)
    assert (account(result), result.papers) == ((1, 0, 1, 0), 1)
    assert not list(intake.store.root.rglob("*.jpg"))


def test_a_crash_between_chunks_is_made_good_by_importing_again(intake, monkeypatch):
    monkeypatch.setattr(importer, "CHUNK_ROWS", 2)
    content = csv_of(*[a_row(national_id=number_of_person(n)) for n in range(5)])
    plan = plan_import(content.encode(), "x.csv", today=TODAY)

    class CrashError(Exception):
        pass

    def crash(come):
        if come.rows >= 2:
            raise CrashError

    with pytest.raises(CrashError):
        import_file(plan, intake.records, store=intake.store, by=SYSTEM, progress=crash)
    assert len(intake.rows()) == 2
    assert account(intake.takes(content)) == (5, 3, 0, 2)
    assert len({row["reference"] for row in intake.rows()}) == 5


def test_a_chunk_whose_papers_cannot_be_stored_leaves_no_row(intake, tmp_path):
    (tmp_path / "documents").write_text("a file where the folder should be")
    documents = zipped({"29001011201248/identity_card.pdf": a_pdf()})
    with pytest.raises(StorageError):
        intake.takes(csv_of(a_row()), documents=documents)
    assert intake.rows() == []


def test_a_file_that_breaks_off_is_refused_before_anything_is_taken_in(intake):
    content = csv_of(*[a_row(national_id=number_of_person(n)) for n in range(600)]) + '"never closed\n'
    with pytest.raises(FileRefused, match="quotes"):
        intake.takes(content)
    assert intake.rows() == []


def test_limits_on_rows_and_columns():
    content = csv_of(a_row(), a_row()).encode()
    for limits, kind in ((Limits(rows=1), "too_many_rows"), (Limits(columns=2), "too_many_columns")):
        with pytest.raises(FileRefused, match=kind):
            plan_import(content, "x.csv", today=TODAY, limits=limits)


def test_who_may_not_import_takes_nothing_in(intake):
    clerk = Staff(username="amal", name_ar="أ", name_en="A", role=Role.CASEWORKER)
    plan = plan_import(csv_of(a_row()).encode(), "x.csv", today=TODAY)
    with pytest.raises(NotAllowed):
        import_file(plan, intake.records, store=intake.store, by=clerk)
    with pytest.raises(NotAllowed):
        intake.records.ask(batches, viewer=clerk)


def test_an_import_is_kept_in_the_history_with_its_refused_rows(intake, tmp_path):
    result = intake.takes(csv_of(a_row(), a_row(national_id="1")), "طلبات.csv")
    number = keep_account(result, intake.records, by=SYSTEM, rejects=tmp_path / "rejects")
    (batch,) = intake.records.ask(batches, viewer=SYSTEM)
    assert (batch.id, batch.file_name, batch.read, batch.accepted, batch.refused) == (
        number,
        "طلبات.csv",
        2,
        1,
        1,
    )
    kept = tmp_path / "rejects" / f"{number}.csv"
    assert kept.stat().st_mode & 0o077 == 0


# ---- Refused rows and the template ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_refused_rows_can_be_corrected_and_imported_again(intake, language):
    rows = [
        a_row(national_id="12", phone="+201012345678", address="=1+1"),
        a_row(national_id=number_of_person(3)),
    ]
    first = intake.takes(csv_of(*rows))
    with speaking(language):
        rejects = rejects_csv(first.plan.columns, first.refused_rows)
    text = rejects.decode("utf-8-sig")
    assert rejects.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in text
    assert "'+20" in text
    assert account(intake.takes(rejects)) == (1, 0, 1, 0)
    again = intake.takes(text.replace(",12,", ",29001011201248,", 1))
    assert account(again) == (1, 1, 0, 0)
    facts = intake.rows()[-1]["facts"]
    assert (facts["phone"], facts["address"]) == ("+201012345678", "=1+1")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_own_template_is_understood_to_the_last_column(language, kind):
    with pytest.raises(FileRefused, match="no_rows"):
        plan_import(template(kind, language), f"t.{kind}", today=TODAY)
    if kind == "csv":
        filled = template(kind, language) + b"x" * 3 + b"," * 5 + b"\r\n"
        plan = plan_import(filled, "t.csv", today=TODAY)
        assert (plan.mapping.name, plan.unused) == ("mizan", ())


def test_the_examples_of_the_template_are_values_that_are_accepted(intake):
    row = {column.fact: column.example for column in mappings()["mizan"].columns if column.example}
    result = intake.takes(csv_of(row))
    assert expected_of(result) == []
    assert account(result) == (1, 1, 0, 0)


# ---- Mappings -------------------------------------------------------------------------------------------


def test_the_shipped_mappings_are_sound():
    assert set(mappings()) == {"mizan", "openg2p", "kobo", "spdci"}


@pytest.mark.parametrize(
    "text", ["not toml [", '[title]\nar="a"\nen="b"\n[[columns]]\nfact="shoe_size"\nnames=["x"]', "key=1"]
)
def test_a_mapping_that_speaks_of_what_does_not_exist_is_refused(text):
    with pytest.raises(BadMapping):
        read_mapping("x", text)


@pytest.mark.parametrize(
    ("content", "how", "kind"),
    [
        ("a,b\n1,2\n", {}, "no_mapping"),
        ("full_name,national_id\nمنى,1\n", {}, "columns_missing"),
        ("full_name,national_id\nمنى,1\n", {"mapping": "nothing"}, "unknown_mapping"),
        ('{"full_name": "x"}', {"mapping": "kobo"}, "mapping_does_not_read"),
        ("full_name,national_id,programme,region\n", {}, "no_rows"),
    ],
)
def test_files_that_no_mapping_understands_are_answered(intake, content, how, kind):
    with pytest.raises(FileRefused) as refused:
        intake.takes(content, "x.json" if content[0] == "{" else "x.csv", **how)
    assert refused.value.kind == kind


def test_what_the_file_does_not_say_can_be_said_for_it(intake):
    result = intake.takes(
        "full_name,national_id\nمنى,29001011201248\n", given={"programme": "eg.karama", "region": "الجيزة"}
    )
    assert account(result) == (1, 1, 0, 0)
    assert (intake.rows()[0]["programme"], intake.rows()[0]["region"]) == ("eg.karama", "eg-21")


# ---- A Kobo archive with media, made here ---------------------------------------------------------------


def submission(uuid, national_id, **files):
    answers = "".join(f"<{kind}>{name}</{kind}>" for kind, name in files.items())
    return (
        f'<f xmlns:x="u"><person><full_name>منى حسن</full_name>'
        f"<national_id>{national_id}</national_id></person>"
        f"<programme>eg.takaful</programme><region>eg-01</region>{answers}"
        f"<meta><instanceID>uuid:{uuid}</instanceID></meta></f>"
    )


def test_a_bulk_archive_brings_its_answers_and_its_media(intake):
    paper = a_pdf()
    archive = zipped(
        {
            "sub/s1/submission.xml": submission(
                1, number_of_person(1), identity_card="test.pdf", sound_file="a.wav"
            ),
            "sub/s1/test.pdf": paper,
            "sub/s1/a.wav": b"RIFF0000WAVEfmt ",
            "sub/s2/submission.xml": submission(2, number_of_person(2), identity_card="test.pdf"),
            "sub/s2/test.pdf": paper,
        }
    )
    result = intake.takes(archive, "bulk.zip")
    assert account(result) == (2, 2, 0, 0)
    assert sorted((paper["kind"], paper["fault"]) for paper in intake.papers if paper["fault"]) == [
        ("medical_report", "unsupported")
    ]
    assert [same.rows for same in result.same_papers] == [(1, 2)]
    assert account(intake.takes(archive, "bulk.zip")) == (2, 0, 0, 2)


# ---- The public files, where they are beside the clone ---------------------------------------------------


def published(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"The public file {name} is not beside the clone.")
    return path.read_bytes()


def test_openg2p_households_are_refused_unless_foreign_identities_are_accepted(intake):
    content = published("04_openg2p_households_sample_data2.csv")
    strict = intake.takes(content)
    assert (account(strict), strict.plan.mapping.name) == ((200, 0, 200, 0), "openg2p")
    assert {one.expected for one in strict.refusals} == {"foreign_identity"}
    accepting = intake.takes(content, foreign_accepted=True)
    assert account(accepting) == (200, 200, 0, 0)
    assert account(intake.takes(content, foreign_accepted=True)) == (200, 0, 0, 200)
    assert counts_of(accepting.remarks) == {"foreign_identity": 200, "left_out": 200}
    assert {row["national_id"] for row in intake.rows()} == {None}
    incomes = {row["facts"]["monthly_income"] for row in intake.rows()}
    assert incomes == {"1562.50", "3125.00"}


def test_kobos_public_archive_names_nobody_and_its_papers_are_told_of(intake):
    result = intake.takes(published("05_kobo_bulk_submission_with_pdf_png_wav.zip"), "bulk.zip")
    assert account(result) == (2, 0, 2, 0)
    faults = {(one.facts["name"], one.facts["fault"]) for one in result.remarks if one.kind == "paper_fault"}
    assert ("wave.wav", "unsupported") in faults
    assert (1, 2) in [same.rows for same in result.same_papers if same.names == ("test.pdf",)]


def test_the_spdci_response_has_a_number_of_no_country(intake):
    content = published("07_spdci_social_search_response.json")
    result = intake.takes(content, "r.json", given={"programme": "sa.social_security", "region": "sa-01"})
    assert account(result) == (1, 0, 1, 0)
    assert expected_of(result) == [(1, "national_id", "national_number")]
    corrected = content.replace(b"0205202401", b"1058529940")
    result = intake.takes(corrected, "r.json", given={"programme": "sa.social_security", "region": "sa-01"})
    assert account(result) == (1, 1, 0, 0)
    facts = intake.rows()[0]["facts"]
    assert (facts["household_size"], facts["disability"], facts["marital_status"]) == (1, "none", "single")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("06_kobo_xlsform_for_05.xlsx", "xlsform"), ("09_egypt_governorates.csv", "no_mapping")],
)
def test_public_files_that_are_no_applications_are_answered(intake, name, kind):
    with pytest.raises(FileRefused, match=kind):
        intake.takes(published(name), name)

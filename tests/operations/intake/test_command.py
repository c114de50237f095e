"""`python -m operations import` and `template`: what is said, in both languages, and how it ends."""

import pytest
from click.testing import CliRunner

from casework.actors import System
from dashboard import office as process
from dashboard.settings import settings
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.intake import batches
from operations.intake.command import import_command
from operations.intake.template import template_command
from tests.operations.intake.conftest import a_row, csv_of, number_of_person


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MIZAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MIZAN_DEMO", "1")
    settings.cache_clear()
    (tmp_path / "home").mkdir()
    engine = make_engine(settings().database_url)
    migrate(engine)
    engine.dispose()
    yield lambda *arguments: CliRunner().invoke(import_command, [str(one) for one in arguments])
    process.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "طلبات.csv"
    rows = a_row(), a_row(national_id=number_of_person(1)), a_row(national_id="12")
    path.write_bytes(csv_of(*rows, separator=";").encode("cp1256"))
    return path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ar",
            ["قُرئ 3 = قُبل 2 + رُفض 1 + معروف من قبل 0", "«12»: المنتظر", "Windows-1256", "فاصلة منقوطة"],
        ),
        ("en", ["3 read = 2 accepted + 1 refused + 0 already known", "National number «12»", "semicolon"]),
    ],
)
def test_every_row_is_accounted_for_in_the_readers_language(run, file, language, said):
    answer = run(file, "--language", language)
    assert [words for words in said if words not in answer.output] == []
    assert answer.exit_code == 1


def test_a_dry_run_writes_the_rejects_and_nothing_else(run, file, tmp_path):
    answer = run(file, "--dry-run", "--rejects", tmp_path / "rejects.csv", "--language", "en")
    assert "2 would be accepted + 1 would be refused" in answer.output
    assert (tmp_path / "rejects.csv").read_bytes().count(b"\r\n") == 2
    assert process.records().ask(batches, viewer=System()) == ()


def test_a_file_without_refusals_ends_well_twice(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(csv_of(a_row()), encoding="utf-8")
    assert [run(path).exit_code, run(path).exit_code] == [0, 0]
    assert [batch.known for batch in process.records().ask(batches, viewer=System())] == [1, 0]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (), "save it as .xlsx or CSV"),
        (b"a,b\n1,2\n", (), "No mapping knows these columns"),
        (b"a,b\n1,2\n", ("--mapping", "nothing"), "There is no mapping called"),
    ],
)
def test_a_file_that_cannot_be_imported_ends_with_two_and_advice(run, tmp_path, content, options, said):
    path = tmp_path / "x.xls"
    path.write_bytes(content)
    answer = run(path, *options, "--language", "en")
    assert answer.exit_code == 2
    assert said in answer.output


def test_a_mapping_file_of_ones_own_is_used(run, tmp_path):
    mapping, path = tmp_path / "own.toml", tmp_path / "x.csv"
    mapping.write_text(
        '[title]\nar = "لنا"\nen = "Ours"\n[constants]\nprogramme = "eg.takaful"\nregion = "eg-01"\n'
        '[[columns]]\nfact = "full_name"\nnames = ["N"]\n[[columns]]\nfact = "national_id"\nnames = ["I"]\n',
        encoding="utf-8",
    )
    path.write_text("N,I\nمنى,29001011201248\n", encoding="utf-8")
    answer = run(path, "--mapping", mapping, "--language", "en")
    assert "1 accepted" in answer.output
    assert "Ours" in answer.output


@pytest.mark.parametrize(("name", "code"), [("t.xlsx", 0), ("t.csv", 0), ("t.txt", 2)])
def test_the_template_is_written(tmp_path, name, code):
    answer = CliRunner().invoke(template_command, [str(tmp_path / name), "--language", "en"])
    assert answer.exit_code == code
    assert (tmp_path / name).exists() == (code == 0)

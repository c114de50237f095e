"""Settings: read once, wrong ones told in sentences, a live office never started weakly."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard import passwords
from dashboard.settings import Settings, WrongSettings, check, read_settings, variable
from dashboard.start_up import apology, may_start
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.staff import StaffDirectory
from operations.demo_staff import add_demo_staff
from tests.staffed import disable

GOOD = "correct-horse-battery-staple-and-more-0123456789"
SEAL = "another-horse-battery-staple-and-more-9876543210"
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"


def test_without_settings_everything_lies_in_one_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MIZAN_HOME", str(tmp_path))
    found = read_settings()
    assert found.database_url == f"sqlite:///{tmp_path}/mizan.db"
    assert found.documents.parent == tmp_path
    assert not found.demo


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_reached_through_psycopg(monkeypatch, scheme):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://mizan@db/mizan")
    assert read_settings().database_url == "postgresql+psycopg://mizan@db/mizan"


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("MIZAN_DEMO", "perhaps"), ("MIZAN_LOG_LEVEL", "x")]
)
def test_a_value_that_does_not_read_is_named_in_both_languages(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    told = apology(wrong.value)
    assert told.count(name) == 2
    assert "لم يبدأ ميزان" in told
    assert "Mizan did not start" in told


@pytest.mark.parametrize(
    ("demo", "secret", "fault"),
    [
        (False, "", "missing"),
        (False, "short", "weak"),
        (False, "a" * 60, "weak"),
        (True, "short", "weak"),
        (True, "", None),
        (False, GOOD, None),
    ],
)
def test_a_live_office_needs_a_secret_worth_the_name(demo, secret, fault):
    chosen = Settings(demo=demo, secret=secret, seal_secret=SEAL)
    if fault is None:
        check(chosen)
        return
    with pytest.raises(WrongSettings) as wrong:
        check(chosen)
    assert wrong.value.problems == (("MIZAN_SECRET", fault),)
    assert "MIZAN_SECRET" in apology(wrong.value)
    assert "{" not in apology(wrong.value)


def test_it_needs_a_second_one_for_the_seals():
    with pytest.raises(WrongSettings) as wrong:
        check(Settings(demo=False, secret=GOOD))
    assert wrong.value.problems == (("MIZAN_SEAL_SECRET", "missing"),)


def test_a_live_office_does_not_start_with_demo_accounts(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'mizan.db'}")
    migrate(engine)
    directory = StaffDirectory(engine, b"k" * 32)
    add_demo_staff(directory)
    live = Settings(demo=False, secret=GOOD, seal_secret=SEAL, home=tmp_path)
    with pytest.raises(WrongSettings, match="demo accounts"):
        may_start(live, directory)
    for account in directory.accounts():
        disable(directory, account.username, datetime.now(UTC))
    may_start(live, directory)
    engine.dispose()


def test_the_demo_password_cannot_become_anybodys():
    with pytest.raises(passwords.UnfitPassword, match="demo"):
        passwords.check(passwords.DEMO_PASSWORD, "amal")


def test_a_demo_office_makes_its_secret_once_and_hides_it(tmp_path):
    first = Settings(demo=True, home=tmp_path).key()
    assert Settings(demo=True, home=tmp_path).key() == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_live_office_needs_a_secret_of_its_own_for_the_seals_and_makes_none(tmp_path):
    live = Settings(demo=False, secret=GOOD, home=tmp_path)
    with pytest.raises(WrongSettings) as wrong:
        check(live)
    assert wrong.value.problems == (("MIZAN_SEAL_SECRET", "missing"),)
    with pytest.raises(WrongSettings):
        live.seal_key()
    assert list(tmp_path.iterdir()) == []


def test_a_demo_office_keeps_the_key_of_its_seals(tmp_path):
    first = Settings(demo=True, home=tmp_path)
    assert first.seal_key() == Settings(demo=True, home=tmp_path).seal_key() != first.key()


def test_the_secret_is_not_printed():
    assert GOOD not in repr(Settings(secret=GOOD, seal_secret=GOOD))


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_in_the_operators_book(field):
    assert f"`{variable(field)}`" in OPERATING.read_text()


def test_papers_lie_in_a_folder_or_in_a_bucket(tmp_path):
    assert Settings(home=tmp_path).documents == tmp_path / "documents"
    assert Settings(home=tmp_path, documents_at=str(tmp_path / "other")).documents == tmp_path / "other"
    found = Settings(
        home=tmp_path, documents_at="s3://papers/office/one/", s3_key="k", s3_endpoint="https://store.example"
    ).documents
    assert (found.name, found.prefix, found.key) == ("papers", "office/one", "k")


@pytest.mark.parametrize("where", ["gs://papers/office", "s3://", "s3://A_B/x", "ftp://x"])
def test_another_kind_of_store_is_refused(tmp_path, where):
    with pytest.raises(ValidationError, match="neither a folder"):
        Settings(home=tmp_path, documents_at=where)

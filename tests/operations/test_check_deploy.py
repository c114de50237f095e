"""What stands against opening an office: each check on a place where all is well, and on one where not."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from pydantic import SecretStr

from dashboard import settings as chosen
from dashboard.relay.settings import Ways
from dashboard.settings import ROOT, Settings
from data_access.engine import make_engine
from data_access.partitions import AHEAD, CASES_A_PART
from data_access.staff import StaffDirectory
from operations.__main__ import operations
from operations.check_deploy import CHECKS, findings
from operations.demo_staff import add_demo_staff
from operations.deployment import Place
from tests.staffed import disable

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
WELL = {
    "secret": SecretStr("kQ4v9Zp2Xw7Lr1Tn8Bd5Yc3Mf6Hj0Gs_a"),
    "seal_secret": SecretStr("another-Zp2Xw7Lr1Tn8Bd5Yc3Mf6Hj0Gs"),
    "tls": True,
    "hosts": "desk.example",
    "proxies": "10.1.2.3, 10.1.0.0/16",
}

WAYS = {
    "smtp_host": "mail.example",
    "smtp_from": "desk@mail.example",
    "sms_url": SecretStr("https://gateway.example/send"),
}


@pytest.fixture
def home(tmp_path: Path, migrated_file: Path) -> Path:
    """The folder of an office that is fit to be opened, but for its embedded database."""
    made = tmp_path / "home"
    made.mkdir(mode=0o750)
    shutil.copy(migrated_file, made)
    return made


def place(
    home: Path, *, config: Path | None = None, environment=None, backups=None, ways=None, **changed
) -> Place:
    return Place(
        Settings(home=home, **(WELL | changed)),
        config=config or ROOT / ".streamlit" / "config.toml",
        environment=environment or {},
        backups=backups,
        ways=Ways(**(WAYS | (ways or {}))),
        now=NOW,
    )


def plain_url(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")


def wrong(looked_at: Place) -> dict[str, str]:
    """The names of the checks that found something, and what."""
    found = {finding.check.name: finding.problem for finding in findings(looked_at) if finding.problem}
    looked_at.engine.dispose()
    return found


def test_a_well_office_is_told_only_that_its_database_is_a_file(home):
    assert wrong(place(home)) == {"kind of database": "it is SQLite"}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("MIZAN_SECRET", {"secret": SecretStr("")}),
        ("MIZAN_SECRET", {"secret": SecretStr("short")}),
        ("MIZAN_SECRET", {"secret": SecretStr("ababababababababababababababababababab")}),
        ("MIZAN_SEAL_SECRET", {"seal_secret": SecretStr("")}),
        ("MIZAN_SEAL_SECRET", {"seal_secret": WELL["secret"]}),
        ("log level", {"log_level": "DEBUG"}),
        ("TLS", {"tls": False}),
        ("MIZAN_HOSTS", {"hosts": ""}),
        ("MIZAN_HOSTS", {"hosts": "desk.example, *"}),
        ("MIZAN_PROXIES", {"proxies": "0.0.0.0/0"}),
        ("MIZAN_PROXIES", {"proxies": "10.1.2.3, ::/0"}),
        ("single sign-on", {"oidc_issuer": "http://provider.example"}),
    ],
)
def test_a_setting_that_stands_against_it_is_named(home, name, changed):
    found = wrong(place(home, **changed))
    assert set(found) == {name, "kind of database"}
    assert "kQ4v9" not in found[name]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("mail server", {"smtp_security": "none"}),
        ("SMS gateway", {"sms_url": SecretStr("http://gateway.example/?to=$to&text=$text")}),
        ("no way out", {"sms_url": SecretStr("")}),
        ("no way out", {"smtp_host": ""}),
    ],
)
def test_a_way_out_that_stands_against_it_is_named(home, name, ways):
    assert set(wrong(place(home, ways=ways))) == {name, "kind of database"}


def test_a_way_out_on_this_machine_needs_no_protection(home):
    here = {"smtp_host": "localhost", "smtp_security": "none", "sms_url": SecretStr("http://127.0.0.1:9/")}
    assert set(wrong(place(home, ways=here))) == {"kind of database"}
    assert set(wrong(place(home, ways=here, demo=True))) == {"demo mode", "kind of database"}


def test_invented_people_are_told_nothing(home):
    assert set(wrong(place(home, demo=True))) == {
        "demo mode", "messages of a demo office", "kind of database",
    }  # fmt: skip


def test_accounts_everybody_knows_and_accounts_a_password_alone_opens(home):
    directory = StaffDirectory(make_engine(f"sqlite:///{home / 'mizan.db'}"), b"k" * 32)
    add_demo_staff(directory)
    with directory.engine.begin() as connection:
        connection.execute(sa.text("UPDATE staff SET totp_secret = NULL WHERE username = 'samir'"))
        connection.execute(sa.text("UPDATE staff SET demo = false WHERE username != 'amal'"))
    found = wrong(place(home))
    assert found["demo accounts"] == "amal"
    assert found["second factors"] == "samir"
    disable(directory, "amal", NOW)
    assert "demo accounts" not in wrong(place(home))
    directory.engine.dispose()


def test_a_database_that_is_not_there_or_not_new_is_told(home):
    (home / "mizan.db").unlink()
    found = wrong(place(home))
    assert found["migrations"] == "some are due"
    assert "could not be looked at" in found["demo accounts"]
    nowhere = wrong(place(home, database="postgresql://nobody@127.0.0.1:1/none"))
    assert nowhere["database"] == "it does not answer"
    assert "kind of database" not in nowhere


def test_what_others_on_the_machine_can_read(home):
    (home / "secret").write_text("x")
    (home / "secret").chmod(0o640)
    home.chmod(0o755)
    found = wrong(place(home))
    assert {"home folder", "files of secrets"} <= set(found)
    (home / "secret").chmod(0o600)
    home.chmod(0o750)
    assert "files of secrets" not in wrong(place(home))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("[server]\nenableAgentApi = true\n[runner]\n", "server.enableAgentApi"),
        ("[server]\nenableCORS = false\n", "server.enableCORS"),
        ("", "server.maxUploadSize"),
    ],
)
def test_options_of_streamlit_that_differ(home, tmp_path, changed, named):
    (config := tmp_path / "config.toml").write_text(changed)
    assert named in wrong(place(home, config=config))["Streamlit's options"]


@pytest.mark.parametrize(("value", "told"), [("false", True), ("true", False)])
def test_an_option_in_the_environment_counts(home, value, told):
    found = wrong(place(home, environment={"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": value}))
    assert ("Streamlit's options" in found) is told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://mizan@127.0.0.1:1/mizan", False),
        ("postgresql://mizan@/mizan?host=/run/postgresql&port=1", False),
        ("postgresql://mizan@10.255.255.1:1/mizan?connect_timeout=1", True),
        ("postgresql://mizan@10.255.255.1:1/mizan?connect_timeout=1&sslmode=prefer", True),
        ("postgresql://mizan@10.255.255.1:1/mizan?connect_timeout=1&sslmode=verify-full", False),
    ],
)
def test_a_database_elsewhere_is_reached_encrypted(home, url, told):
    check = next(check for check in CHECKS if check.name == "way to the database")
    assert bool(check.wrong(place(home, database=url))) is told


def test_a_backup_of_today(home, tmp_path):
    (backups := tmp_path / "backups").mkdir()
    assert wrong(place(home, backups=backups))["backup"].startswith("there is none")
    (backups / f"mizan-{NOW - timedelta(hours=30):%Y%m%dT%H%M%SZ}").mkdir()
    assert wrong(place(home, backups=backups))["backup"].startswith("the newest is of 2026-11-24")
    (backups / f"mizan-{NOW - timedelta(hours=2):%Y%m%dT%H%M%SZ}").mkdir()
    assert "backup" not in wrong(place(home, backups=backups))


def test_the_owner_of_the_records_could_change_them(engine, tmp_path):
    if engine.dialect.name != "postgresql":
        pytest.skip("of SQLite another check speaks")
    found = wrong(place(tmp_path, database=plain_url(engine)))
    assert found["records only added to"] == "the desk's role could change what was recorded"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_few_parts_of_the_journal_ahead_are_told(engine, tmp_path):
    looked_at = place(tmp_path, database=plain_url(engine))
    assert "parts of the journal" not in wrong(looked_at)
    last = (AHEAD + 1) * CASES_A_PART
    with engine.begin() as connection:
        for start in range(3 * CASES_A_PART, last, CASES_A_PART):
            connection.exec_driver_sql(f"DROP TABLE journal_p{start // CASES_A_PART}")
    found = wrong(looked_at)["parts of the journal"]
    assert found == "2 lie ahead of the newest case"
    assert next(check for check in CHECKS if check.name == "parts of the journal").warning
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SET session_replication_role = replica"
        )  # No case stands behind the line.
        connection.exec_driver_sql(
            f"INSERT INTO journal (application_id, version, kind, at, actor_kind, actor, seal, facts) "
            f"VALUES ({last}, 1, 'received', now(), 'system', 'system', 'x', '{{}}')"
        )
    assert wrong(looked_at)["parts of the journal"].startswith("lines lie in journal_beyond")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_replica_that_is_silent_or_follows_nobody_is_told(engine, tmp_path):
    here = plain_url(engine)
    for url, told in (
        ("postgresql://mizan@127.0.0.1:9/mizan", "it could not be looked at (StorageError)"),
        (here, "it follows no primary"),
    ):
        assert wrong(place(tmp_path, database=here, replica_url=url))["replica"] == told


@pytest.mark.parametrize("well", [True, False])
def test_the_command_says_all_and_fails_with_anything(home, monkeypatch, well):
    for name, value in {
        "MIZAN_HOME": str(home),
        "MIZAN_SECRET": WELL["secret"].get_secret_value(),
        "MIZAN_SEAL_SECRET": WELL["seal_secret"].get_secret_value(),
        "MIZAN_TLS": "1",
        "MIZAN_HOSTS": "desk.example" if well else "*",
    }.items():
        monkeypatch.setenv(name, value)
    chosen.settings.cache_clear()
    answer = CliRunner().invoke(operations, ["check-deploy"])
    chosen.settings.cache_clear()
    assert answer.exit_code == (0 if well else 1), answer.output
    assert all(check.name in answer.output for check in CHECKS)
    assert WELL["secret"].get_secret_value() not in answer.output
    assert ("MIZAN_HOSTS: the desk answers to any name" in answer.output) is not well

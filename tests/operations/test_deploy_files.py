"""The files of `deploy/`: each is read by what it is for, and names nothing that is not there."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from dashboard.relay.settings import Ways
from dashboard.relay.settings import variable as way_variable
from dashboard.settings import Settings, variable
from operations.__main__ import COMMANDS, operations
from operations.configure import DEPLOY, NotFilled, filled, read_values

SETTINGS = {*map(variable, Settings.model_fields), *map(way_variable, Ways.model_fields)}
UNITS = sorted((DEPLOY / "systemd").iterdir())


class Unit(configparser.RawConfigParser):
    """Names keep their capitals, and one that is given twice is given twice."""

    def __init__(self) -> None:
        super().__init__(strict=False)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> Unit:
    found = Unit()
    found.read(path)
    return found


@pytest.mark.parametrize("values", ["cluster.env", "compose.env"])
def test_every_file_is_filled_and_only_its_owner_reads_the_password(tmp_path, values):
    said = CliRunner().invoke(operations, ["configure", str(tmp_path), "--values", str(DEPLOY / values)])
    assert said.exit_code == 0, said.output
    written = [Path(line) for line in said.output.splitlines()]
    assert len(written) == 6
    for path in written:
        assert "${MIZAN" not in path.read_text()
        secret = "change-me" in path.read_text()
        assert secret == (path.name == "userlist.txt")
        assert not (secret and path.stat().st_mode & 0o077)


def test_what_nobody_gave_is_named():
    values = {
        name: value for name, value in read_values(DEPLOY / "cluster.env").items() if "HOST" not in name
    }
    with pytest.raises(NotFilled, match="MIZAN_HOST"):
        filled("nginx.conf", values)


@pytest.mark.parametrize("file", ["desk.env", "owner.env"])
def test_the_desks_settings_are_settings(file):
    assert set(read_values(DEPLOY / file)) <= SETTINGS


def test_the_desks_settings_read(monkeypatch):
    for name, value in (read_values(DEPLOY / "desk.env") | {"MIZAN_HOME": "/tmp"}).items():  # noqa: S108 - is not made.
        monkeypatch.setenv(name, value)
    found = Settings()
    assert found.tls
    assert found.documents.name == "mizan-papers"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is(path):
    found = unit(path)
    assert found["Unit"]["Description"].startswith("Mizan")
    if path.suffix == ".service":
        _, _, command = found["Service"]["ExecStart"].partition("-m operations ")
        assert command.split()[0] in COMMANDS
    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_units(tmp_path):
    for path in UNITS:
        # Where the desk is installed, and its user, are not on this machine.
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
        text = text.replace("/opt/mizan", "/tmp").replace("User=mizan", "User=root")  # noqa: S108
        (tmp_path / path.name.replace("@.", "@8501.")).write_text(text)
    files = [str(path) for path in tmp_path.iterdir() if path.suffix != ".target"]
    said = subprocess.run(["systemd-analyze", "verify", *files], check=False, capture_output=True, text=True)
    ours = [line for line in said.stderr.splitlines() if "mizan" in line and "not-found" not in line]
    assert ours == [], said.stderr


def test_compose_names_only_parts_and_settings_that_there_are():
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = told["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= set(services), name
        if "desk" in service.get("build", {}).get("target", ""):
            assert set(service["environment"]) <= SETTINGS
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            made = source.startswith("./filled") or source in told["volumes"] or source == "./tls"
            assert made or (DEPLOY / source).is_file(), volume
    values = read_values(DEPLOY / "compose.env")
    assert {values["MIZAN_PRIMARY_HOST"], values["MIZAN_REPLICA_HOST"]} <= set(services)
    assert set(re.findall(r"server (\S+?):", values["MIZAN_DESKS"])) <= set(services)

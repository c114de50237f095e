"""What containers are made of: run here without them, as the users and with the folders they have there."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml

from dashboard.settings import ROOT
from data_access.bucket import Bucket
from data_access.documents import DocumentStore
from operations.bench.cluster import Cluster, NoPostgres, throwaway_cluster
from operations.bench.loopback import HOST, comes_up, free_port
from operations.configure import DEPLOY, filled, read_values

COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
VALUES = read_values(DEPLOY / "compose.env")
LEFT_OUT = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
PRIMARY = "CREATE ROLE mizan_replicator LOGIN REPLICATION PASSWORD 'copy'"


def is_left_out(path: str) -> bool:
    """Whether a file of the checkout is not given to the builder of the image."""
    steps = Path(path).parts
    return any(
        fnmatch("/".join(steps[:depth]), pattern)
        or (pattern.startswith("**/") and fnmatch(steps[depth - 1], pattern[3:]))
        for depth in range(1, len(steps) + 1)
        for pattern in LEFT_OUT
    )


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", ".venv/bin/python", "var/mizan.db", "var/documents/originals/ab", ".env"),
        *("deploy/.env", "deploy/desk.env", "deploy/filled/userlist.txt", "deploy/tls/desk.key"),
        *("casework/__pycache__/actors.pyc", "mizan.egg-info/PKG-INFO", "tests/conftest.py"),
    ],
)
def test_no_history_no_data_and_no_secret_gets_into_the_image(path):
    assert is_left_out(path)


def test_all_that_the_desk_runs_gets_into_the_image():
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        pytest.skip("not a checkout")
    needed = ("casework", "dashboard", "data_access", "operations", "pages", "static", "ui", ".streamlit")
    files = [one for one in told.stdout.splitlines() if one.split("/")[0] in needed]
    assert len({one.split("/")[0] for one in files}) == len(needed)
    assert [one for one in [*files, "requirements.txt", "pyproject.toml"] if is_left_out(one)] == []


def test_what_compose_asks_for_is_in_the_file_it_is_given():
    assert set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text())) <= set(VALUES)


def test_who_is_built_and_what_is_read_is_there():
    stages = [
        line.split(" AS ")[1].strip()
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("FROM")
    ]
    for name, service in SERVICES.items():
        if built := service.get("build"):
            assert (DEPLOY / built["context"] / built["dockerfile"]).is_file(), name
            assert built["target"] in stages
        if file := service.get("env_file"):
            assert (DEPLOY / file).is_file(), name
        targets = {volume.split(":")[1] for volume in service.get("volumes", [])}
        assert {word for word in service.get("entrypoint", []) if word.startswith("/")} <= targets, name
    named = {volume.split(":")[0] for one in SERVICES.values() for volume in one.get("volumes", [])}
    assert {one for one in named if not one.startswith("./")} == set(COMPOSE["volumes"])


def test_promised_addresses_are_nobody_elses():
    told = COMPOSE["networks"]["default"]["ipam"]["config"][0]
    promised = {
        name: ip_address(service["networks"]["default"]["ipv4_address"])
        for name, service in SERVICES.items()
        if "networks" in service
    }
    assert set(promised) == {"nginx", "desk-1", "desk-2"}
    assert len(set(promised.values())) == len(promised)
    assert all(one in ip_network(told["subnet"]) for one in promised.values())
    assert not any(one in ip_network(told["ip_range"]) for one in promised.values())
    assert SERVICES["desk-1"]["environment"]["MIZAN_PROXIES"] == str(promised["nginx"])
    for network in ("POOLER", "DESK", "REPLICA"):
        assert VALUES[f"MIZAN_{network}_NETWORK"] == told["subnet"]


def test_the_bucket_of_the_store_is_the_desks():
    documents = read_values(DEPLOY / "desk.env")["MIZAN_DOCUMENTS"]
    assert documents.removeprefix("s3://").split("/")[0] == SERVICES["store"]["environment"]["MIZAN_BUCKET"]


def test_the_store_makes_its_bucket_and_keeps_papers_in_it(tmp_path):
    program = Path(sys.executable).parent
    if not (program / "rclone").exists():
        missing("rclone")
    port = free_port()
    told = {
        "PATH": f"{program}:{os.environ['PATH']}",
        "MIZAN_SERVED": str(tmp_path),
        "MIZAN_BUCKET": "mizan-papers",
        "MIZAN_STORE_LISTEN": f"{HOST}:{port}",
        "MIZAN_S3_KEY": "key",
        "MIZAN_S3_SECRET": "secret",
        "RCLONE_CONFIG": "/dev/null",
    }
    with running("store.sh", told) as server:
        assert comes_up(port, server, within=20)
        access = {"name": "mizan-papers", "prefix": "office", "endpoint": f"http://{HOST}:{port}"}
        store = DocumentStore(Bucket(**access, key="key", secret="secret"))
        kept = store.get(store.put(b"a paper"))
        stranger = DocumentStore(Bucket(**access, key="key", secret="guessed"))
        with pytest.raises(Exception, match="cannot be"):
            stranger.put(b"another")
    assert kept == b"a paper"


def test_the_replica_makes_a_copy_that_its_user_may_read_and_follows():
    with primary() as server, TemporaryDirectory(prefix="mizan-replica-") as held:
        volume, settings = folders(Path(held))
        told = surroundings(server, volume, settings)
        # What a copy that was cut off left behind.
        (volume / "copy.unfinished").mkdir()
        (volume / "copy.unfinished" / "PG_VERSION").write_text("15\n")
        own(volume, server)
        for _start in range(2):
            with running("replica.sh", told, **server.as_user):
                follows(server, volume / "copy" / "postmaster.pid")
        copy = volume / "copy"
        assert copy.stat().st_mode & 0o777 == 0o700
        assert copy.stat().st_uid == volume.stat().st_uid
        assert (copy / "standby.signal").exists()
        assert (copy / "postgresql.auto.conf").stat().st_mode & 0o077 == 0
        assert not (volume / "copy.unfinished").exists()


def folders(held: Path) -> tuple[Path, Path]:
    """A volume as PostgreSQL's image makes it, open to all, and the settings of a replica."""
    held.chmod(0o755)
    volume, settings = held / "volume", held / "settings"
    volume.mkdir()
    volume.chmod(0o1777)
    settings.mkdir()
    (settings / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
    return volume, settings


def surroundings(server: Cluster, volume: Path, settings: Path) -> Mapping[str, str]:
    values = {**VALUES, "MIZAN_REPLICA_PORT": str(free_port()), "MIZAN_REPLICA_LISTEN": HOST}
    text = filled("postgresql/replica.conf", values)
    (settings / "replica.conf").write_text(f"{text}\nunix_socket_directories = ''\n")
    return {
        "PATH": f"{server.binaries}:{os.environ['PATH']}",
        "PGDATA": str(volume),
        "PGPASSWORD": "copy",
        "MIZAN_SETTINGS": str(settings),
        "MIZAN_PRIMARY_HOST": HOST,
        "MIZAN_PRIMARY_PORT": str(server.port),
    }


def own(volume: Path, server: Cluster) -> None:
    """Give what lies in a volume to the user of the server, where tests run as another."""
    if "user" in server.as_user:
        for one in (volume, *volume.rglob("*")):
            os.chown(one, server.as_user["user"], server.as_user["group"])


def follows(server: Cluster, started: Path) -> None:
    question = "SELECT string_agg(application_name || state, ' ') FROM pg_stat_replication"
    until = time.monotonic() + 30
    while asked(server, question) != "mizan_replicastreaming" or not started.exists():
        assert time.monotonic() < until, "nobody follows"
        time.sleep(0.1)


def asked(server: Cluster, statement: str) -> str:
    words = [server.binaries / "psql", server.url, "-Atqc", statement]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def primary() -> Iterator[Cluster]:
    try:
        with throwaway_cluster() as server:
            asked(server, PRIMARY)
            yield server
    except NoPostgres as absent:
        missing(str(absent))


@contextmanager
def running(script: str, told: Mapping[str, str], **as_user: object) -> Iterator[subprocess.Popen[bytes]]:
    """A script of `deploy/` with this environment and no other, until the context ends."""
    server = subprocess.Popen(["sh", DEPLOY / script], env=told, **{"cwd": "/", **as_user})
    try:
        yield server
    finally:
        server.terminate()
        server.wait(20)


def missing(what: str) -> None:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is missing")

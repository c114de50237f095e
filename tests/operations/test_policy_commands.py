"""`archive` and `policy` as they are typed: what they print, and what they say where something is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard import office
from data_access.migrate import migrate
from operations.archive import archive_command
from operations.bench.object_store import throwaway_bucket
from operations.policy import policy_command
from tests.data_access.mixed_acts import Mixed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MIZAN_HOME", str(tmp_path))
    monkeypatch.setenv("MIZAN_DEMO", "1")
    office.settings.cache_clear()
    migrate(office.engine())
    yield tmp_path
    office.close()


def archive(*words: str) -> Result:
    return CliRunner().invoke(archive_command, words)


def policy(*words: str) -> Result:
    return CliRunner().invoke(policy_command, words)


def test_what_is_archived_can_be_asked(home: Path) -> None:
    Mixed(office.engine()).acts(200)
    done = archive("--closed-before", "2026-11-01")
    assert done.exit_code == 0, done.output
    assert "Months read" in done.stdout
    assert archive("--check").stdout.startswith("Whole.")
    rounded, exact = policy("reasons"), policy("reasons", "--exact")
    assert " – " in rounded.stdout
    assert " – " not in exact.stdout
    assert policy("reasons", "--live", "--programme", "eg.takaful", "--since", "2026-03").exit_code == 0
    out = home / "outcomes.csv"
    assert policy("outcomes", "--live", "--exact", "--out", str(out)).exit_code == 0
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["rejected"]) + int(row["asked"]) for row in rows) > 10


def test_an_archive_lies_in_the_store_of_the_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Mixed(office.engine()).acts(120)
    with throwaway_bucket() as bucket:
        told = {"ENDPOINT": bucket.endpoint, "KEY": bucket.key, "SECRET": bucket.secret}
        for name, value in told.items():
            monkeypatch.setenv(f"MIZAN_S3_{name}", value)
        office.settings.cache_clear()
        place = f"s3://{bucket.name}/archive"
        done = archive(place, "--closed-before", "2026-11-01")
        assert done.exit_code == 0, done.output
        assert archive(place, "--check").stdout.startswith("Whole.")
        there = policy("reasons", "--archive", place, "--exact")
        assert archive("--closed-before", "2026-11-01").exit_code == 0
        assert there.stdout == policy("reasons", "--exact").stdout
        assert there.exit_code == 0


def test_what_cannot_be_done_is_said(home: Path) -> None:
    for result, said in (
        (archive(), "Say --closed-before DAY, or --check."),
        (archive("--check"), "Nothing is archived in"),
        (archive("--closed-before", "2999-01-01"), "is not over"),
        (archive("nowhere://x", "--closed-before", "2026-01-01"), "nowhere://x cannot be reached"),
        (archive(str(home / "mizan.db"), "--closed-before", "2026-01-01"), "mizan.db"),
        (policy("time"), "there is nothing to ask"),
        (policy("time", "--live", "--out", str(home / "no" / "out.csv")), "cannot be written"),
        (policy("who"), "'who' is not one of"),
        (policy("time", "--since", "yesterday"), "does not match the format"),
    ):
        assert result.exit_code in {1, 2}, result.output
        assert said in result.output
        assert "Traceback" not in result.output

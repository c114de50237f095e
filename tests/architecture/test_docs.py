"""The documents say what the code does, or these tests fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from casework.permissions import Permission
from dashboard.relay.settings import Ways
from dashboard.relay.settings import variable as way_variable
from dashboard.settings import Settings, variable
from operations.__main__ import operations
from operations.figures import FIGURES, figures_page
from operations.lifecycle import LIFECYCLE, lifecycle_page
from operations.permissions import PERMISSIONS, REACH, permissions_page
from tests.architecture.source import ROOMS, ROOT

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("command", list(commands(operations)))
def test_every_command_is_documented(command: str) -> None:
    assert command in (DOCS / "operating.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "setting", sorted([*map(variable, Settings.model_fields), *map(way_variable, Ways.model_fields)])
)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting}`" in (DOCS / "operating.md").read_text(encoding="utf-8")


def test_the_lifecycle_page_is_the_lifecycle() -> None:
    assert LIFECYCLE.read_text(encoding="utf-8") == lifecycle_page(), "run `python -m operations lifecycle`"


def test_the_page_of_permissions_is_the_table() -> None:
    assert set(REACH) == set(Permission)
    assert PERMISSIONS.read_text(encoding="utf-8") == permissions_page(), (
        "run `python -m operations permissions`"
    )


def test_the_page_of_figures_is_the_definitions() -> None:
    assert FIGURES.read_text(encoding="utf-8") == figures_page(), "run `python -m operations figures`"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_on_the_map(room: str) -> None:
    assert f"`{room}/`" in (DOCS / "map.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("decision", [path.name for path in DECISIONS])
def test_every_decision_is_found_from_the_map(decision: str) -> None:
    assert f"decisions/{decision}" in (DOCS / "map.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page) -> None:
    dead = [
        link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()
    ]
    assert dead == []

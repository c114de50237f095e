"""Who may know whom, beyond what the import contracts of pyproject.toml can say."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, files_of, imported_by, name_of, public_functions

USE_CASES = [path for path in files_of("casework/use_cases") if path.name != "__init__.py"]
QUERIES = [path for path in files_of("data_access/queries") if path.name != "__init__.py"]


@pytest.mark.parametrize("file", files_of("casework"), ids=name_of)
def test_the_rules_stand_on_the_standard_library_alone(file: Path) -> None:
    known = {"casework", *sys.stdlib_module_names}
    assert {name for name in imported_by(file) if name.partition(".")[0] not in known} == set()


@pytest.mark.parametrize("file", files_of("pages"), ids=name_of)
def test_a_page_knows_no_table_and_no_transaction(file: Path) -> None:
    # It asks a query or acts a use case; everything else of the memory is none of its business.
    allowed = ("data_access.queries", "data_access.staff")
    of_memory = {name for name in imported_by(file) if name.partition(".")[0] == "data_access"}
    assert {name for name in of_memory if not name.startswith(allowed)} == set()


@pytest.mark.parametrize("file", files_of("pages"), ids=name_of)
def test_a_page_knows_no_database_and_of_the_operations_only_the_intake(file: Path) -> None:
    imported = set(imported_by(file))
    assert {name for name in imported if name.startswith(("sqlalchemy", "alembic", "psycopg"))} == set()
    assert {name for name in imported if name.startswith("operations") and "intake" not in name} == set()


def test_every_room_is_under_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms <= set(contracts["root_packages"])
    assert {"pages", *rooms} == set(ROOMS)


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_every_query_says_who_is_looking(file: Path) -> None:
    blind = [
        function.name
        for function in public_functions(file)
        if names(function.args.args)[:1] == ["connection"] and "viewer" not in names(function.args.kwonlyargs)
    ]
    assert blind == []


@pytest.mark.parametrize("file", USE_CASES, ids=name_of)
def test_every_use_case_takes_command_unit_actor_and_clock(file: Path) -> None:
    odd = {
        function.name
        for function in public_functions(file)
        if names(function.args.args)[:1] == ["command"]
        and names(function.args.args) != ["command", "unit", "by", "now"]
    }
    assert odd == set()


@pytest.mark.parametrize("file", USE_CASES, ids=name_of)
def test_every_use_case_of_staff_asks_for_a_permission(file: Path) -> None:
    unasked = [
        function.name
        for function in public_functions(file)
        if names(function.args.args)[:1] == ["command"] and takes_staff(function) and not asks(function)
    ]
    assert unasked == []


def names(arguments: list[ast.arg]) -> list[str]:
    return [argument.arg for argument in arguments]


def takes_staff(function: ast.FunctionDef) -> bool:
    by = next((argument for argument in function.args.args if argument.arg == "by"), None)
    return by is not None and by.annotation is not None and "Staff" in ast.unparse(by.annotation)


def asks(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "must_be_allowed" for node in ast.walk(function)
    )

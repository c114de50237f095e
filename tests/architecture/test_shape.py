"""What a file may look like, and what only one file may do."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.source import ROOMS, ROOT, files_of, name_of, tree_of

LONGEST_PAGE: Final = 80
LONGEST_FILE: Final = 300
LONGEST_NAMED: Final = 500
# A longer file says here why it is still one file.
LONGER: Final = {
    "casework/applications/application.py": "the aggregate: everything that may happen to a case",
    "casework/ports.py": "what a transaction offers the rules, one short protocol each",
    "casework/errors.py": "a list of facts, one class a refusal",
    "casework/use_cases/staff.py": "nine short acts on an account share who may do them and what goes back",
    "casework/statistics/course.py": "one fold over the journal, a method for each kind of line",
    "data_access/migrations/versions/0001_review_desk.py": "the first migration makes every table",
    "data_access/queries/case.py": "one screen in a fixed number of statements",
    "data_access/queries/caseworker.py": "every list of the desk shares one set of conditions",
    "data_access/repositories/applications.py": "one row mapping: reading and writing agree",
    "data_access/staff.py": "accounts, competence and sessions change in one transaction each",
    "data_access/tables.py": "every table in one place, each odd column beside its reason",
    "operations/demo/life.py": "the invented lives, one function a fate",
    "operations/demo/papers.py": "the specimen papers, one function a kind",
    "operations/demo/people.py": "the invented households, one function a cause",
    "operations/drills/hostile/broken.py": "one function for each way to exhaust who opens a paper",
    "operations/intake/fields.py": "what a foreign cell can mean, one function a kind of field",
    "ui/intake_words.py": "a table of sentences, one a refusal of the intake",
    "ui/labels.py": "a table of words, not logic",
    "ui/messages.py": "a table of sentences, one a refusal and one a notice",
}
# What takes a reader's input and therefore must be found again by tests, styles and shortcuts.
WIDGETS: Final = {
    *(
        "button",
        "download_button",
        "form_submit_button",
        "text_input",
        "text_area",
        "number_input",
        "date_input",
    ),
    *("selectbox", "multiselect", "radio", "checkbox", "toggle", "segmented_control", "pills", "slider"),
    *("select_slider", "file_uploader", "data_editor", "chat_input"),
}
# `page.thing`, or `page.{number}` and the like for rows of a list.
KEY: Final = re.compile(r"[a-z_]+\.\S*")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("page", files_of("pages"), ids=name_of)
def test_a_page_says_who_asks_shows_acts_and_no_more(page: Path) -> None:
    assert lines_of(page) < LONGEST_PAGE


@pytest.mark.parametrize("file", files_of(*ROOMS), ids=name_of)
def test_a_file_fits_the_mind(file: Path) -> None:
    allowed = LONGEST_NAMED if name_of(file) in LONGER else LONGEST_FILE
    assert lines_of(file) <= allowed


@pytest.mark.parametrize("named", sorted(LONGER))
def test_a_long_file_is_excused_only_while_it_is_there(named: str) -> None:
    assert (ROOT / named).exists()


def test_only_one_file_names_the_session_state() -> None:
    naming = {
        name_of(path)
        for path in files_of(*ROOMS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "session_state"
    }
    assert naming == {"dashboard/session.py"}


@pytest.mark.parametrize("shell", ["dashboard", "portal"])
def test_no_pages_folder_stands_beside_an_entrypoint(shell: str) -> None:
    # Streamlit would serve what is in it on a cold process, without the entrypoint and so without its gate.
    assert not (ROOT / shell / "pages").exists()


def test_the_root_holds_no_entrypoint() -> None:
    # The same trap the other way round: `pages/` stands at the root.
    assert [path.name for path in ROOT.glob("*.py")] == []


CONSTANTS: Final = {
    target.id: node.value.value
    for path in files_of("pages", "dashboard")
    for node in tree_of(path).body
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
    for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    if isinstance(target, ast.Name)
}


def keyless(path: Path, *, handed_in: bool = False) -> list[str]:
    """Where a widget has no key of the form `page.thing`; some pieces are handed theirs by a page."""
    return [
        f"{name_of(path)}:{node.lineno} {node.func.attr}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WIDGETS
        and not is_named(
            next((word.value for word in node.keywords if word.arg == "key"), None), handed_in=handed_in
        )
    ]


def is_named(key: ast.expr | None, *, handed_in: bool) -> bool:
    """Whether a key begins with a page and a dot, as far as can be read without running it."""
    begun = beginning(key)
    return handed_in if begun is None and key is not None else bool(KEY.match(begun or ""))


def beginning(key: ast.expr | None) -> str | None:
    """What is certain of a key: a text, a constant, or an f-string up to its first value; else None."""
    if isinstance(key, ast.JoinedStr) and key.values:
        return beginning(key.values[0])
    if isinstance(key, ast.Name) and key.id.isupper():
        return str(CONSTANTS.get(key.id, ""))
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def test_every_widget_bears_the_name_of_its_page() -> None:
    assert [place for path in files_of("pages") for place in keyless(path)] == []


def test_the_widgets_of_the_forms_bear_it_too_or_are_handed_it() -> None:
    assert [place for path in files_of("dashboard") for place in keyless(path, handed_in=True)] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('st.button("Go", key="queue.go")', 0),
        ('st.button("Go", key=f"queue.row.{n}")', 0),
        ('st.button("Go")', 1),
        ('st.button("Go", key="go")', 1),
        ('st.button("Go", key=f"{n}.go")', 1),
    ],
)
def test_the_search_for_keyless_widgets_finds_them(
    code: str, found: int, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("tests.architecture.test_shape.name_of", lambda path: path.name)
    (page := tmp_path / "page.py").write_text(code)
    assert len(keyless(page)) == found

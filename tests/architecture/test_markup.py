"""What somebody typed is never Markdown or HTML, as far as a machine can watch it.

Streamlit reads Markdown in alerts, captions, headings, labels, tabs and toasts. What stands there is worded
by the catalogue, or a label of a code, or passes through `literal`. What stands in `st.html` is made by the
functions of `ui.components`, or is escaped where it is put in.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

import pytest

from tests.architecture.source import files_of, name_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ_MARKDOWN: Final = {
    *("markdown", "write", "caption", "title", "header", "subheader", "toast", "badge", "metric"),
    *("error", "warning", "info", "success", "expander", "popover", "status", "spinner", "dialog"),
    *("button", "link_button", "page_link", "download_button", "form_submit_button", "checkbox", "toggle"),
    *("radio", "segmented_control", "pills", "selectbox", "multiselect", "text_input", "text_area"),
    *("number_input", "date_input", "file_uploader"),
}
# What people typed, by the names it goes by in the code. These never reach a place that reads Markdown bare.
TYPED: Final = {
    *("full_name", "note", "address", "email", "original_name", "name_ar", "name_en", "external_id", "facts"),
    *("username", "names", "query_params", "message", "iban", "phone", "national_id", "answer"),
}
# Calls that give what people typed, or a sentence with it in.
GIVES_TYPED: Final = {
    "name_of",
    "colleague",
    "told",
    "refusal_text",
    "file_refused",
    "refusal_sentence",
    "value_text",
}
# What the machine takes for typed and is not, and why.
NOT_TYPED: Final = {
    ("dashboard/forms/case_decision.py", "note"): "the label of the field for a note",
    (
        "dashboard/forms/second_factor.py",
        "username",
    ): "an attempt is counted by it; its sentence tells seconds",
}
SAFE: Final = {"literal", "escape", "isolated_literal"}


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def bare(  # noqa: C901 - one kind of expression after another.
    node: ast.AST, local: dict[str, list[ast.expr]], seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """What people typed in an expression, outside `literal` and the like; local names are followed."""
    if isinstance(node, ast.Call) and called(node) in SAFE:
        return
    if isinstance(node, ast.Call) and called(node) in GIVES_TYPED:
        yield called(node)
        return
    if isinstance(node, ast.Attribute) and node.attr in TYPED:
        yield node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in TYPED:
        yield str(node.slice.value)
    if isinstance(node, ast.Name) and node.id not in seen:
        for value in local.get(node.id, []):
            yield from bare(value, local, seen | {node.id})
    for child in ast.iter_child_nodes(node):
        yield from bare(child, local, seen)


def assignments(function: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        if (
            isinstance(node, (ast.AnnAssign, ast.NamedExpr))
            and isinstance(node.target, ast.Name)
            and node.value
        ):
            found.setdefault(node.target.id, []).append(node.value)
    return found


def scopes(tree: ast.Module) -> Iterator[tuple[ast.AST, dict[str, list[ast.expr]]]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions or [tree]:
        yield function, assignments(function)
    yield (
        ast.Module([one for one in tree.body if not isinstance(one, ast.FunctionDef)], []),
        assignments(tree),
    )


@pytest.mark.parametrize("file", files_of("pages", "dashboard"), ids=name_of)
def test_nothing_typed_is_read_as_markdown(file: Path) -> None:
    found = [
        f"line {call.lineno}: {what} in st.{called(call)}"
        for scope, local in scopes(tree_of(file))
        for call in calls(scope, READ_MARKDOWN)
        for what in (bare(call.args[0], local) if call.args else ())
        if (name_of(file), what) not in NOT_TYPED
    ]
    assert not found


@pytest.mark.parametrize("file", files_of("pages", "dashboard"), ids=name_of)
def test_nobody_turns_markup_on(file: Path) -> None:
    found = [
        f"line {node.value.lineno}"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.keyword) and node.arg in {"unsafe_allow_html", "unsafe_allow_javascript"}
    ]
    assert not found


@pytest.mark.parametrize("file", files_of("pages", "dashboard"), ids=name_of)
def test_nothing_typed_is_put_into_html_bare(file: Path) -> None:
    found = [
        f"line {call.lineno}: {what}"
        for scope, local in scopes(tree_of(file))
        for call in calls(scope, {"html"})
        for argument in call.args[:1]
        for text in ast.walk(argument)
        if isinstance(text, ast.FormattedValue)
        for what in bare(text.value, local)
    ]
    assert not found


def test_the_test_sees_what_it_should() -> None:
    tree = ast.parse(
        "def f(p):\n    said = _('By {n}').format(n=name_of(p))\n"
        "    st.caption(said)\n    st.info(literal(said))\n"
    )
    ((scope, local), *_rest) = scopes(tree)
    seen = [list(bare(call.args[0], local)) for call in calls(scope, READ_MARKDOWN)]
    assert seen == [["name_of"], []]

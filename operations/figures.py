"""`figures`: write docs/figures.md from the one source of definitions."""

from collections.abc import Iterator
from typing import Final

import click

from casework.words import Words
from dashboard.settings import ROOT
from ui.definitions import Definition, definitions

FIGURES: Final = ROOT / "docs" / "figures.md"
_TOP: Final = """\
# The figures and what they count · الأرقام وما تعدّه

Written by `python -m operations figures` from `ui/definitions.toml`; do not edit it by hand. The page
"Definitions" of the desk shows the same, and an exported file carries the definitions of what is in it.
"""


def figures_page() -> str:
    """The whole page, as it should stand in the documents."""
    known = definitions()
    lines = [_TOP, *_index()]
    for code, name in known.groups.items():
        lines += ["", f"## {name.en} · {name.ar}"]
        for one in known.of_group(code):
            lines += ["", *_figure(one)]
    return "\n".join(lines) + "\n"


def _index() -> Iterator[str]:
    known = definitions()
    for code, name in known.groups.items():
        links = " · ".join(f"[{one.title.en}](#{one.key})" for one in known.of_group(code))
        yield f"- **{name.en}**: {links}"


def _figure(one: Definition) -> Iterator[str]:
    yield f'<a id="{one.key}"></a>'
    yield ""
    yield f"### {one.title.en} · {one.title.ar}"
    yield ""
    yield one.text.en
    yield ""
    yield f'<p dir="rtl">{one.text.ar}</p>'
    yield ""
    yield "| | English | العربية |"
    yield "|---|---|---|"
    yield f"| key | `{one.key}` | |"
    for name, words in (
        ("formula", one.formula),
        ("unit", one.unit),
        ("told from", one.records),
        ("later changes", one.restated),
    ):
        if words:
            yield _row(name, words)
    if one.maths:
        yield f"| in signs | `{one.maths}` | |"
    if one.source:
        yield f"| source | {one.source} | |"


def _row(name: str, words: Words) -> str:
    return f"| {name} | {words.en} | {words.ar} |".replace("\n", " ")


@click.command("figures")
def figures_command() -> None:
    """Write docs/figures.md anew from the definitions."""
    FIGURES.write_text(figures_page(), encoding="utf-8")
    click.echo(f"Written: {FIGURES.relative_to(ROOT)}")

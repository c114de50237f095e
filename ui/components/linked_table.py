"""A table of figures in which every number can lead to the list behind it: real HTML, escaped, mirrored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCell:
    """A cell, worded; `href` is an address on this site.

    `note` is a sentence that stands small beside it; `numbers` are what stands in its braces, with addresses.
    """

    text: str
    href: str = ""
    note: str = ""
    numbers: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedTable:
    """A table: its caption, its heads (with the address of a definition, or ""), and rows.

    The first cell of a row names it; the others are numbers and stand at the end of their column.
    """

    caption: str
    heads: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[LinkedCell]]


def linked_table(table: LinkedTable) -> str:
    """The table as HTML; nothing in it is taken for markup."""
    heads = "".join(_head(text, href, number=at > 0) for at, (text, href) in enumerate(table.heads))
    rows = "".join(_row(row) for row in table.rows)
    caption = escape(table.caption)
    return (
        f'<div class="mizan-figure-table mizan-linked" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def link_html(text: str, href: str) -> str:
    """Text that leads somewhere on this site; only text where there is nowhere to go."""
    told = f"<bdi>{escape(text)}</bdi>"
    return f'<a class="mizan-link" href="{escape(href)}" target="_self">{told}</a>' if href else told


def sentence_html(sentence: str, **numbers: str) -> str:
    """A sentence of ours, escaped, with what stands in its braces as HTML."""
    return escape(sentence).format(**numbers)


def _head(text: str, href: str, *, number: bool) -> str:
    kind = ' class="number"' if number else ""
    told = f'<a href="{escape(href)}" target="_self">{escape(text)}</a>' if href else escape(text)
    return f'<th scope="col"{kind}>{told}</th>'


def _row(row: Sequence[LinkedCell]) -> str:
    name, *cells = row
    told = "".join(f'<td class="number">{_cell(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row">{_cell(name)}</th>{told}</tr>'


def _cell(cell: LinkedCell) -> str:
    if not cell.note:
        return link_html(cell.text, cell.href)
    numbers = {name: link_html(text, href) for name, (text, href) in cell.numbers.items()}
    note = sentence_html(cell.note, **numbers)
    return f'{link_html(cell.text, cell.href)} <span class="mizan-quiet">{note}</span>'

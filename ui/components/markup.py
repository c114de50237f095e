"""Small pieces of safe HTML: chips, isolated ids, lists of facts. Everything from outside is escaped here."""

from collections.abc import Iterable
from html import escape

from ui.labels import Chip


def chip_html(chip: Chip) -> str:
    """A chip: icon and word."""
    icon = f'<i aria-hidden="true">{escape(chip.icon)}</i>' if chip.icon else ""
    return f'<span class="mizan-chip {chip.tone}">{icon}<span>{escape(chip.text)}</span></span>'


def id_html(text: str) -> str:
    """A number or reference that keeps its own order and never breaks."""
    return f'<bdi class="mizan-id" dir="ltr">{escape(text)}</bdi>'


def text_html(text: str) -> str:
    """Somebody's words, escaped, in their own direction."""
    return f'<span dir="auto">{escape(text)}</span>'


def facts_html(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as a list; the values are HTML from the functions above, the names are plain."""
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    return f'<dl class="mizan-facts">{lines}</dl>'


def bar_html(pairs: Iterable[tuple[str, str]]) -> str:
    """The bar over a case: who and what, at a glance; the values are HTML from the functions above."""
    cells = "".join(
        f'<div><span class="what">{escape(name)}</span><span class="said">{value}</span></div>'
        for name, value in pairs
    )
    return f'<div class="mizan-bar">{cells}</div>'


def timeline_html(lines: Iterable[tuple[str, str, str]]) -> str:
    """What happened: (when, what, by whom or more) a line; all plain text."""
    items = "".join(
        f'<li><div class="when">{escape(when)}</div><div dir="auto">{escape(what)}</div>'
        + (f'<div class="when" dir="auto">{escape(more)}</div>' if more else "")
        + "</li>"
        for when, what, more in lines
    )
    return f'<ol class="mizan-timeline">{items}</ol>'


def preview_html(text: str, language: str) -> str:
    """A message or letter exactly as the citizen will read it."""
    direction = "rtl" if language == "ar" else "ltr"
    return f'<div class="mizan-preview" lang="{escape(language)}" dir="{direction}">{escape(text)}</div>'

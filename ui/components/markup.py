"""Small pieces of safe HTML: chips, isolated ids, lists of facts. Everything from outside is escaped here."""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from casework.written import closed
from ui.labels import Chip


def chip_html(chip: Chip) -> str:
    """A chip: icon and word."""
    icon = f'<i aria-hidden="true">{escape(chip.icon)}</i>' if chip.icon else ""
    return f'<span class="mizan-chip {chip.tone}">{icon}<span>{escape(chip.text)}</span></span>'


def id_html(text: str) -> str:
    """A number or reference that keeps its own order and never breaks."""
    return f'<bdi class="mizan-id" dir="ltr">{escape(text)}</bdi>'


def text_html(text: str) -> str:
    """Somebody's words, escaped, in their own direction; what they turn round ends where they end."""
    return f'<span dir="auto">{escape(closed(text))}</span>'


def facts_html(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as a list; the values are HTML from the functions above, the names are plain."""
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    return f'<dl class="mizan-facts">{lines}</dl>'


def section_html(title: str, inside: str) -> str:
    """A heading and what stands under it, in one piece; `inside` is HTML from the functions of this file."""
    return f'<section class="mizan-section"><h3>{escape(title)}</h3>{inside}</section>'


def quiet_html(text: str) -> str:
    """A remark in small, such as that there is nothing to show."""
    return f'<p class="mizan-quiet mizan-small">{escape(text)}</p>'


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
        f'<li><div class="when">{escape(when)}</div><div dir="auto">{escape(closed(what))}</div>'
        + (f'<div class="when" dir="auto">{escape(closed(more))}</div>' if more else "")
        + "</li>"
        for when, what, more in lines
    )
    return f'<ol class="mizan-timeline">{items}</ol>'


def preview_html(text: str, language: str) -> str:
    """A message or letter exactly as the citizen will read it."""
    direction = "rtl" if language == "ar" else "ltr"
    return f'<div class="mizan-preview" lang="{escape(language)}" dir="{direction}">{escape(text)}</div>'


_MARKS: Final = re.compile(
    r"[\\`*_{}\[\]<>#~|$&]|:(?=\S)|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]"
)
_FOUND_LATER: Final = re.compile(
    r"(?<=:)(?=\S)|(?<=\S)(?=@)|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=[<>~])(?=[-=])", re.IGNORECASE
)


def literal(text: str) -> str:
    r"""The text for a place that reads Markdown (alerts, captions, headings, labels), shown as it is.

    Every mark is escaped. What the browser looks for after it has read the marks (bare addresses, `:icons:`,
    arrows) is parted by a character that nobody sees, for there is no other way to keep it from being found.

    >>> literal("**b**")
    '\\*\\*b\\*\\*'
    """
    lines = (_FOUND_LATER.sub("\u2060", line.strip()) for line in closed(text).splitlines())
    return "\n\n".join(_MARKS.sub(lambda mark: f"\\{mark[0]}", line) for line in lines)

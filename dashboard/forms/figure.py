"""A figure on a page: heading, what it shows in one sentence, the chart, its table, and its definition."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape
from typing import Any, Literal

import streamlit as st

from dashboard.session import forget, remember, remembered
from ui.charts.findings import nothing_yet
from ui.charts.selection import selected_codes
from ui.charts.style import CONFIG, Figure, points_of, with_meta
from ui.components.figure_legend import figure_legend
from ui.components.figure_table import FigureTable, figure_table
from ui.definitions import definition_url
from ui.text import gettext as _

Chosen = Callable[[tuple[str, ...]], None]


def chart(
    figure: Figure | None,
    *,
    key: str,
    title: str,
    finding: str,
    table: FigureTable | None,
    definition: str | None = None,
    empty: str | None = None,
    on_select: Chosen | Literal["rerun"] | None = None,
) -> tuple[str, ...]:
    """Show a figure with everything that belongs to it, and tell what was clicked.

    A click counts once: after it the figure is drawn anew, and the same place can be clicked again. What is
    chosen is therefore the page's to keep (in the address), and to hand to the figure's function as
    `selected`.

    Args:
        figure: from `ui.charts`; None, or one without points, is replaced by a sentence.
        key: `page.thing`.
        title: the heading, plain text.
        finding: one sentence from `ui.charts.findings`, plain text.
        table: the same figures as a table.
        definition: the entry of the page of definitions, of `ui.definitions`, such as `in_time`.
        empty: why there is nothing, where there is nothing.
        on_select: called with the codes of the clicked point before the page runs; "rerun" only returns
            them; None makes a figure that cannot be clicked.

    Returns:
        The codes of the point clicked just now, as the figure's function names them; () in any other run.
    """
    with st.container(key=f"{key}.figure", gap="xxsmall"):
        st.html(_head(title, "" if _is_empty(figure) else finding, definition))
        if figure is None or _is_empty(figure):
            st.html(f'<p class="mizan-figure-empty">{escape(empty or nothing_yet())}</p>')
            return ()
        if legend := figure_legend(figure):
            st.html(legend)
        _draw(figure, key, f"{title}. {finding}", on_select)
        if table is not None:
            with st.expander(_("The figures as a table")):
                st.html(figure_table(table))
    return _taken(key)


def loading(height: int = 320) -> AbstractContextManager[Any]:
    """A skeleton shown while the block inside asks for figures, if that takes longer than a moment."""
    return st.skeleton(height=height)


def _head(title: str, finding: str, definition: str | None) -> str:
    words = escape(_("How it is counted"))
    address = escape(definition_url(definition)) if definition else ""
    link = f'<a class="mizan-link" href="{address}" target="_self">{words}</a>' if address else ""
    said = f'<p class="mizan-finding">{escape(finding)}</p>' if finding else ""
    return f'<div class="mizan-figure-head"><h3>{escape(title)}</h3>{link}</div>{said}'


def _draw(figure: Figure, key: str, told: str, on_select: Chosen | Literal["rerun"] | None) -> None:
    if on_select is None:
        st.plotly_chart(figure, key=key, theme=None, config=dict(CONFIG), alt=told)
        return
    # A click that leads back to an earlier figure would find that figure's old click; the count prevents it.
    st.plotly_chart(
        with_meta(figure, clicks=remembered(f"{key}.clicks", 0)),
        key=key,
        theme=None,
        config=dict(CONFIG),
        alt=told,
        on_select=lambda: _clicked(key, on_select),
        selection_mode="points",
    )


def _clicked(key: str, on_select: Chosen | Literal["rerun"]) -> None:
    codes = selected_codes(remembered(key, None))
    if not codes:
        return
    remember(f"{key}.clicks", remembered(f"{key}.clicks", 0) + 1)
    remember(f"{key}.clicked", codes)
    if on_select != "rerun":
        on_select(codes)


def _taken(key: str) -> tuple[str, ...]:
    codes: tuple[str, ...] = remembered(f"{key}.clicked", ())
    forget(f"{key}.clicked")
    return codes


def _is_empty(figure: Figure | None) -> bool:
    return figure is None or points_of(figure) == 0

"""The figures that stand above the others, and how they are to be read."""

from html import escape

import streamlit as st

from dashboard.forms.causes_tables import part_title, share_title
from dashboard.forms.causes_words import Page, months_told, outcome_name
from ui.figures import count_text, rounding_note, share_text
from ui.text import gettext as _


def headline(page: Page) -> None:
    """How many, of how many, in which months; and of these how many state the chosen reason."""
    causes, filters = page.causes, page.asked.filters
    told = [
        (outcome_name(filters.outcome), count_text(causes.rate.cases)),
        (
            share_title(page, of_reason=False),
            share_text(causes.rate.share),
        ),
        (_("Reasons stated"), count_text(causes.mentions)),
    ]
    if causes.chosen is not None:
        told += [
            (part_title(page, of_reason=True), count_text(causes.chosen.cases)),
            (
                share_title(page, of_reason=True),
                share_text(causes.chosen.share),
            ),
        ]
    st.caption(months_told(filters.since, filters.until))
    items = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in told)
    st.html(f'<dl class="mizan-headline">{items}</dl>')


def rounding(page: Page) -> None:
    """Tell those whose counts are rounded that they are."""
    if page.causes.rounded:
        st.caption(rounding_note())

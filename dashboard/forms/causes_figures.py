"""The figures of the causes in the order in which they are read."""

import streamlit as st

from dashboard.forms.causes_followed import followed
from dashboard.forms.causes_groups import PANELS, panel
from dashboard.forms.causes_objections import objections
from dashboard.forms.causes_places import reason_by_region, region_map
from dashboard.forms.causes_reasons import alone, often, over_time, together
from dashboard.forms.causes_tables import share_title
from dashboard.forms.causes_words import Page
from ui.numerals import numbering, writing
from ui.text import gettext as _
from ui.text import language, speaking

_IN_A_ROW = 3


def figures(page: Page) -> None:
    """Why, when, where, who, and what came of it."""
    # Thousands of words in one language: asking for each who reads would take longer than all the figures.
    with speaking(language()), writing(numbering()):
        _figures(page)


def _figures(page: Page) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        often(page)
    with right:
        alone(page)
    over_time(page)
    _maps(page)
    for pack in page.countries:
        reason_by_region(page, pack)
    st.subheader(_("Whom it concerns"))
    st.caption(share_title(page, of_reason=bool(page.reason)))
    for first in range(0, len(PANELS), _IN_A_ROW):
        for place, trait in zip(st.columns(_IN_A_ROW, gap="medium"), PANELS[first:], strict=False):
            with place:
                panel(page, trait)
    followed(page)
    if page.causes.objections:
        objections(page)


def _maps(page: Page) -> None:
    """A map for each country; beside a single one stands what goes together."""
    places = st.columns(max(2, len(page.countries)), gap="large")
    for place, pack in zip(places, page.countries, strict=False):
        with place:
            region_map(page, pack)
    if len(page.countries) == 1:
        with places[1]:
            together(page)
    else:
        together(page)

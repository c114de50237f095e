"""The programmes: conditions, papers, deadlines, rules and reasons, as the country packs state them."""

import streamlit as st

from casework.countries.pack import packs
from casework.permissions import Permission
from dashboard.desk import clock, records
from dashboard.forms.programme_benefits import benefits, stop_reasons
from dashboard.forms.programme_facts import (
    deadlines,
    overview,
    reasons,
    required_papers,
    rules,
    second_check,
)
from dashboard.forms.queue_table import office_day
from dashboard.session import remember, remembered, who
from data_access.queries.overturned import overturned
from ui.labels import country_label, programme_label
from ui.text import gettext as _

viewer = who()
viewer.must_be_allowed(Permission.SEE_PROGRAMMES)
countries = {code: pack for pack in packs().values() for code in pack.programmes}


def follow() -> None:
    """Write the choice into the address."""
    st.query_params["programme"] = remembered("programmes.programme", "")


asked = st.query_params.get("programme", "")
own = [code for code in countries if code in viewer.programmes] or list(countries)
remember("programmes.programme", asked if asked in countries else own[0])

st.title(_("Programmes"))
names = {code: f"{programme_label(code)} · {country_label(pack.code)}" for code, pack in countries.items()}
chosen = st.selectbox(
    _("Programme"),
    list(names),
    format_func=names.get,
    key="programmes.programme",
    on_change=follow,
)
programme, pack = countries[chosen].programmes[chosen], countries[chosen]

told, asked_for = st.columns(2, gap="large")
with told:
    overview(programme, pack)
with asked_for:
    st.subheader(_("Deadlines"))
    deadlines(programme)
    st.subheader(_("What an approval brings"))
    benefits(programme, pack)
    st.subheader(_("Second check"))
    second_check(
        programme, records().ask(overturned, viewer=viewer, on=office_day(viewer, clock()()))[chosen]
    )
    st.subheader(_("Required papers and what they prove"))
    required_papers(programme)

checked, stated = st.columns(2, gap="large")
with checked:
    st.subheader(_("Rules"))
    rules(programme)
with stated:
    st.subheader(_("Reasons"))
    reasons(programme)
    st.subheader(_("Reasons to stop payment"))
    stop_reasons(programme)

"""The team: where help may be needed, who holds what and for how long, what was done; or one person."""

import streamlit as st

from dashboard.desk import clock, records
from dashboard.forms.queue_table import office_day
from dashboard.forms.reassign_many import reassign_results
from dashboard.forms.team_address import read_address
from dashboard.forms.team_filters import filter_row
from dashboard.forms.team_member import team_member
from dashboard.forms.team_overview import team_overview
from dashboard.forms.wishes import fulfil
from dashboard.session import who
from data_access.queries.team import team
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
viewer = who()
asked = read_address(viewer, office_day(viewer, clock()()))

st.title(_("Team"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
filter_row(asked, viewer)
reassign_results(viewer, key="team.reassign")
found = records().ask(team, viewer=viewer, asked=asked.asked, period=asked.period, today=asked.today)
if asked.member:
    team_member(found, asked, viewer)
else:
    team_overview(found, asked, viewer)

"""Messages: those that did not arrive, to be sent again or told in person; and those that never left."""

import streamlit as st

from dashboard.desk import records
from dashboard.forms.messages_address import read_address, view_control
from dashboard.forms.messages_list import messages_list
from dashboard.forms.wishes import fulfil
from dashboard.session import who
from data_access.queries.messages import left_messages
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
viewer = who()
asked = read_address(viewer)

st.title(_("Messages"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
view_control(asked, viewer)
found = records().ask(left_messages, viewer=viewer, view=asked.view, before=asked.before)
messages_list(found, asked, viewer)

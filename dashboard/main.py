"""What Streamlit runs for every page: the gate, the frame, then the page. Never beside a `pages/` folder."""

import streamlit as st

from dashboard.frame import frame, leaving
from dashboard.look import ICON
from dashboard.navigation import pages_for
from dashboard.session import standing
from dashboard.sign_in import sign_in
from ui.text import gettext as _

st.set_page_config(page_title=_("Mizan"), page_icon=ICON, layout="wide")

now_signed_in = standing()
screens = list(pages_for(now_signed_in.staff if now_signed_in else None))
asked = st.navigation([page for _screen, page in screens], position="top" if now_signed_in else "hidden")

if leaving():
    st.stop()
elif now_signed_in is None:
    sign_in()
elif frame(now_signed_in, next(screen for screen, page in screens if page == asked)):
    asked.run()

"""What Streamlit runs for every page: the gate, the frame, then the page. Never beside a `pages/` folder."""

import streamlit as st

from dashboard.calm import well_again, went_well
from dashboard.frame import frame, leaving
from dashboard.look import ICON
from dashboard.navigation import grouped, pages_for
from dashboard.session import arrived, standing
from dashboard.sign_in import sign_in
from ui.text import gettext as _

st.set_page_config(page_title=_("Mizan"), page_icon=ICON, layout="wide")

now_signed_in = standing()
with arrived(now_signed_in):
    well_again()
    # Whoever still has to set up their account finds nothing else to open.
    ready = now_signed_in if now_signed_in and now_signed_in.ready else None
    screens = list(pages_for(ready.staff if ready else None))
    menu = grouped(screens, ready.staff if ready else None)
    asked = st.navigation(menu, position="top" if ready else "hidden")

    if leaving():
        st.stop()
    elif now_signed_in is None:
        sign_in()
    elif frame(now_signed_in, next(screen for screen, page in screens if page == asked)):
        asked.run()
    went_well()

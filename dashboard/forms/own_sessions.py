"""Where a person is signed in, and how they end it elsewhere."""

from typing import Final

import streamlit as st

from dashboard import office
from dashboard.desk import done
from dashboard.forms.intake_tables import zone_of
from data_access.staff import OpenSession, Standing
from ui.dates import moment
from ui.text import N_, isolated
from ui.text import gettext as _

METHODS: Final = {"password": N_("password"), "sso": N_("single sign-on")}


def own_sessions(standing: Standing) -> None:
    """One line a session with a button to end it, and one for all others."""
    st.subheader(_("Where I am signed in"))
    username, now = standing.account.username, office.now()
    for place, session in enumerate(office.directory().open_sessions(username, now)):
        here = session.handle == standing.handle
        with st.container(key=f"account.session.{place}", horizontal=True, vertical_alignment="center"):
            st.text(_line(session, zone_of(standing.staff), here=here))
            # Not by its place: another session may have ended since the list was drawn.
            key = f"account.end.{session.handle[:12]}"
            if not here and st.button(_("End"), key=key, type="tertiary"):
                office.directory().end_own(username, session.handle, now)
                done(_("That session has ended."))
    if st.button(_("Sign out everywhere else"), key="account.end_others"):
        office.directory().end_others(username, standing.handle, now)
        done(_("Every other session has ended."))


def _line(session: OpenSession, zone: str, *, here: bool) -> str:
    where = _("this browser") if here else isolated(session.address) or _("unknown address")
    said = (moment(session.opened_at, zone), _(METHODS.get(session.method, session.method)), where)
    return " · ".join(said)

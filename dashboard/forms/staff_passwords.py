"""A password that was made for somebody: shown once, to whoever made it, and kept nowhere but hashed."""

from datetime import timedelta
from typing import Final

import streamlit as st

from dashboard import passwords
from dashboard.desk import clock
from dashboard.session import forget, remember, remembered
from ui.text import gettext as _

_TOLD: Final = "staff.told"
_STAYS: Final = timedelta(minutes=5)


def kept_password(key: str) -> str:
    """A password that stays the same until it is told or dropped: a second click sends no other."""
    made = remembered(f"{key}.password", "") or passwords.made()
    remember(f"{key}.password", made)
    return made


def drop_password(key: str) -> None:
    """Forget a password that was not taken."""
    forget(f"{key}.password")


def take_to_tell(key: str, username: str) -> None:
    """The password is that person's now: it is told on the next run."""
    remember(_TOLD, (username, remembered(f"{key}.password", ""), clock()() + _STAYS))
    drop_password(key)


def tell_password(username: str) -> None:
    """Show a person's new password until it is put away, for five minutes at most."""
    told, password, until = remembered(_TOLD, ("", "", clock()()))
    if told != username or clock()() >= until:
        forget(_TOLD)
        return
    with st.container(key="staff.told_box", border=True):
        st.text(_("The new password, shown this once"))
        st.code(password, language=None)
        st.text(_("Tell it to the person, not in writing. They choose their own at the next sign-in."))
        st.button(_("I have told it"), key="staff.told_close", on_click=forget, args=(_TOLD,))

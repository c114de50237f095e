"""What stands around every page: the product's name, the person, the language, the way out."""

from contextlib import suppress
from html import escape

import streamlit as st

from casework.errors import NotAllowed
from dashboard import office
from dashboard.look import logo, other_language
from dashboard.navigation import ACCOUNT, Screen
from dashboard.session import forget, language, remember, remembered
from data_access.errors import StorageError
from data_access.staff import Standing
from ui.components.markup import literal
from ui.labels import role_label
from ui.messages import refusal_text
from ui.text import gettext as _

_closer = st.components.v2.component(
    "mizan_close_session",
    js="""
    let closing = false;
    export default function ({ data }) {
      if (closing) return;
      closing = true;
      fetch("/session/close", { method: "POST", credentials: "same-origin" })
        .finally(() => window.location.assign(data.then));
    }
    """,
)


def leaving() -> bool:
    """Whether this tab is on its way out: the browser is told to give its cookie back, then starts anew."""
    then = remembered("shell.leaving", "")
    if not then:
        return False
    _closer(key="shell.closer", data={"then": then})
    return True


def frame(standing: Standing, screen: Screen) -> bool:
    """Draw the frame and say whether the page may run for this person."""
    st.logo(logo(), size="large")
    _keep_preferences(standing)
    _person_bar(standing)
    if not standing.ready and screen is not ACCOUNT:
        ACCOUNT.open()
    if not screen.open_to(standing.staff):
        st.error(literal(refusal_text(NotAllowed(permission=min(screen.needs)))))
        return False
    _say_what_was_done()
    return True


def _keep_preferences(standing: Standing) -> None:
    remember("shell.digits", standing.account.digits)
    if standing.account.language != language():
        # It is kept at the next page where it cannot be kept now.
        with suppress(StorageError):
            office.directory().prefer(standing.account.username, language=language())


def _person_bar(standing: Standing) -> None:
    account = standing.account
    name = account.name_ar if language() == "ar" else account.name_en
    with st.container(
        key="shell.person",
        horizontal=True,
        horizontal_alignment="right",
        vertical_alignment="center",
        gap="small",
    ):
        st.html(
            f'<div class="mizan-person"><div><b>{escape(name)}</b> '
            f"<span>{escape(role_label(account.role))}</span></div>{other_language()}</div>",
            width="content",
        )
        st.button(_("Sign out"), key="shell.sign_out", type="tertiary", on_click=leave, args=(standing,))


def leave(standing: Standing) -> None:
    """End the session here and now; what the browser does afterwards no longer matters."""
    office.directory().end(standing.handle, office.now())
    # Whoever came through the single sign-on is asked whether to leave there too.
    remember("shell.leaving", "/sso/left" if standing.method == "sso" else "/")


def _say_what_was_done() -> None:
    if sentence := remembered("shell.done", ""):
        forget("shell.done")
        st.toast(literal(sentence))

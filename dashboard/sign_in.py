"""Signing in: streamlit-authenticator's form over our own staff table, a code, and the ticket for a session.

The package draws the form and drives the attempt; whether a password fits is answered here, from our table
and with Argon2id, and its cookie, which scripts can read and which replays after sign-out, is never made.
See docs/decisions/0005-sign-in.md, and 0011-second-factor.md for the code.
"""

from html import escape
from typing import Any, Final

import streamlit as st
import structlog
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from dashboard import office, passwords, single_sign_on
from dashboard.attempts import LONGEST_NAME, Tried, begin_code, throttle, try_password, wait_text
from dashboard.look import ICON, other_language
from dashboard.session import address, forget, remember, remembered
from dashboard.settings import settings
from data_access.staff import ProofLapsed
from ui.labels import role_label
from ui.text import N_, language
from ui.text import gettext as _

_log = structlog.get_logger("mizan.sign_in")
CHALLENGE: Final = "sign_in.challenge"
TOLD: Final = "sign_in.told"

SENTENCES: Final = {
    "wrong": N_("The user name or the password is not right."),
    "empty": N_("Write your user name and your password."),
    "closed": N_("The session could not be opened. Please sign in again."),
    "code": N_("This code is not right, or was used already. Wait for the next one and try again."),
    "late": N_("The time for the code has passed. Please sign in again."),
}

_opener = st.components.v2.component(
    "mizan_open_session",
    js="""
    let used = null;
    export default function ({ data, setTriggerValue }) {
      if (!data || data.ticket === used) return;
      used = data.ticket;
      const headers = { "X-Mizan-Ticket": used };
      fetch("/session/open", { method: "POST", headers, credentials: "same-origin" })
        .then((answer) => answer.ok ? window.location.reload() : setTriggerValue("refused", true))
        .catch(() => setTriggerValue("refused", true));
    }
    """,
)


class _StaffTable(AuthenticationModel):
    """The package's model, asking our table instead of a dictionary of everybody's hashes."""

    def __init__(self) -> None:
        super().__init__(credentials={"usernames": {}}, auto_hash=False)
        self.tried: Tried | None = None
        self.username = ""

    def login(self, username: str | None, password: str | None, *rest: Any, **more: Any) -> bool | None:
        if not (username and password):
            self.tried = Tried(outcome="empty")
            return False
        return super().login(username[:LONGEST_NAME], password, *rest, **more)

    def check_credentials(self, username: str, password: str) -> bool:
        self.tried = try_password(username, password, address())
        if self.tried.outcome == "right":
            self.username = username
            self.credentials["usernames"][username] = {}
        return self.tried.outcome == "right"

    def _record_failed_login_attempts(self, username: str, reset: bool = False) -> None:  # noqa: FBT001, FBT002
        """Counted in the database, by `dashboard.attempts`."""

    def _get_user_name(self, username: str) -> str:
        return username


class _NoCookie:
    """The package's cookie: readable by scripts, replayable after sign-out, therefore none."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """There will be none."""


class _Form(Authenticate):
    """The package's form without its cookie component."""

    def __init__(self, model: AuthenticationModel) -> None:
        # Not super().__init__(): it mounts the component that writes cookies from the page.
        self.path = None
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}}, auto_hash=False)
        self.authentication_controller.authentication_model = model


def sign_in() -> None:
    """The page a stranger sees, at whatever address they came to."""
    forget("authentication_status", "username", "name", "email", "roles")
    with st.container(horizontal_alignment="center"), st.container(key="sign_in.page", width=460):
        st.html(_heading())
        if username := _awaited():
            _second_step(username)
        else:
            _first_step()
        if settings().demo:
            _demo_accounts()


def _first_step() -> None:
    model = _StaffTable()
    fields = {
        "Form name": _("Sign in"),
        "Username": _("User name"),
        "Password": _("Password"),
        "Login": _("Sign in"),
    }
    _Form(model).login(fields=fields, key="sign_in.form")
    if through := single_sign_on.way_in(language()):
        st.html(through)
    if model.tried is None:
        _say(remembered(TOLD, ""))
    else:
        _answer(model.username, model.tried)
    forget(TOLD)


def _answer(username: str, tried: Tried) -> None:
    if tried.outcome == "right":
        _log.info("password right", username=username)
        _let_on(username, tried.proven)
        return
    _log.info("sign-in refused", why=tried.outcome, address=address())
    if tried.outcome == "throttled":
        st.error(wait_text(tried.wait))
    else:
        _say(tried.outcome)


def _let_on(username: str, proven: str) -> None:
    """On to the code, or straight to the desk where there is none."""
    directory, now = office.directory(), office.now()
    try:
        if not directory.account(username).second_factor:
            _open(directory.issue_ticket(username, now, proven=proven))
            return
        remember(CHALLENGE, office.second_factors().challenge(username, now, proven=proven))
    except ProofLapsed:
        _say("wrong")
        return
    st.rerun()


def _awaited() -> str:
    """Whose code this tab is waiting for; "" for nobody's."""
    challenge = remembered(CHALLENGE, "")
    found = office.second_factors().challenged(challenge, office.now()) if challenge else None
    if challenge and found is None:
        forget(CHALLENGE)
        remember(TOLD, remembered(TOLD, "late"))
    return found or ""


def _second_step(username: str) -> None:
    with st.form("sign_in.second"):
        st.subheader(_("One more step"))
        code = st.text_input(
            _("Code from your app"),
            key="sign_in.code",
            max_chars=32,
            autocomplete="one-time-code",
            help=_("Six digits from the app on your telephone, or one of your recovery codes."),
        )
        sent = st.form_submit_button(_("Continue"), key="sign_in.continue", type="primary")
    if settings().demo:
        _demo_code(username)
    if sent:
        _answer_code(username, code)
    st.button(_("Sign in as somebody else"), key="sign_in.again", type="tertiary", on_click=_start_again)


def _answer_code(username: str, code: str) -> None:
    attempt = begin_code(username, address())
    if attempt.wait:
        _log.info("sign-in refused", why="throttled", address=address())
        st.error(wait_text(attempt.wait))
        return
    ticket = office.second_factors().answer(remembered(CHALLENGE, ""), code, office.now())
    if ticket is None:
        _log.info("sign-in refused", why="code", address=address())
        _say("code")
        return
    throttle().forgive(attempt)
    forget(CHALLENGE)
    _log.info("code right", username=username)
    _open(ticket)


def _start_again() -> None:
    forget(CHALLENGE)


def _say(why: str) -> None:
    if why:
        st.error(_(SENTENCES[why]))


def _open(ticket: str) -> None:
    with st.spinner(_("Opening your desk…")):
        _opener(key="sign_in.opener", data={"ticket": ticket}, on_refused_change=_refused)


def _refused() -> None:
    _log.warning("ticket refused")
    forget(CHALLENGE)
    remember(TOLD, "closed")


def _heading() -> str:
    # Said outside the f-string, where the search for sentences to translate does not look.
    name, what = _("Mizan"), _("The review desk of the social protection programmes.")
    return (
        f'<header class="mizan-front"><div class="mizan-front-bar">{other_language()}</div>'
        f'<img src="{ICON}" alt="" width="52" height="52">'
        f"<h1>{escape(name)}</h1>"
        f"<p>{escape(what)}</p>"
        "</header>"
    )


def _demo_code(username: str) -> None:
    code = office.second_factors().code_if(username, passwords.DEMO_TOTP_SECRET, office.now())
    if code:
        told = escape(_("A demo office: the code is now {code}"))
        st.html(f'<p class="mizan-demo-code">{told.format(code=f"<bdi class=mizan-id>{code}</bdi>")}</p>')


def _demo_accounts() -> None:
    rows = "".join(
        f"<tr><td><bdi>{escape(account.username)}</bdi></td>"
        f"<td>{escape(account.name_ar if language() == 'ar' else account.name_en)}</td>"
        f"<td>{escape(role_label(account.role))}</td></tr>"
        for account in office.directory().accounts()
        if account.demo and account.disabled_at is None
    )
    note = _(
        "A demo office: every person and figure in it is invented. Every account's password is {password}"
    )
    told = escape(note).format(password=f"<bdi class='mizan-id'>{passwords.DEMO_PASSWORD}</bdi>")
    heads = "".join(f"<th scope='col'>{escape(word)}</th>" for word in (_("User name"), _("Name"), _("Role")))
    st.html(f'<section class="mizan-demo"><p>{told}</p><table><tr>{heads}</tr>{rows}</table></section>')

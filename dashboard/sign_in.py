"""Signing in: streamlit-authenticator's form over our own staff table, and the ticket that opens a session.

The package draws the form and drives the attempt; whether a password fits is answered here, from our table
and with Argon2id, and its cookie, which scripts can read and which replays after sign-out, is never made.
See docs/decisions/0005-sign-in.md.
"""

import threading
from functools import cache
from html import escape
from typing import Any, Final

import streamlit as st
import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from dashboard import office, passwords
from dashboard.look import ICON, other_language
from dashboard.session import address, forget
from dashboard.settings import settings
from ui.labels import role_label
from ui.text import N_, language
from ui.text import gettext as _

_log = structlog.get_logger("mizan.sign_in")
_one_at_a_time = threading.Lock()
MINUTES: Final = 5
LONGEST_NAME: Final = 64

SENTENCES: Final = {
    "wrong": N_("The user name or the password is not right."),
    "throttled": N_("Too many attempts. Wait five minutes, then try again."),
    "empty": N_("Write your user name and your password."),
    "closed": N_("The session could not be opened. Please sign in again."),
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


class Attempts:
    """How often an account or an address may fail: no lock-out, only patience."""

    def __init__(self, allowed: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item: RateLimitItem = RateLimitItemPerMinute(allowed, MINUTES)

    def left(self, username: str, where: str) -> bool:
        """Whether another attempt may be made now."""
        return all(self._limiter.test(self._item, *key) for key in _keys(username, where))

    def failed(self, username: str, where: str) -> None:
        """Count a failure against the account and the address."""
        for key in _keys(username, where):
            self._limiter.hit(self._item, *key)


def _keys(username: str, where: str) -> list[tuple[str, str]]:
    return [("account", username)] + ([("address", where)] if where else [])


@cache
def attempts() -> Attempts:
    """This process's count."""
    return Attempts(settings().attempts)


def password_fits(username: str, password: str, where: str) -> str:
    """Try a password: ``right``, ``wrong`` or ``throttled``; a stranger's name takes as long to refuse."""
    # One at a time: the count is exact, and a flood cannot fill the memory with Argon2's working space.
    with _one_at_a_time:
        if not attempts().left(username, where):
            return "throttled"
        if passwords.fits(password, office.directory().password_hash(username)):
            return "right"
        attempts().failed(username, where)
        return "wrong"


class _StaffTable(AuthenticationModel):
    """The package's model, asking our table instead of a dictionary of everybody's hashes."""

    def __init__(self) -> None:
        super().__init__(credentials={"usernames": {}}, auto_hash=False)
        self.outcome = ""
        self.username = ""

    def login(self, username: str | None, password: str | None, *rest: Any, **more: Any) -> bool | None:
        if not (username and password):
            self.outcome = "empty"
            return False
        return super().login(username[:LONGEST_NAME], password, *rest, **more)

    def check_credentials(self, username: str, password: str) -> bool:
        self.outcome = password_fits(username, password, address())
        if self.outcome == "right":
            self.username = username
            self.credentials["usernames"][username] = {}
        return self.outcome == "right"

    def _record_failed_login_attempts(self, username: str, reset: bool = False) -> None:  # noqa: FBT001, FBT002
        """Counted by `Attempts`, which outlives a run."""

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
        model = _StaffTable()
        fields = {
            "Form name": _("Sign in"),
            "Username": _("User name"),
            "Password": _("Password"),
            "Login": _("Sign in"),
        }
        _Form(model).login(fields=fields, key="sign_in.form")
        _answer(model)
        if settings().demo:
            _demo_accounts()


def _answer(model: _StaffTable) -> None:
    if model.outcome == "right":
        _log.info("password right", username=model.username)
        _open(office.directory().issue_ticket(model.username, office.now()))
    elif model.outcome:
        _log.info("sign-in refused", why=model.outcome, address=address())
        st.error(_(SENTENCES[model.outcome]))


def _open(ticket: str) -> None:
    with st.spinner(_("Opening your desk…")):
        _opener(key="sign_in.opener", data={"ticket": ticket}, on_refused_change=_refused)


def _refused() -> None:
    _log.warning("ticket refused")


def _heading() -> str:
    return (
        f'<header class="mizan-front"><div class="mizan-front-bar">{other_language()}</div>'
        f'<img src="{ICON}" alt="" width="52" height="52">'
        f"<h1>{escape(_('Mizan'))}</h1>"
        f"<p>{escape(_('The review desk of the social protection programmes.'))}</p>"
        "</header>"
    )


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

"""Coming in through the ministry's single sign-on, and going out there again.

The provider says who somebody is; whether they work here, and as what, the staff table says. Nobody is taken
on by signing on. What ends here is the same session, behind the same cookie, that a password opens.
See docs/decisions/0012-single-sign-on.md.
"""

from html import escape
from typing import Any, Final

import structlog
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from casework.permissions import NEEDS_SECOND_FACTOR
from dashboard import office
from dashboard.direction import language_from, way_back
from dashboard.door import address_of
from dashboard.plain_page import NOT_KEPT, plain_page
from dashboard.provider import Begun, Identity, ProviderTrouble, checked_second_factor, provider
from dashboard.sessions import give_cookie
from dashboard.settings import settings
from data_access.single_sign_on import person_known_as
from ui.text import N_, Language, speaking
from ui.text import gettext as _

MINUTES: Final = 10
LONGEST_ANSWER: Final = 2000
SENTENCES: Final = {
    "down": N_("{provider} does not answer. Sign in with your password, or try again in a moment."),
    "denied": N_("You did not sign in at {provider}, so nothing was opened here."),
    "refused": N_("{provider} did not accept this sign-in. Begin again."),
    "state": N_("This sign-in was not begun in this browser, was used already, or took too long. "
                "Begin again."),
    "unbelieved": N_("What {provider} answered could not be verified, so nothing was opened."),
    "unnamed": N_("{provider} did not say who you are. Ask an administrator."),
    "unknown": N_("{provider} knows you, but no open account of this desk bears your name there. "
                  "Ask an administrator."),
    "second_factor": N_("Your role needs a second factor, and {provider} did not say that it asked for one. "
                        "Sign in there with it, or here with your password and your code."),
    "closed": N_("The session could not be opened. Please sign in again."),
}  # fmt: skip
_STATUS: Final = {"down": 502, "refused": 502, "unbelieved": 502}
_log = structlog.get_logger("mizan.sso")


def label(language: Language) -> str:
    """The provider's name in a language, as the settings give it."""
    chosen = settings()
    given = chosen.oidc_label_ar if language == "ar" else chosen.oidc_label_en
    with speaking(language):
        return given or _("the single sign-on")


def way_in(language: Language) -> str:
    """A link that begins a sign-on, as HTML; "" where none is set up."""
    if not settings().single_sign_on:
        return ""
    words = _("Sign in with {provider}").format(provider=label(language))
    return f'<a class="mizan-sso" href="/sso/start" target="_self">{escape(words)}</a>'


def start(request: Request) -> Response:
    """Send the browser to the provider; a signed cookie remembers what must come back."""
    if not settings().single_sign_on:
        return _told(request, "unknown", status=404)
    try:
        address, begun = provider().begin(_callback(request), language_from(request.cookies))
    except ProviderTrouble as trouble:
        return _failed(request, trouble)
    kept = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "next": way_back(request)}
    answer = RedirectResponse(address, 303, NOT_KEPT)
    # Lax: the browser comes back from another site, and must bring this one along.
    answer.set_cookie(
        _cookie(), _signer().dumps(kept), max_age=60 * MINUTES, path="/", httponly=True, samesite="lax",
        secure=settings().tls,
    )  # fmt: skip
    return answer


def callback(request: Request) -> Response:
    """Take the provider's answer; whoever they vouch for and who works here comes in."""
    kept = _kept(request)
    try:
        answer = _let_in(request, kept)
    except ProviderTrouble as trouble:
        answer = _failed(request, trouble)
    answer.delete_cookie(_cookie(), path="/", httponly=True, samesite="lax", secure=settings().tls)
    return answer


def leave(request: Request) -> Response:
    """End the session at the provider too, where it offers that."""
    try:
        out = provider().way_out(_origin(request) + "/") if settings().single_sign_on else None
    except ProviderTrouble as trouble:
        return _failed(request, trouble)
    return RedirectResponse(out or "/", 303, NOT_KEPT)


def left(request: Request) -> Response:
    """Say that the session here has ended, and offer to end the one at the provider."""
    language = language_from(request.cookies)
    with speaking(language):
        name = label(language)
        sentence = _("You are signed out here. At {provider} you may still be signed in.").format(
            provider=name
        )
        ways = {_("Sign out at {provider} too").format(provider=name): "/sso/leave", _("To the desk"): "/"}
        return plain_page(request, sentence, links=ways)


def _let_in(request: Request, kept: dict[str, str]) -> Response:
    begun = Begun(state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    identity = provider().identity(_code(request, begun), begun, _callback(request))
    username = person_known_as(office.engine(), identity.name)
    if username is None:
        raise ProviderTrouble("unknown")
    _must_be_sure(username, identity)
    directory, now = office.directory(), office.now()
    token = directory.open_session(
        directory.issue_ticket(username, now, method="sso"), now, address_of(request)
    )
    if token is None:
        raise ProviderTrouble("closed")
    _log.info("signed in", username=username, method="sso")
    return give_cookie(RedirectResponse(kept["next"], 303, NOT_KEPT), token, request)


def _must_be_sure(username: str, identity: Identity) -> None:
    role = office.directory().account(username).role
    if role in NEEDS_SECOND_FACTOR and not checked_second_factor(identity, settings().oidc_second_factor):
        _log.info("second factor missing", username=username)
        raise ProviderTrouble("second_factor")


def _code(request: Request, begun: Begun) -> str:
    """The code of an answer that belongs to what this browser began."""
    said = request.query_params
    if said.get("state") != begun.state:
        raise ProviderTrouble("state")
    if "error" in said:
        raise ProviderTrouble("denied" if said["error"] == "access_denied" else "refused")
    # A provider that says which it is must be the one that was asked (RFC 9207).
    if said.get("iss", "").rstrip("/") not in {"", settings().oidc_issuer.rstrip("/")}:
        raise ProviderTrouble("unbelieved")
    code = said.get("code", "")
    if not 0 < len(code) <= LONGEST_ANSWER:
        raise ProviderTrouble("refused")
    return code


def _kept(request: Request) -> dict[str, str]:
    """What the browser was given to keep; where it has nothing, something no answer fits."""
    nothing = {"state": "", "nonce": "", "verifier": "", "next": "/"}
    try:
        found: Any = _signer().loads(request.cookies.get(_cookie(), ""), max_age=60 * MINUTES)
    except BadSignature:
        return nothing
    return found


def _failed(request: Request, trouble: ProviderTrouble) -> Response:
    _log.warning(
        "sign-on came to nothing", why=trouble.why, address=address_of(request), exc_info=trouble.__cause__
    )
    return _told(request, trouble.why, status=_STATUS.get(trouble.why, 403))


def _told(request: Request, why: str, *, status: int) -> Response:
    language = language_from(request.cookies)
    with speaking(language):
        return plain_page(
            request,
            _(SENTENCES[why]).format(provider=label(language)),
            status=status,
            links={_("To the sign-in page"): "/"},
        )


def _origin(request: Request) -> str:
    scheme = "https" if settings().tls else request.url.scheme
    return f"{scheme}://{request.headers.get('host', '')}"


def _callback(request: Request) -> str:
    return f"{_origin(request)}/sso/callback"


def _cookie() -> str:
    return "__Host-mizan-sso" if settings().tls else "mizan_sso"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().key(), salt="mizan.sso")


ROUTES: Final = (
    Route("/sso/start", start, methods=["GET"]),
    Route("/sso/callback", callback, methods=["GET"]),
    Route("/sso/leave", leave, methods=["GET"]),
    Route("/sso/left", left, methods=["GET"]),
)

"""A provider of single sign-on, as OpenID Connect describes it: what it offers, and whether it is believed.

The authorisation code flow with PKCE; state and nonce tie an answer to the browser that asked. Nothing of
what the provider hands out is kept: a verified identity is all that leaves this file.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboard.settings import Settings, settings

T = TypeVar("T")
PATIENCE: Final = 8.0
KEPT: Final = 600.0
"""Seconds for which what a provider says of itself is believed without asking again."""
LEEWAY: Final = 60
"""Seconds by which its clock may differ from ours."""
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key pair: a shared secret or no signature at all proves nothing here."""


class ProviderTrouble(Exception):  # noqa: N818 - named by the fact.
    """The sign-on came to nothing; `why` is a key of `dashboard.single_sign_on.SENTENCES`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a browser's cookie keeps between going to the provider and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider vouches for: the name it gives them, and how it says it made sure."""

    name: str
    methods: frozenset[str]


class Provider:
    """One issuer, and us as its client."""

    def __init__(self, chosen: Settings) -> None:
        self._chosen = chosen
        self._issuer = chosen.oidc_issuer.rstrip("/")
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def begin(self, redirect_uri: str, language: str) -> tuple[str, Begun]:
        """The address to send a browser to, and what it must bring back.

        Raises:
            ProviderTrouble: the provider does not answer.
        """
        begun = Begun(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        with self._client(redirect_uri) as client:
            address, _state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=begun.state,
                code_verifier=begun.verifier,
                nonce=begun.nonce,
                ui_locales=language,
                **self._asking(),
            )
        return address, begun

    def identity(self, code: str, begun: Begun, redirect_uri: str) -> Identity:
        """Exchange a code for an identity that was verified.

        Raises:
            ProviderTrouble: the provider does not answer, does not know the code, or is not believed.
        """
        with self._client(redirect_uri) as client:
            token = _asked(
                lambda: client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                    timeout=PATIENCE,
                )
            )
            claims = self._believed(token, begun)
            name = claims.get(self._chosen.oidc_name_claim) or self._told(client, claims["sub"])
        if not isinstance(name, str) or not name:
            raise ProviderTrouble("unnamed")
        acr = claims.get("acr")
        return Identity(name=name, methods=frozenset([*(claims.get("amr") or ()), *([acr] if acr else ())]))

    def way_out(self, back_to: str) -> str | None:
        """Where a browser ends its session at the provider; None where it offers no such place.

        Raises:
            ProviderTrouble: the provider does not answer.
        """
        end = self._metadata().get("end_session_endpoint")
        if not isinstance(end, str):
            return None
        asked = {"client_id": self._chosen.oidc_client_id, "post_logout_redirect_uri": back_to}
        return f"{end}{'&' if urlsplit(end).query else '?'}{urlencode(asked)}"

    def _client(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            client_id=self._chosen.oidc_client_id,
            client_secret=self._chosen.oidc_client_secret.get_secret_value() or None,
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _asking(self) -> dict[str, str]:
        """Ask for the name and for how it made sure in the signed token, where a provider lets us."""
        if not self._metadata().get("claims_parameter_supported"):
            return {}
        wanted = dict.fromkeys((self._chosen.oidc_name_claim, "amr", "acr"))
        return {"claims": json.dumps({"id_token": wanted})}

    def _believed(self, token: Mapping[str, Any], begun: Begun) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, time and nonce are right."""
        try:
            decoded = self._decoded(str(token["id_token"]))
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self._metadata()["issuer"]},
                    "aud": {"essential": True, "value": self._chosen.oidc_client_id},
                },
                params={
                    "nonce": begun.nonce,
                    "client_id": self._chosen.oidc_client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY)
        except (KeyError, ValueError, JoseError, AuthlibBaseError) as problem:
            raise ProviderTrouble("unbelieved") from problem
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        """Open a token; for a key that is new to us the provider's keys are asked for once more."""
        try:
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except (ValueError, JoseError):
            self._forget(self._endpoint("jwks_uri"))
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)

    def _told(self, client: OAuth2Session, subject: object) -> object:
        """The name from the provider's own answer about the person, where the token does not bear it."""
        if "userinfo_endpoint" not in self._metadata():
            return None
        address = self._endpoint("userinfo_endpoint")
        said = _asked(lambda: client.get(address, timeout=PATIENCE, allow_redirects=False).json())
        if not isinstance(said, dict) or said.get("sub") != subject:
            raise ProviderTrouble("unbelieved")
        return said.get(self._chosen.oidc_name_claim)

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(self._fetched(self._endpoint("jwks_uri")))  # type: ignore[arg-type]

    def _metadata(self) -> dict[str, Any]:
        found = self._fetched(f"{self._issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise ProviderTrouble("unbelieved")
        return found

    def _endpoint(self, name: str) -> str:
        """An address the provider names; one that is less safe than its issuer is not used."""
        found = str(self._metadata().get(name, ""))
        if urlsplit(found).scheme != urlsplit(self._issuer).scheme:
            raise ProviderTrouble("unbelieved")
        return found

    def _fetched(self, address: str) -> dict[str, Any]:
        with self._lock:
            at, known = self._kept.get(address, (0.0, {}))
            if known and time.monotonic() - at < KEPT:
                return known
        found = _asked(lambda: _document(address))
        with self._lock:
            self._kept[address] = (time.monotonic(), found)
        return found

    def _forget(self, address: str) -> None:
        with self._lock:
            self._kept.pop(address, None)


@cache
def provider() -> Provider:
    """This process's provider."""
    return Provider(settings())


def checked_second_factor(identity: Identity, accepted: str) -> bool:
    """Whether the provider says that it asked for more than a password."""
    return bool(identity.methods & {name.strip() for name in accepted.split(",") if name.strip()})


def _document(address: str) -> dict[str, Any]:
    answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
    if answer.status_code != requests.codes.ok:
        raise ProviderTrouble("down")
    found = answer.json()
    if not isinstance(found, dict):
        raise ProviderTrouble("down")
    return found


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except (requests.RequestException, ValueError) as problem:
        raise ProviderTrouble("down") from problem
    except AuthlibBaseError as problem:
        raise ProviderTrouble("refused") from problem

"""What a browser does beside its websocket: signs in through the page, keeps the cookie, fetches papers."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import httpx
from pyotp.totp import TOTP
from streamlit.proto.WidgetStates_pb2 import WidgetState

from data_access.documents import FIRST_SEEN
from operations.bench.reviewers.tab import PATIENCE, Lost, Tab


class Refused(Exception):  # noqa: N818 - named by the fact.
    """The desk answered something else than was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who signs in: user name and password, and the secret of the code app where the role needs one."""

    username: str
    password: str
    code_secret: str = ""
    analyst: bool = False
    """Walks the pages of figures instead of working through cases."""
    address: str = ""
    """The process of the desk that a balancer leads this person to; "" where there is one for all."""


class Building:
    """The one way to a desk that all browsers of a process share; their cookies stay apart."""

    def __init__(self, address: str, certificate: str = "") -> None:
        self.address = address.rstrip("/")
        self.trusted = _trusted(certificate) if self.address.startswith("https") else None
        self.http = httpx.AsyncClient(
            base_url=self.address,
            verify=self.trusted or False,
            trust_env=False,
            timeout=PATIENCE,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
        )
        # Nobody's cookie may be sent with another's request.
        self.http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def close(self) -> None:
        """Give up the connections that fetch papers."""
        await self.http.aclose()


class Browser:
    """One person's browser: a cookie and a tab."""

    def __init__(self, building: Building, person: Person) -> None:
        self._building = building
        self._person = person
        self._cookie = ""
        self.tab = Tab(building.address, trusted=building.trusted)

    async def sign_in(self) -> None:
        """Through the page: its form, the code where one is asked for, ticket, cookie, the first page.

        Raises:
            Refused: the form or the ticket did not let this person in.
            Lost: the connection broke.
        """
        await self.tab.leave()
        tab = self.tab = Tab(self._building.address, trusted=self._building.trusted)
        await tab.connect()
        await tab.open()
        await self.send_form()
        if tab.page.has("sign_in.code"):
            await self._send_code()
        if not tab.page.has("sign_in.opener"):
            raise Refused(f"{self._person.username}: {tab.page.errors()}")
        self._cookie = await self._exchange(tab.given("sign_in.opener")["ticket"])
        await self.come_back(anew=True)
        await self.tab.open()

    async def send_form(self) -> None:
        """Fill the package's form, whose fields have no keys of ours, and send it.

        Raises:
            Refused: no such form is drawn, as while the records do not answer.
        """
        drawn = list(self.tab.page.drawn())
        fields = [one.id for kind, one in drawn if kind == "text_input"]
        buttons = [one.id for kind, one in drawn if kind == "button" and one.is_form_submitter]
        told = (self._person.username, self._person.password)
        if len(fields) != len(told) or not buttons:
            raise Refused(f"{self._person.username}: no form to sign in by; {self.tab.page.errors()}")
        await self.tab.submit(
            *(WidgetState(id=name, string_value=value) for name, value in zip(fields, told, strict=True)),
            WidgetState(id=buttons[0], trigger_value=True),
        )

    async def come_back(self, *, anew: bool = False) -> None:
        """Connect with the cookie; `anew` as a page that was loaded, else as one that lost its connection.

        Raises:
            Lost: nobody answers.
        """
        tab = Tab(self._building.address, self._cookie, self._building.trusted)
        if not anew:
            tab.page.session_id = self.tab.page.session_id
        await self.tab.leave()
        self.tab = tab
        await tab.connect()

    async def look_at(self, paper: int) -> None:
        """Fetch what the viewer fetches when a paper is opened: what there is to see, and its first page.

        Raises:
            Refused: an answer other than 2xx.
            Lost: nobody answers.
        """
        await self.fetch(f"/papers/{paper}")
        await self.fetch(f"/papers/{paper}/pages/1?w={FIRST_SEEN}")

    async def fetch(self, path: str) -> bytes:
        """The bytes at an address, as this person.

        Raises:
            Refused: an answer other than 2xx.
            Lost: nobody answers.
        """
        try:
            answer = await self._building.http.get(path, headers={"cookie": self._cookie})
        except httpx.TransportError as problem:
            raise Lost(type(problem).__name__) from problem
        if not answer.is_success:
            raise Refused(f"{answer.status_code} at {path}")
        return answer.content

    async def _send_code(self) -> None:
        button = self.tab.page.widget("sign_in.continue")[1].id
        field = self.tab.page.widget("sign_in.code")[1].id
        code = TOTP(self._person.code_secret).at(datetime.now(UTC))
        await self.tab.submit(
            WidgetState(id=field, string_value=code), WidgetState(id=button, trigger_value=True)
        )

    async def _exchange(self, ticket: str) -> str:
        headers = {"x-mizan-ticket": ticket, "origin": self._building.address}
        try:
            answer = await self._building.http.post("/session/open", headers=headers)
        except httpx.TransportError as problem:
            raise Lost(type(problem).__name__) from problem
        if not answer.is_success:
            raise Refused(f"the ticket was refused: {answer.status_code}")
        return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def _trusted(certificate: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(Path(certificate)) if certificate else None)

"""A tab without a browser, as one of many in a process: clicks wait for each other, tabs do not."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from operations.bench.reviewers.seen import SeenPage
from operations.drills.raw_client import Silence
from operations.drills.raw_widgets import SEVERAL_TEXTS, events_id, state_of

PATIENCE: Final = 30.0
"""Seconds within which a page must be drawn; longer is an error, as it would be to the reader."""


class Lost(Exception):  # noqa: N818 - named by the fact.
    """The connection broke, or could not be made."""


class Tab:
    """One websocket to a desk, under one session's cookie; an empty cookie is a stranger."""

    def __init__(self, address: str, cookie: str = "", trusted: ssl.SSLContext | None = None) -> None:
        self.page = SeenPage()
        self._address = address
        self._cookie = cookie
        self._trusted = trusted
        self._socket: ClientConnection | None = None

    async def connect(self) -> None:
        """Connect, or connect again: to the same Streamlit session where the server still has it.

        Raises:
            Lost: nobody answers, or the server refuses.
        """
        await self.leave()
        parts = urlsplit(self._address)
        spoken = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]
        if self.page.session_id:
            spoken.append(Subprotocol(self.page.session_id))
        try:
            self._socket = await connect(
                f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/_stcore/stream",
                subprotocols=spoken,
                origin=Origin(self._address),
                additional_headers={"Cookie": self._cookie} if self._cookie else None,
                ssl=self._trusted if parts.scheme == "https" else None,
                max_size=None,
                compression=None,
                proxy=None,
                open_timeout=PATIENCE,
                # A desk that is busy for a while is slow, not gone: that is for the steps' times to tell.
                ping_interval=None,
                close_timeout=1,
            )
        except (OSError, WebSocketException, TimeoutError) as problem:
            raise Lost(type(problem).__name__) from problem

    async def leave(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def open(self, path: str = "", **query: str) -> None:
        """Go to a page by its address, and wait until it is drawn."""
        self.page.start(urlencode(query))
        await self._run(page=path.strip("/"))

    async def click(self, key: str) -> None:
        """Press a button."""
        button = self.page.widget(key)[1].id
        await self._run(WidgetState(id=button, trigger_value=True), touched=button)

    async def fill(self, key: str, value: object) -> None:
        """Write into a field, or choose by an option's words, as leaving it does."""
        kind, one = self.page.widget(key)
        self.page.states[one.id] = state_of(kind, one.id, value)
        await self._run(touched=one.id)

    async def choose(self, key: str, number: int) -> None:
        """Choose an option by its place, whatever its words are."""
        kind, one = self.page.widget(key)
        option = one.options[number]
        word = option.content if kind == "button_group" else option
        await self.fill(key, [word] if kind in SEVERAL_TEXTS else word)

    async def trigger(self, key: str, event: str, value: object) -> None:
        """What a component of ours tells once, such as a row that was opened."""
        told = json.dumps([{"event": event, "value": value}])
        component = self.page.widget(key)[1].id
        told_once = WidgetState(id=events_id(component), json_trigger_value=told)
        await self._run(told_once, touched=component)

    async def submit(self, *once: WidgetState) -> None:
        """Send a form's fields and its button together."""
        await self._run(*once)

    def given(self, key: str) -> Any:
        """What a component of ours was given to draw.

        Raises:
            LookupError: it is not drawn.
        """
        return json.loads(self.page.widget(key)[1].json)

    async def _run(self, *once: WidgetState, page: str | None = None, touched: str = "") -> None:
        """Ask for a run and read until the page is drawn.

        Raises:
            Lost: the connection broke meanwhile.
            Silence: it was not drawn in time.
        """
        if self._socket is None:
            raise Lost("not connected")
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(self.page.asking(once, page=page, touched=touched))
                while not self.page.take(await self._socket.recv(decode=False)):
                    pass
        except TimeoutError as late:
            raise Silence(f"not drawn within {PATIENCE:.0f} s") from late
        except (OSError, WebSocketException) as problem:
            raise Lost(type(problem).__name__) from problem

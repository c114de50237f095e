"""A reader without a browser: it speaks to the desk over the websocket, and may say what no browser would.

It follows Streamlit's own protocol: a `BackMsg` asks for a run and carries what the widgets hold, each
`ForwardMsg` brings something that is drawn, `script_finished` ends the run. Drills and tests use it, and only
against this machine.
"""

from __future__ import annotations

import json
import socket
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from operations.drills.raw_page import DrawnPage
from operations.drills.raw_way import way_to_desk
from operations.drills.raw_widgets import BOXES, SEVERAL_TEXTS, events_id, state_of

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Silence(Exception):  # noqa: N818 - named by the fact.
    """The desk did not finish a run in time, or closed the connection."""


@dataclass
class RawClient(DrawnPage):
    """One tab. `cookie` is what the session route set; empty is a stranger. `authority` vouches for https.

    `said` is everything the desk ever sent.
    """

    address: str
    cookie: str = ""
    session_id: str = ""
    patience: float = 30.0
    origin: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    authority: Path | None = None
    said: list[bytes] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    page_hash: str = ""
    query: str = ""

    def __post_init__(self) -> None:
        host = urlsplit(self.address)
        if host.hostname not in LOOPBACK:
            raise ValueError(f"only this machine is drilled, not {host.hostname}")
        self._way = ExitStack()
        self._socket = self._connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    # Looking

    def open(self, path: str = "", **query: str) -> Self:
        """Go to a page by its address, as a bookmark would, and wait until it is drawn."""
        self.states.clear()
        self.begin(())
        self.page_hash, self.query = "", urlencode(query)
        self.send(page=path.strip("/"))
        return self.wait()

    def rerun(self) -> Self:
        """Ask for the same page again."""
        self.send()
        return self.wait()

    def has_said(self, words: str) -> bool:
        """Whether words were sent, ever, in whichever message; also inside JSON, where they are escaped."""
        raw, escaped = words.encode(), json.dumps(words)[1:-1].encode()
        return any(raw in message or escaped in message for message in self.said)

    # Acting

    def click(self, key: str, *, wait: bool = True) -> Self:
        """Press a button."""
        self.send(WidgetState(id=self.widget(key)[1].id, trigger_value=True))
        return self.wait() if wait else self

    def fill(self, key: str, value: object, *, send: bool = True) -> Self:
        """Write into a field, or choose by an option's words; `send` runs the page, as leaving it does."""
        kind, one = self.widget(key)
        self.states[one.id] = state_of(kind, one.id, value)
        if send:
            self.send(part=self.part_of(one.id))
            self.wait()
        return self

    def unfold(self, *keys: str) -> Self:
        """Open boxes by their keys, or all there are: what they hold is drawn then."""
        for key in keys or [key for key, kind in self.widgets().items() if kind in BOXES]:
            self.fill(key, value=True)
        return self

    def choose(self, key: str, number: int) -> Self:
        """Choose an option by its place, whatever its words are."""
        kind, one = self.widget(key)
        option = one.options[number]
        word = option.content if kind == "button_group" else option
        return self.fill(key, [word] if kind in SEVERAL_TEXTS else word)

    def trigger(self, key: str, event: str, value: object) -> Self:
        """What a component of ours tells once, such as a row that was opened."""
        told = json.dumps([{"event": event, "value": value}])
        widget = self.widget(key)[1].id
        self.send(WidgetState(id=events_id(widget), json_trigger_value=told), part=self.part_of(widget))
        return self.wait()

    # The wire

    def send(self, *once: WidgetState, page: str | None = None, part: str | None = None) -> None:
        """Ask for a run and do not wait: with what the widgets hold, and what is told once.

        As a browser does, it asks for the `part` alone in which something is touched: the last that is told.
        """
        asked = BackMsg()
        run = asked.rerun_script
        touched = once[-1].id if once and page is None else ""
        run.query_string = self.query
        run.fragment_id = self.part_of(touched) if part is None else part
        run.page_script_hash = "" if page is not None else self.page_hash
        run.page_name = page or ""
        run.widget_states.widgets.extend([*self.states.values(), *once])
        self.tell(asked)

    def tell(self, message: BackMsg) -> None:
        """Send any message at all.

        Raises:
            Silence: the desk has closed the connection.
        """
        try:
            self._socket.send(message.SerializeToString())
        except ConnectionClosed as closed:
            raise Silence(str(closed)) from closed

    def wait(self) -> Self:
        """Read until the page is drawn; a run that leads to another is not the end.

        Raises:
            Silence: it is not in time, or the connection was closed.
        """
        until = time.monotonic() + self.patience
        while (left := until - time.monotonic()) > 0:
            message = self._receive(left)
            if message is None:
                continue
            ended = message.WhichOneof("type") == "script_finished"
            if ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.keep_living_states()
                return self
        raise Silence(f"no end of the run within {self.patience:.0f} s")

    def settle(self, quiet: float = 0.4) -> Self:
        """Read until nothing more comes: of clicks that interrupt each other nobody knows which run ends."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until and self._receive(quiet) is not None:
            pass
        self.keep_living_states()
        return self

    def read_for(self, seconds: float) -> Self:
        """Read what comes within a time, and go on whether or not a run has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._receive(left)
        return self

    def stop(self) -> None:
        """Ask the desk to stop the run."""
        self.tell(BackMsg(stop_script=True))

    def leave(self) -> None:
        """Close the tab politely."""
        self._way.close()

    def cut(self) -> None:
        """Lose the connection in the middle, without a farewell."""
        with suppress(OSError):
            self._socket.socket.shutdown(socket.SHUT_RDWR)
        self._way.close()

    def again(self) -> Self:
        """Come back to the same Streamlit session, as a browser does after a broken connection."""
        self._socket = self._connected()
        return self

    def uploads_to(self, *names: str) -> list[str]:
        """The addresses to which files of these names may be sent."""
        asked = BackMsg()
        asked.file_urls_request.request_id, asked.file_urls_request.session_id = "1", self.session_id
        asked.file_urls_request.file_names.extend(names)
        self.tell(asked)
        until = time.monotonic() + self.patience
        while (left := until - time.monotonic()) > 0:
            message = self._receive(left)
            if message is not None and message.WhichOneof("type") == "file_urls_response":
                return [one.upload_url for one in message.file_urls_response.file_urls]
        raise Silence("no addresses for the files")

    def _connected(self) -> ClientConnection:
        way = way_to_desk(
            self.address,
            session_id=self.session_id,
            origin=self.origin or self.address,
            headers={**self.headers, **({"Cookie": self.cookie} if self.cookie else {})},
            authority=self.authority,
            patience=self.patience,
        )
        return self._way.enter_context(way)

    def _receive(self, within: float) -> ForwardMsg | None:
        try:
            raw = self._socket.recv(timeout=within, decode=False)
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            raise Silence(str(closed)) from closed
        self.said.append(raw)
        message = ForwardMsg.FromString(raw)
        self._take(message)
        return message

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self.page_hash = message.new_session.page_script_hash
            self.begin(message.metadata.run.fragment_ids)
        elif kind == "delta":
            self.draw(message)
        elif kind == "navigation":
            self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string

"""What one tab holds of a page: what was drawn, what its widgets hold, and what it asks for next.

The same protocol as `operations.drills.raw_client` speaks, without its socket and without its memory of all
that was ever said: of two hundred tabs in one process, only what the next click needs is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from operations.drills.raw_widgets import key_of, words_of


@dataclass
class SeenPage:
    """One tab's page. `take` is given every message; `asking` words the next request."""

    session_id: str = ""
    page_hash: str = ""
    query: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)
    _elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    _blocks: set[tuple[int, ...]] = field(default_factory=set)
    _parts: dict[tuple[int, ...], str] = field(default_factory=dict)
    _named: dict[str, tuple[str, Any]] | None = None

    def start(self, query: str) -> None:
        """Forget the page: another address is opened."""
        self.page_hash, self.query = "", query
        self.states.clear()
        self._clear(())

    def asking(
        self, once: Iterable[WidgetState] = (), *, page: str | None = None, touched: str = ""
    ) -> bytes:
        """The request for a run, with what the widgets hold and what is told `once`.

        `page` is an address. Of what is `touched`, an id, only the part of the page is drawn that it stands
        in, as a browser asks.
        """
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string = self.query
        run.page_script_hash = "" if page is not None else self.page_hash
        run.page_name = page or ""
        run.fragment_id = self._part_of(touched)
        run.widget_states.widgets.extend([*self.states.values(), *once])
        return asked.SerializeToString()

    def take(self, raw: bytes) -> bool:
        """Draw one message; whether it ends the run. A run that leads to another is not the end."""
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._draw(message.delta, tuple(message.metadata.delta_path))
        elif kind == "script_finished":
            return self._ended(message)
        elif kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        return False

    def drawn(self) -> Iterator[tuple[str, Any]]:
        """Every element with its kind, in reading order."""
        for place in sorted(self._elements):
            kind = self._elements[place].WhichOneof("type")
            if kind:
                yield kind, getattr(self._elements[place], kind)

    def has(self, key: str) -> bool:
        """Whether something with this key is drawn."""
        return key in self._by_key()

    def widget(self, key: str) -> tuple[str, Any]:
        """The kind and the element of a key.

        Raises:
            LookupError: nothing with this key is drawn.
        """
        found = self._by_key().get(key)
        if found is None:
            raise LookupError(f"{key} is not drawn")
        return found

    def following(self, beginning: str) -> str:
        """The first key that begins so: of a widget whose key also tells what its address says.

        Raises:
            LookupError: there is none.
        """
        found = next((key for key in self._by_key() if key.startswith(beginning)), None)
        if found is None:
            raise LookupError(f"{beginning} is not drawn")
        return found

    def errors(self) -> list[str]:
        """The refusals and apologies that are drawn, and what failed without an apology."""
        alerts = [one.body for kind, one in self.drawn() if kind == "alert" and one.format == one.ERROR]
        return alerts + [one.message for kind, one in self.drawn() if kind == "exception"]

    def tells(self, words: str, *kinds: str) -> bool:
        """Whether an element of one of these kinds says this."""
        return any(kind in kinds and words in words_of(kind, one) for kind, one in self.drawn())

    def _by_key(self) -> dict[str, tuple[str, Any]]:
        if self._named is None:
            self._named = {name: (kind, one) for kind, one in self.drawn() if (name := key_of(one))}
        return self._named

    def _begin(self, message: ForwardMsg) -> None:
        self.session_id = message.new_session.initialize.session_id or self.session_id
        self.page_hash = message.new_session.page_script_hash
        self._clear(message.metadata.run.fragment_ids)

    def _ended(self, message: ForwardMsg) -> bool:
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        living = {getattr(one, "id", "") for _kind, one in self.drawn()}
        self.states = {name: state for name, state in self.states.items() if name in living}
        return True

    def _draw(self, delta: Delta, place: tuple[int, ...]) -> None:
        kind = delta.WhichOneof("type")
        if kind not in {"new_element", "add_block"}:  # A spinner stands over what is there, and goes again.
            return
        self._named = None
        self._parts[place] = delta.fragment_id
        # A block in the place of an element, or of another block, takes all of it away.
        if place in self._blocks:
            depth = len(place)
            self._elements = {at: one for at, one in self._elements.items() if at[:depth] != place}
        if kind == "add_block":
            self._blocks.add(place)
            self._elements.pop(place, None)
            return
        self._elements[place] = delta.new_element
        one = getattr(delta.new_element, delta.new_element.WhichOneof("type") or "", None)
        if getattr(one, "set_value", False):  # The page has written into the field itself.
            self.states.pop(getattr(one, "id", ""), None)

    def _part_of(self, touched: str) -> str:
        if not touched:
            return ""
        places = (at for at, one in self._elements.items() if _id_of(one) == touched)
        return next((self._parts[at] for at in places), "")

    def _clear(self, parts: Collection[str]) -> None:
        """Forget what was drawn of these parts; without any, all of it."""
        for place in [at for at, part in self._parts.items() if not parts or part in parts]:
            self._elements.pop(place, None)
            self._blocks.discard(place)
            del self._parts[place]
        self._named = None


def _id_of(element: Element) -> str:
    kind = element.WhichOneof("type")
    return getattr(getattr(element, kind), "id", "") if kind else ""

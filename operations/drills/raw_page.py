"""What a tab without a browser holds of a page: what was drawn where, and what its fields hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from operations.drills.raw_widgets import box_of, key_of, words_of


@dataclass(kw_only=True)
class DrawnPage:
    """`elements` is what the last run drew, and `boxes` what can be opened, by their place on the page.

    `parts` says of a place which part of the page drew it, where a part is drawn alone.
    """

    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    boxes: dict[tuple[int, ...], tuple[str, Any]] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    parts: dict[tuple[int, ...], str] = field(default_factory=dict)

    def widgets(self) -> dict[str, str]:
        """Of every element with a key, and every box that can be opened: the key, and which kind it is."""
        return {key_of(one): kind for kind, one in self._keyed() if key_of(one)}

    def widget(self, key: str) -> tuple[str, Any]:
        """The kind and the element of a key.

        Raises:
            LookupError: nothing with this key is drawn.
        """
        for kind, one in self._keyed():
            if key_of(one) == key:
                return kind, one
        raise LookupError(f"{key} is not drawn; there are {sorted(self.widgets())}")

    def has(self, key: str) -> bool:
        """Whether something with this key is drawn."""
        return key in self.widgets()

    def texts(self) -> list[str]:
        """The words that are drawn, in reading order."""
        return [text for kind, one in self.drawn() if (text := words_of(kind, one))]

    def errors(self) -> list[str]:
        """The refusals and apologies that are drawn, and what failed without an apology."""
        alerts = [one.body for kind, one in self.drawn() if kind == "alert" and one.format == one.ERROR]
        return alerts + [one.message for kind, one in self.drawn() if kind == "exception"]

    def part_of(self, widget: str) -> str:
        """The part that is drawn alone when this widget, by its id, is touched; "" for the whole page."""
        places = (at for at, one in self._placed() if getattr(one, "id", "") == widget)
        return next((self.parts.get(at, "") for at in places), "")

    def begin(self, parts: Collection[str]) -> None:
        """Forget what was drawn of these parts, or all of it: it is drawn anew."""
        self._forget(lambda at: not parts or self.parts.get(at) in parts)

    def draw(self, message: ForwardMsg) -> None:
        """Put one element or block in its place."""
        delta, place = message.delta, tuple(message.metadata.delta_path)
        # A block in the place of an element, or of another block, takes all of it away.
        self._forget(lambda at: at[: len(place)] == place)
        if delta.fragment_id:
            self.parts[place] = delta.fragment_id
        if box := box_of(delta.add_block):
            self.boxes[place] = box
        if delta.WhichOneof("type") == "new_element":
            self.elements[place] = delta.new_element
            one = getattr(delta.new_element, delta.new_element.WhichOneof("type") or "", None)
            if getattr(one, "set_value", False):  # The page has written into the field itself.
                self.states.pop(getattr(one, "id", ""), None)

    def drawn(self) -> Iterator[tuple[str, Any]]:
        """Every element with its kind, in reading order."""
        for place in sorted(self.elements):
            kind = self.elements[place].WhichOneof("type")
            if kind:
                yield kind, getattr(self.elements[place], kind)

    def _keyed(self) -> Iterator[tuple[str, Any]]:
        yield from self.drawn()
        yield from self.boxes.values()

    def _forget(self, is_gone: Callable[[tuple[int, ...]], bool]) -> None:
        for at in [at for at in {*self.elements, *self.boxes, *self.parts} if is_gone(at)]:
            for kept in (self.elements, self.boxes, self.parts):
                kept.pop(at, None)

    def _placed(self) -> Iterator[tuple[tuple[int, ...], Any]]:
        for place, element in self.elements.items():
            kind = element.WhichOneof("type")
            yield place, getattr(element, kind) if kind else None
        yield from ((place, one) for place, (_kind, one) in self.boxes.items())

    def keep_living_states(self) -> None:
        """Forget what fields held that are no longer drawn."""
        living = {getattr(one, "id", "") for _kind, one in self._keyed()}
        self.states = {name: state for name, state in self.states.items() if name in living}

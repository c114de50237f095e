"""What a widget is called on the wire, what it says, and how it is filled."""

from __future__ import annotations

import json
from typing import Any, Final

from streamlit.proto.WidgetStates_pb2 import WidgetState

ONE_TEXT: Final = frozenset({"text_input", "text_area", "selectbox", "radio"})
SEVERAL_TEXTS: Final = frozenset({"multiselect", "button_group", "date_input"})

BOXES: Final = frozenset({"popover", "expandable"})
"""What holds other elements and may be filled only once it is open."""


def box_of(block: Any) -> tuple[str, Any] | None:
    """The kind of a block and what says it, of one that tells when it is opened; None of any other."""
    kind = block.WhichOneof("type")
    found = getattr(block, kind) if kind in BOXES else None
    return (kind, found) if found is not None and found.id else None


def events_id(component: str) -> str:
    """The id under which a component of ours tells what happened once."""
    return f"$$STREAMLIT_INTERNAL_KEY_{component}__events"


def key_of(one: Any) -> str:
    """The key a page gave: the end of an id like `$$ID-<hash>-page.thing`."""
    parts = str(getattr(one, "id", "")).split("-", 2)
    return parts[2] if len(parts) == 3 and parts[2] != "None" else ""  # noqa: PLR2004 - prefix, hash, key.


def words_of(kind: str, one: Any) -> str:
    """The words of an element; of a component of ours what it was given."""
    if kind == "bidi_component":
        return str(one.json)
    for name in ("body", "label", "message", "text"):
        if isinstance(found := getattr(one, name, None), str) and found:
            return found
    return ""


def state_of(kind: str, widget: str, value: object) -> WidgetState:
    """What a widget of this kind tells when it holds a value."""
    if kind in ONE_TEXT:
        return WidgetState(id=widget, string_value=str(value))
    if kind in SEVERAL_TEXTS:
        state = WidgetState(id=widget)
        state.string_array_value.data.extend(value)  # type: ignore[arg-type]
        # An empty choice is a choice too.
        state.string_array_value.SetInParent()
        return state
    if kind in {"checkbox", *BOXES}:
        return WidgetState(id=widget, bool_value=bool(value))
    if kind == "number_input":
        return WidgetState(id=widget, double_value=float(value))  # type: ignore[arg-type]
    if kind == "bidi_component":
        return WidgetState(id=widget, json_value=json.dumps(value))
    raise LookupError(f"nobody has said yet how to fill a {kind}")

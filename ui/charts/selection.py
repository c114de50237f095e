"""What a reader clicked in a figure, read from what Streamlit hands back."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def selected_codes(event: object) -> tuple[str, ...]:
    """The codes of the last point clicked, as its figure's function names them; () for none.

    `event` is what `st.plotly_chart(..., on_select=...)` returns or keeps under its key, or nothing.
    """
    points = _list(_of(_of(event, "selection"), "points"))
    return _codes(_of(points[-1], "customdata")) if points else ()


def _codes(given: object) -> tuple[str, ...]:
    if isinstance(given, Mapping):  # Streamlit names the places of a list in some events.
        given = list(cast("Mapping[str, object]", given).values())
    if isinstance(given, str):
        return (given,)
    return tuple(str(code) for code in _list(given) if code not in (None, ""))


def _of(thing: object, name: str) -> object:
    return cast("Mapping[str, Any]", thing).get(name) if isinstance(thing, Mapping) else None


def _list(thing: object) -> Sequence[object]:
    several = isinstance(thing, Sequence) and not isinstance(thing, str)
    return cast("Sequence[object]", thing) if several else ()

"""Boxes that are drawn empty and filled when somebody opens them: most are never opened."""

from collections.abc import Callable
from typing import Any

from dashboard.session import remember, remembered


def unfolded(kind: Callable[..., Any], label: str, key: str, of: str) -> Any:
    """Draw a box; returns it to be filled if it is open, or has been, else None.

    What was typed into it stays there when it is closed.

    Args:
        kind: `st.popover` or `st.expander`.
        label: what the box says, worded.
        key: its key, `page.thing`.
        of: what the page is about; for another one the box is folded again.
    """
    box, seen = kind(label, key=key, on_change="rerun"), f"{key}_of"
    if box.open and remembered(seen, None) != of:
        remember(seen, of)
    return box if remembered(seen, None) == of else None

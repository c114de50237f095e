"""Boxes that are drawn empty and filled when somebody opens them: most are never opened."""

from typing import Any

from dashboard.session import remember, remembered


def unfolded(box: Any, key: str, of: str) -> bool:
    """Whether a box is open, or has been: what was typed into it stays there when it is closed.

    Args:
        box: an `st.popover` or `st.expander` made with this key and `on_change="rerun"`.
        key: its key, `page.thing`.
        of: what the page is about; for another one the box is folded again.
    """
    seen = f"{key}_of"
    if box.open and remembered(seen, None) != of:
        remember(seen, of)
    return remembered(seen, None) == of

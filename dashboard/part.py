"""A part of a page that is drawn alone while only it changes; the rest of the page stays as it stands.

A run of a part passes neither the gate nor the frame. So the part itself looks up who reads, and gives way to
a run of the whole page, which words it, for anybody but the person the page was drawn for.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from casework.actors import Staff
from dashboard.session import arrived, standing, who
from data_access.errors import StorageError

P = ParamSpec("P")


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Let a function draw a part of a page: what is touched inside it runs this function alone.

    It is given what the last run of the whole page gave it, and may not ask for what it does not hold.
    """

    @st.fragment
    @wraps(draw)
    def again(viewer: Staff, *args: P.args, **kwargs: P.kwargs) -> None:
        if not _drawn_alone():
            draw(*args, **kwargs)
            return
        try:
            found = standing()
        except StorageError:
            found = None
        if found is None or not found.ready or found.staff != viewer:
            st.rerun()
        with arrived(found):
            draw(*args, **kwargs)

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        again(who(), *args, **kwargs)

    return drawn


def draw_whole_page() -> None:
    """From a callback of something inside a part: what it did concerns the whole page."""
    if _drawn_alone():
        st.rerun()


def _drawn_alone() -> bool:
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.fragment_ids_this_run)

"""One choice of what narrows a page: everything, or one code; the address says which."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.text import gettext as _


def one_or_all(
    label: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    name: str,
    chosen: str | None,
    key: str,
    on_change: Callable[[str], None],
) -> None:
    """Offer everything or one of the options; what the address chose is offered in any case.

    Args:
        label: what is chosen, worded.
        options: codes, in the order in which they are offered.
        words: words a code.
        name: the part of the address, handed to `on_change`.
        chosen: the code the address chose.
        key: the widget's key, `page.thing`, preset by the page to what the address says.
        on_change: writes the choice into the address.
    """
    offered = options if chosen is None or chosen in options else [*options, chosen]
    st.selectbox(
        label,
        offered,
        index=None,
        placeholder=_("All"),
        format_func={code: words(code) for code in offered}.get,
        key=key,
        on_change=on_change,
        args=(name,),
    )

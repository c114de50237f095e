"""The address of the page of messages: which list, and from which place on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import streamlit as st

from casework.actors import Staff
from dashboard.session import remember, remembered
from data_access.queries.messages import NEEDED_FOR, Before, LeftView
from ui.text import gettext as _

_VIEW: Final = "messages.view"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the address asks for; `odd` says that a part of it was not understood and left out."""

    view: LeftView
    before: Before | None
    odd: bool


def views_of(viewer: Staff) -> tuple[LeftView, ...]:
    """The lists this person may see."""
    return tuple(view for view in LeftView if viewer.may(NEEDED_FOR[view]))


def read_address(viewer: Staff) -> Address:
    """Understand the address; what it cannot mean is left out."""
    mine = views_of(viewer)
    asked, place = st.query_params.get("view"), st.query_params.get("before")
    view = next((one for one in mine if one == asked), None)
    before = _place(place) if place else None
    odd = (asked is not None and view is None) or (place is not None and before is None)
    return Address(view=view or mine[0], before=before, odd=odd)


def view_control(asked: Address, viewer: Staff) -> None:
    """The choice between the lists, where there is one."""
    mine = views_of(viewer)
    if len(mine) > 1:
        remember(_VIEW, asked.view)
        words = {LeftView.UNDELIVERED: _("Not delivered"), LeftView.KEPT: _("Mailbox: not sent")}
        st.segmented_control(
            _("List"), mine, format_func=words.get, key=_VIEW, on_change=_chosen, label_visibility="collapsed"
        )


def go_on(before: Before | None) -> None:
    """Show the messages from this place on; a callback."""
    if before is None:
        st.query_params.pop("before", None)
    else:
        moment = (before.moved_at - _EPOCH) // _MICRO
        st.query_params["before"] = f"{moment}.{before.id.hex}"


def _chosen() -> None:
    st.query_params.pop("before", None)
    st.query_params["view"] = str(remembered(_VIEW, None) or LeftView.UNDELIVERED)


def _place(text: str) -> Before | None:
    moment, _, number = text.partition(".")
    try:
        return Before(moved_at=_EPOCH + int(moment) * _MICRO, id=UUID(hex=number))
    except (ValueError, OverflowError):
        return None

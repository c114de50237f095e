"""The screens of the desk, who may open which, and how one leads to another."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from casework.actors import Staff
from casework.permissions import Permission
from dashboard.settings import ROOT
from ui.text import N_
from ui.text import gettext as _

PAYMENT: Final = N_("Payment")
FIGURES: Final = N_("Figures")
MORE: Final = N_("More")
# The bar has room for so many names at 1,024 pixels, in either language.
_ROOM: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One file under `pages/`; `needs` is any one of these permissions, none of them means everybody."""

    file: str
    path: str
    title: str
    needs: frozenset[Permission] = frozenset()
    listed: bool = True
    group: str = ""
    """Under which heading a full menu names it; the bar itself keeps what has none."""

    @property
    def source(self) -> Path:
        """The page's file."""
        return ROOT / "pages" / self.file

    def page(self, *, listed: bool | None = None, default: bool = False) -> Any:
        """Streamlit's object for this screen, titled in the reader's language. Only within a run."""
        shown = self.listed if listed is None else listed
        # Whether a page may run now is kept in the object itself, so each run has its own.
        return copy(_made(self.source, _(self.title), self.path, default=default, shown=shown))

    def open(self, **query: str) -> None:
        """Go there now; `query` becomes the address's query, so never personal data."""
        st.switch_page(self.page(), query_params=query)

    def listed_for(self, staff: Staff) -> bool:
        """Whether this person's menu names the screen."""
        return self.listed and self.open_to(staff)

    def open_to(self, staff: Staff) -> bool:
        """Whether this person may open the screen."""
        return not self.needs or any(staff.may(permission) for permission in self.needs)


@cache
def _made(source: Path, title: str, path: str, *, default: bool, shown: bool) -> Any:
    """Made once: Streamlit looks for the file each time, and a run names twenty-one."""
    return st.Page(
        source,
        title=title,
        url_path=path,
        default=default,
        visibility="visible" if shown else "hidden",
    )


QUEUE: Final = Screen(
    file="queue.py", path="queue", title=N_("Cases"), needs=frozenset({Permission.SEE_QUEUE})
)
CASE: Final = Screen(
    file="case.py", path="case", title=N_("Case"), needs=frozenset({Permission.OPEN_CASE}), listed=False
)
INQUIRY: Final = Screen(
    file="inquiry.py", path="inquiry", title=N_("Inquiry"), needs=frozenset({Permission.INQUIRE})
)
# The page of inquiries leads to it; it is no place to begin.
CHECK: Final = Screen(
    file="check.py",
    path="check",
    title=N_("Check a printed answer"),
    needs=frozenset({Permission.INQUIRE}),
    listed=False,
)
CAUSES: Final = Screen(
    file="causes.py",
    path="causes",
    title=N_("Causes"),
    needs=frozenset({Permission.SEE_CAUSES}),
    group=FIGURES,
)
COMPLAINTS: Final = Screen(
    file="complaints.py",
    path="complaints",
    title=N_("Complaints"),
    needs=frozenset({Permission.SEE_COMPLAINTS}),
)
COMPLAINT: Final = Screen(
    file="complaint.py",
    path="complaint",
    title=N_("Complaint"),
    needs=frozenset({Permission.SEE_COMPLAINTS}),
    listed=False,
)
OFFICE: Final = Screen(
    file="office.py",
    path="office",
    title=N_("Office"),
    needs=frozenset({Permission.SEE_OFFICE}),
    group=FIGURES,
)
# Every number of the office opens it; it is no place to begin.
BEHIND: Final = Screen(
    file="behind.py",
    path="behind",
    title=N_("List behind a figure"),
    needs=frozenset({Permission.SEE_OFFICE}),
    listed=False,
)
IMPORT: Final = Screen(
    file="import_.py", path="import", title=N_("Import"), needs=frozenset({Permission.IMPORT}), group=MORE
)
PROGRAMMES: Final = Screen(
    file="programmes.py",
    path="programmes",
    title=N_("Programmes"),
    needs=frozenset({Permission.SEE_PROGRAMMES}),
    group=MORE,
)
TEAM: Final = Screen(
    file="team.py", path="team", title=N_("Team"), needs=frozenset({Permission.SEE_TEAM}), group=FIGURES
)
# The team leads to it; it is no place to begin.
LOOKS: Final = Screen(
    file="looks.py",
    path="looks",
    title=N_("Looks into cases"),
    needs=frozenset({Permission.SEE_TEAM}),
    listed=False,
)
STAFF: Final = Screen(
    file="staff.py", path="staff", title=N_("Staff"), needs=frozenset({Permission.MANAGE_STAFF})
)
MESSAGES: Final = Screen(
    file="messages.py",
    path="messages",
    title=N_("Messages"),
    needs=frozenset({Permission.SEE_MESSAGES}),
    group=MORE,
)
REVIEWS: Final = Screen(
    file="reviews.py",
    path="reviews",
    title=N_("Reviews"),
    needs=frozenset({Permission.SEE_ENTITLEMENTS}),
    group=PAYMENT,
)
# The case and the lists of payments and reviews lead to it.
ENTITLEMENT: Final = Screen(
    file="entitlement.py",
    path="entitlement",
    title=N_("Entitlement"),
    needs=frozenset({Permission.SEE_ENTITLEMENTS}),
    listed=False,
)
PAYMENTS: Final = Screen(
    file="payments.py",
    path="payments",
    title=N_("Payments"),
    needs=frozenset({Permission.SEE_PAYMENTS}),
    group=PAYMENT,
)
# Figures link to it; it is no place to begin.
DEFINITIONS: Final = Screen(
    file="definitions.py",
    path="definitions",
    title=N_("Definitions"),
    needs=frozenset({Permission.SEE_OFFICE, Permission.SEE_CAUSES, Permission.SEE_TEAM}),
    listed=False,
)
ACCOUNT: Final = Screen(file="account.py", path="account", title=N_("My account"), group=MORE)

# Streamlit ignores the address of its default page, so no screen with an address of its own may be it.
START: Final = Screen(file="start.py", path="start", title=N_("Mizan"), listed=False)

SCREENS: Final = (
    *(START, QUEUE, CASE, INQUIRY, CHECK, COMPLAINTS, COMPLAINT, REVIEWS, ENTITLEMENT),
    *(OFFICE, BEHIND, TEAM, LOOKS, CAUSES),
    *(STAFF, PAYMENTS, IMPORT, MESSAGES, PROGRAMMES, DEFINITIONS, ACCOUNT),
)


def first_screen(staff: Staff) -> Screen:
    """Where this person's day begins."""
    return next(screen for screen in SCREENS[1:] if screen.open_to(staff))


def pages_for(staff: Staff | None) -> Iterable[tuple[Screen, Any]]:
    """Every screen: those not for this person stay known, so that a link to one is answered in words.

    A stranger gets them all unlisted: the address of a deep link survives signing in.
    """
    for screen in SCREENS:
        listed = staff is not None and screen.listed_for(staff)
        yield screen, screen.page(listed=listed, default=screen is START)


def grouped(screens: Iterable[tuple[Screen, Any]], staff: Staff | None) -> Mapping[str, list[Any]]:
    """The pages by the heading under which the menu names them; a short menu has none."""
    known = list(screens)
    listed = [screen for screen, _page in known if staff is not None and screen.listed_for(staff)]
    crowded = len(listed) > _ROOM
    groups: dict[str, list[Any]] = {}
    for screen, page in known:
        heading = _(screen.group) if crowded and screen.group and screen in listed else ""
        groups.setdefault(heading, []).append(page)
    return groups

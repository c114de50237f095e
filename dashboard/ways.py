"""Every way into the house, and who may take it. What is not on this list is closed to everybody.

The list is compared with the routes of the running server by a test: a route that nobody thought of is a
route that nobody is let through.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from dashboard.navigation import SCREENS


class Who(Enum):
    """Who may take a way."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    OWNER = "the session it belongs to"
    ADMINISTRATOR = "administrators"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A path, or with a slash at its end everything below it, and the methods it answers to."""

    path: str
    methods: frozenset[str]
    who: Who
    kept: bool = False
    """Whether a browser or a proxy may keep the answer: the same for everybody, and about nobody."""

    def leads(self, path: str) -> bool:
        """Whether this is the way to a path."""
        return (
            path.startswith(self.path) if self.path.endswith("/") and self.path != "/" else path == self.path
        )


_READ: Final = frozenset({"GET", "HEAD"})
_POST: Final = frozenset({"POST"})

# A screen's address brings the empty page, whoever asks; what is on it comes through the websocket.
SHELLS: Final = tuple(
    Way(path=path, methods=_READ, who=Who.ANYBODY, kept=True)
    for path in ("/", *(f"/{screen.path}" for screen in SCREENS))
)
STREAM: Final = Way(path="/_stcore/stream", methods=frozenset({"WEBSOCKET"}), who=Who.ANYBODY)
WAYS: Final = (
    *SHELLS,
    STREAM,
    # What the sign-in page is made of.
    Way(path="/static/", methods=_READ, who=Who.ANYBODY, kept=True),
    Way(path="/assets/", methods=_READ, who=Who.ANYBODY, kept=True),
    Way(path="/favicon.png", methods=_READ, who=Who.ANYBODY, kept=True),
    Way(path="/language/", methods=_READ, who=Who.ANYBODY),
    Way(path="/_stcore/health", methods=_READ, who=Who.ANYBODY),
    Way(path="/_stcore/host-config", methods=_READ, who=Who.ANYBODY),
    Way(path="/healthz", methods=_READ, who=Who.ANYBODY),
    # Coming and going.
    Way(path="/session/open", methods=_POST, who=Who.ANYBODY),
    Way(path="/session/close", methods=_POST, who=Who.ANYBODY),
    Way(path="/sso/start", methods=_READ, who=Who.ANYBODY),
    Way(path="/sso/callback", methods=_READ, who=Who.ANYBODY),
    Way(path="/sso/left", methods=_READ, who=Who.ANYBODY),
    Way(path="/sso/leave", methods=_READ, who=Who.ANYBODY),
    # The SMS gateway: what it reports is signed, and nothing else about it is believed.
    Way(path="/reports/messages", methods=_POST, who=Who.ANYBODY),
    # The office's own. Each of these routes asks again who is there and what they may see.
    Way(path="/papers/", methods=_READ, who=Who.SIGNED_IN),
    Way(path="/cases/", methods=_READ, who=Who.SIGNED_IN),
    Way(path="/inquiries/", methods=_READ, who=Who.SIGNED_IN),
    Way(path="/exports/", methods=_READ, who=Who.SIGNED_IN),
    Way(path="/imports/", methods=_READ, who=Who.SIGNED_IN),
    # Streamlit's. It knows no persons, so the door compares whose session a file belongs to.
    Way(path="/_stcore/upload_file/", methods=frozenset({"PUT", "DELETE"}), who=Who.OWNER),
    Way(path="/media/", methods=_READ, who=Who.OWNER),
    Way(path="/_stcore/bidi-components/", methods=_READ, who=Who.SIGNED_IN),
    Way(path="/_stcore/metrics", methods=_READ, who=Who.ADMINISTRATOR),
)
CLOSED: Final = Way(path="", methods=frozenset(), who=Who.NOBODY)
_CROOKED: Final = re.compile(r"//|\\|[\x00-\x1f\x7f]|(?:^|/)\.\.?(?:/|$)")


def way_to(path: str, method: str) -> Way:
    """The way to a path by a method; `CLOSED` where there is none, and for a path that is not straight."""
    if _CROOKED.search(path):
        return CLOSED
    return next((way for way in WAYS if way.leads(path) and method in way.methods), CLOSED)

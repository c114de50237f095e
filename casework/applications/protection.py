"""Cases that only supervisors and whoever has them in hand open."""

from __future__ import annotations

from datetime import datetime

from casework.actors import Staff
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.remarks import must_say
from casework.errors import AlreadySo


def protect(application: Application, note: str, *, by: Staff, at: datetime) -> None:
    """Keep the case from everybody but supervisors and its holder, saying why.

    Raises:
        AlreadySo, NoteMissing, TextTooLong.
    """
    _guard(application, EventKind.PROTECTED, note, by=by, at=at)


def unprotect(application: Application, note: str, *, by: Staff, at: datetime) -> None:
    """Open the case again to everybody who is competent for it, saying why.

    Raises:
        AlreadySo, NoteMissing, TextTooLong.
    """
    _guard(application, EventKind.UNPROTECTED, note, by=by, at=at)


def _guard(application: Application, kind: EventKind, note: str, *, by: Staff, at: datetime) -> None:
    must_say(note)
    wanted = kind is EventKind.PROTECTED
    if application.protected is wanted:
        raise AlreadySo(what=kind)
    application.protected = wanted
    application.happened(kind, by=by, at=at, note=note.strip())

"""The reasons whose decisions are all looked at twice now, because too many of them were overturned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.countries.pack import packs
from casework.permissions import Permission
from data_access.overturns import doubted_reasons


def overturned(connection: Connection, *, viewer: Staff, on: date) -> Mapping[str, frozenset[str]]:
    """By programme, on a local day. It is a rule of the programmes, so it is told of all of them.

    Raises:
        NotAllowed: the viewer may not see the programmes.
    """
    viewer.must_be_allowed(Permission.SEE_PROGRAMMES)
    return doubted_reasons(connection, [code for pack in packs().values() for code in pack.programmes], on)

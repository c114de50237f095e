"""What the office's database and its copy are asked before it is opened; the answers as in `deployment`."""

from typing import Final

from data_access.append_only import could_change_the_journal
from data_access.engine import for_reading, make_engine, storage_errors
from data_access.partitions import room_ahead
from data_access.replica import Replica
from operations.deployment import Place

FEW_PARTS: Final = 3
"""Fewer parts of the journal ahead of the newest case than this are worth a word."""


def journal(place: Place) -> str:
    """Whether the desk's own role could change what was recorded; of SQLite another check speaks."""
    if not place.postgres:
        return ""
    with place.engine.connect() as connection:
        return (
            "the desk's role could change what was recorded" if could_change_the_journal(connection) else ""
        )


def journal_room(place: Place) -> str:
    """Parts of the journal for the cases to come; what finds none lies in the part beyond."""
    with storage_errors(), for_reading(place.engine).connect() as connection:
        room = room_ahead(connection)
    if room is None:
        return ""
    if room.beyond:
        return "lines lie in journal_beyond, which has no range of its own"
    return "" if room.ahead >= FEW_PARTS else f"{room.ahead} lie ahead of the newest case"


def replica(place: Place) -> str:
    """The copy that figures are read from: whether it follows, and how far behind it is."""
    if not place.settings.replica_url:
        return ""
    engine = make_engine(place.settings.replica)
    try:
        behind = Replica(engine=engine, most=place.settings.replica_lag).behind()
    finally:
        engine.dispose()
    if behind is None:
        return "it follows no primary"
    late = behind > place.settings.replica_lag
    return f"it is {behind.total_seconds():.0f} s behind" if late else ""

"""Whether messages were promised by what the journal of their case says, and stand where it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from casework.applications.events import EventKind
from casework.messages import JOURNAL_OF, MessageState
from casework.notices import ABOUT_DECISION, news_of

Row = Mapping[Any, Any]
Wrong = tuple[str, int | str | None, str]
"""A table, a row of it, and what is wrong."""

_SAID_OF: Final = frozenset(JOURNAL_OF.values())
_ON_ITS_WAY: Final = frozenset(
    {
        *(MessageState.HELD, MessageState.QUEUED, MessageState.SENDING),
        *(MessageState.KEPT, MessageState.WITHHELD),
    }
)
_STANDS_AFTER: Final[Mapping[str | None, frozenset[str]]] = {
    None: _ON_ITS_WAY,
    EventKind.MESSAGE_SENT: frozenset({MessageState.SENT}),
    EventKind.MESSAGE_DELIVERED: frozenset({MessageState.DELIVERED}),
    EventKind.MESSAGE_UNDELIVERED: frozenset({MessageState.UNDELIVERED}),
    EventKind.MESSAGE_RETRIED: _ON_ITS_WAY,
}
"""Where a message can stand after the last line of the journal about it; None is no line."""


def untrue_messages(
    messages: Sequence[Row], decisions: Sequence[Row], lines: Sequence[Row]
) -> Iterator[Wrong]:
    """Each decision promises a message, and so do other lines; no message without either.

    News that travels on two ways is one promise. Where a message stands is what the journal says of it last.
    """
    yield from _of_decisions(messages, decisions)
    yield from _of_lines(messages, lines)
    yield from _where_they_stand(messages, lines)


def _of_decisions(messages: Sequence[Row], decisions: Sequence[Row]) -> Iterator[Wrong]:
    numbers = {row["id"] for row in decisions}
    for number in sorted(numbers - {row["decision_id"] for row in messages}):
        yield "decisions", number, "no message was promised with it"
    for row in messages:
        if row["decision_id"] is not None and row["decision_id"] not in numbers:
            yield "outbox", str(row["id"]), "no decision of this case promises it"


def _of_lines(messages: Sequence[Row], lines: Sequence[Row]) -> Iterator[Wrong]:
    told = {(news_of(line["kind"], line["facts"]), line["at"]) for line in lines}
    promised = {(key, at) for key, at in told if key and key not in ABOUT_DECISION}
    there = {(row["key"], row["promised_at"]) for row in messages if row["decision_id"] is None}
    for key, at in sorted(promised - there):
        yield "outbox", None, f"no message {key} of {at:%Y-%m-%d} was promised"
    for key, at in sorted(there - promised):
        yield "outbox", None, f"no line of the journal promises the message {key} of {at:%Y-%m-%d}"


def _where_they_stand(messages: Sequence[Row], lines: Sequence[Row]) -> Iterator[Wrong]:
    said: dict[str, str] = {}
    for line in lines:
        if line["kind"] in _SAID_OF:
            said[str(dict(line["facts"]).get("message"))] = line["kind"]
    in_person = {
        (row["key"], row["promised_at"])
        for row in messages
        if said.get(str(row["id"])) == EventKind.MESSAGE_TOLD
    }
    for row in messages:
        last = said.get(str(row["id"]))
        if row["status"] == MessageState.TOLD:
            fits = (row["key"], row["promised_at"]) in in_person
        else:
            fits = row["status"] in _STANDS_AFTER.get(last, frozenset())
        if not fits:
            yield "outbox", str(row["id"]), f"it stands as {row['status']}, which the journal does not tell"

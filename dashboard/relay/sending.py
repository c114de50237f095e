"""What a way out answers: taken, perhaps later, or never."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from casework.messages import DueMessage, Wording


class Answer(StrEnum):
    """What a server or gateway makes of a message."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An answer; ``code`` is its number or a word of ours, never an address; ``wait`` if it asks for time."""

    answer: Answer
    code: str = ""
    wait: timedelta | None = None


class Way(Protocol):
    """A way out: sends one message and says what was answered; no trouble of the network is an exception."""

    def send(self, message: DueMessage, wording: Wording) -> Sent:
        """Send it."""
        ...

    def close(self) -> None:
        """Let go of the connection; the next message makes a new one."""
        ...

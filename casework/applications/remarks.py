"""What people write beside an act: how long it may be, and when it must be there."""

from __future__ import annotations

from typing import Final

from casework.errors import NoteMissing, TextTooLong
from casework.written import must_be_a_note

LONGEST_NOTE: Final = 4_000
LONGEST_WORDS: Final = 600


def must_fit(text: str, longest: int = LONGEST_NOTE) -> None:
    """Refuse text that is too long or cannot be kept.

    Raises:
        TextTooLong, HiddenCharacter.
    """
    if len(text) > longest:
        raise TextTooLong(limit=longest)
    must_be_a_note(text)


def must_say(text: str, longest: int = LONGEST_NOTE) -> None:
    """Refuse silence where an act must be explained.

    Raises:
        NoteMissing, TextTooLong, HiddenCharacter.
    """
    must_fit(text, longest)
    if not text.strip():
        raise NoteMissing

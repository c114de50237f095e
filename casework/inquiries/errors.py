"""The refusals of inquiries. They carry facts; the words are in ``ui``."""

from __future__ import annotations

from dataclasses import dataclass

from casework.errors import Refusal


@dataclass(kw_only=True, eq=False)
class NumberUnfit(Refusal):
    """No national number of any country looks like this; ``faults`` say why, as codes.

    ``digits`` is how many there were; what was typed is not carried, for it may be somebody's number.
    """

    faults: tuple[str, ...]
    digits: int = 0


@dataclass(kw_only=True, eq=False)
class NoSuchAnswer(Refusal):
    """No answer was issued with this check code; ``mistyped`` where no code looks like this."""

    mistyped: bool

"""What a piece of news is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class News:
    """One notice: what its SMS says, the subject of its e-mail, and what fills the blanks of both.

    ``{programme}``, ``{reference}`` and ``{reasons}`` are filled for every notice; ``fills`` words the others
    from the notice's facts, in the language being spoken.
    """

    sms: str
    subject: str
    fills: Callable[[Mapping[str, Any]], Mapping[str, str]] = lambda _facts: {}

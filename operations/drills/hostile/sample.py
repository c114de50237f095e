"""One paper of the corpus."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SHOWN: Final = None
"""The verdict on a paper that can be shown."""
HARMLESS_OR_BROKEN: Final = (SHOWN, "broken")
"""Readers differ on it; what matters is that it ends soon and does no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A paper: how it is made, the name it comes under, and the verdicts that are right."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[str | None, ...]

    def is_right(self, fault: str | None) -> bool:
        """Whether a clerk would agree with this verdict.

        On a busy machine what exhausts its time may have had too little of it to be judged: also right.
        """
        return fault in self.expected or (fault == "not_checked" and "broken" in self.expected)


def samples(expected: tuple[str | None, ...], **made: Callable[[], bytes]) -> tuple[Sample, ...]:
    """Several papers that deserve the same verdict, by name."""
    return tuple(
        Sample(name=name.replace("_", " "), make=make, expected=expected) for name, make in made.items()
    )

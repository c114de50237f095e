"""What a drill says at its end: its figures, and whether they are what they must be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The figures of one drill, in the order they are told; `passed` when each is what it must be."""

    name: str
    columns: Mapping[str, object] = field(default_factory=dict)
    passed: bool

    @property
    def figures(self) -> str:
        """All figures in one line."""
        return " · ".join(f"{name} {_told(value)}" for name, value in self.columns.items())


class Drill(Protocol):
    """What a drill's module offers: `scale` 1 is the full drill, `out` is told how it goes."""

    def __call__(self, scale: float, out: Callable[[str], Any]) -> Result:
        """Run it on throw-away databases and folders."""
        ...


def of(full: int, scale: float, *, least: int = 1) -> int:
    """So many of the full number."""
    return max(least, round(full * scale))


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)

"""What is learned by examining a paper, and how far an examination may go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

BROKEN: Final = "broken"
ENCRYPTED: Final = "encrypted"
ACTIVE: Final = "active"
TOO_LARGE: Final = "too_large"
TOO_MANY_PAGES: Final = "too_many_pages"
UNSUPPORTED: Final = "unsupported"
POOR_RESOLUTION: Final = "poor_resolution"
BLURRED: Final = "blurred"
INFECTED: Final = "infected"
NOT_CHECKED: Final = "not_checked"
"""Says nothing about the paper: the virus scanner or the machine could not look at it, and will again."""
STARVED: Final = 71
"""A child's last word when the clock ran out before the paper got its share of the processor."""

FAULTS: Final = (
    BROKEN,
    ENCRYPTED,
    ACTIVE,
    TOO_LARGE,
    TOO_MANY_PAGES,
    UNSUPPORTED,
    POOR_RESOLUTION,
    BLURRED,
    INFECTED,
    NOT_CHECKED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far one examination may go. What goes further is refused, whatever it is."""

    bytes: int = 10 * 1024 * 1024
    pages: int = 50
    pixels: int = 90_000_000
    """Of one picture when decoded: a sheet of A3 at 600 dots an inch is 70 million."""
    page_side: int = 2000
    """The long side of a page image, in pixels: A4 at 171 dots an inch."""
    objects: int = 500_000
    """Of one PDF. Fifty pages drawn line by line have some thousands."""
    shown_bytes: int = 40 * 1024 * 1024
    """Of all page images of one paper together; pages of noise are squeezed harder until they fit."""
    cpu_seconds: int = 7
    """Of one paper; counted by the kernel. Forty-seven scanned pages take three."""
    seconds: float = 8.0
    """Of one paper by the clock. A paper that did not get its processor time within it was not examined."""
    memory: int = 1024 * 1024 * 1024
    """Address space of the examining process, in bytes."""
    least_long_side: int = 900
    least_short_side: int = 550
    """A picture with fewer pixels is too poor to read: a card at 300 dots an inch has 1011 x 638."""
    least_density: float = 75.0
    """Dots an inch of a scan that fills the page of a PDF."""
    most_blur: float = 3.2
    """How far, in pixels of a page 1600 high, even the sharpest marks are smeared (see `sharpness.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a paper turned out to be. With a fault there are no page images: it is kept aside, not shown."""

    media_type: str
    """By content, never by name; `application/octet-stream` when it is nothing we take."""
    size: int
    pages: tuple[tuple[int, int], ...] = ()
    """Width and height of each page image, in pixels."""
    page_images: tuple[bytes, ...] = ()
    """A JPEG a page, upright, with nothing of the camera's notes."""
    fault: str | None = None
    """One of `FAULTS`, or None for a paper that can be shown."""
    measures: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the verdict rests on: pixels, dots an inch, blur, the limit that was met."""

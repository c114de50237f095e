"""Pictures of a paper: decoding within limits, setting upright, and the JPEG that is shown."""

import io
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageCms, ImageOps

from operations.papers.examined import BROKEN, TOO_LARGE, TOO_MANY_PAGES, Limits
from operations.papers.kinds import HEIC, JPEG, PNG, TIFF

_FORMATS: Final = {JPEG: ["JPEG"], PNG: ["PNG"], TIFF: ["TIFF"], HEIC: ["HEIF"]}
_QUALITIES: Final = (80, 60, 40, 25)
_BAD: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, RuntimeError)
_KIND_OF_FRAME: Final = 254
_REDUCED: Final = 1
"""TIFF's tag of what a frame is for, and its bit that says: a smaller copy of another frame."""


class Faulty(Exception):  # noqa: N818 - it is a finding about a paper, not an error of ours.
    """The paper has a fault; `measures` say what was found."""

    def __init__(self, fault: str, **measures: object) -> None:
        super().__init__(fault)
        self.fault = fault
        self.measures = measures


def opened(content: bytes, media_type: str, limits: Limits) -> tuple[Image.Image, tuple[int, ...]]:
    """Open a picture without decoding it; return it and which of its frames are pages."""
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS[media_type])
        frames = _frames(picture, limits) if media_type == TIFF else (0,)
    except _BAD as error:
        raise Faulty(BROKEN) from error
    if len(frames) > limits.pages:
        raise Faulty(TOO_MANY_PAGES, pages=len(frames))
    return picture, frames


def pages_of(picture: Image.Image, frames: tuple[int, ...], limits: Limits) -> Iterator[Image.Image]:
    """Yield each page decoded, upright, on white, in grey or colour."""
    try:
        for number in frames:
            if len(frames) > 1 or number:
                picture.seek(number)
            _refuse_bomb(picture, limits)
            if picture.format == "JPEG" and max(picture.size) > 2 * limits.page_side:
                half = (picture.width // 2, picture.height // 2)
                picture.draft(None, half)
            yield _plain(_upright(picture, alone=len(frames) == 1))
    except _BAD as error:
        raise Faulty(BROKEN) from error


def shown(page: Image.Image, limits: Limits) -> Image.Image:
    """Return the page no larger than it is shown."""
    scale = limits.page_side / max(page.size)
    if scale >= 1:
        return page
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    return page.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def jpeg_of(page: Image.Image, most: float) -> bytes:
    """Return the page as the JPEG that is shown, without any of the notes a camera adds.

    Only a page of noise is larger than `most` bytes at the usual quality; it is squeezed until it fits.
    """
    bare = Image.new(page.mode, page.size)
    bare.paste(page)
    jpeg = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        bare.save(buffer, "JPEG", quality=quality)
        jpeg = buffer.getvalue()
        if len(jpeg) <= most:
            return jpeg
    raise Faulty(TOO_LARGE, page_bytes=len(jpeg))


def _frames(picture: Image.Image, limits: Limits) -> tuple[int, ...]:
    """The frames that are pages. Stops soon after the limit: a file may have as many as it likes.

    Scanners put a thumbnail beside a page as a frame of its own; it says so, and is no page.
    """
    pages: list[int] = []
    for number in range(2 * limits.pages + 2):
        try:
            picture.seek(number)
        except EOFError:
            break
        if not int(picture.tag_v2.get(_KIND_OF_FRAME, 0)) & _REDUCED:  # type: ignore[attr-defined]
            pages.append(number)
    picture.seek(0)
    return tuple(pages) or (0,)


def _refuse_bomb(frame: Image.Image, limits: Limits) -> None:
    if frame.width * frame.height > limits.pixels:
        raise Faulty(TOO_LARGE, width=frame.width, height=frame.height)


def _upright(frame: Image.Image, *, alone: bool) -> Image.Image:
    """Turn as the camera noted; in place where no other frame follows, for a second copy may be too large."""
    frame.load()
    if not alone:
        return ImageOps.exif_transpose(frame)
    ImageOps.exif_transpose(frame, in_place=True)
    return frame


def _plain(frame: Image.Image) -> Image.Image:
    if frame.mode.startswith(("I", "F")):
        return _eight_bits(frame)
    if frame.mode == "LAB":
        colours = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(frame, *colours, outputMode="RGB") or frame
    if frame.has_transparency_data:
        seen = frame if frame.mode == "RGBA" else frame.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen)
        return white
    if frame.mode in {"L", "RGB"}:
        return frame
    return frame.convert("L" if frame.mode == "1" else "RGB")


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits, or of numbers with a point (0 to 1), as the grey that is shown."""
    grey = frame.convert("F")
    lightest = max(map(float, grey.getextrema()))  # type: ignore[arg-type]
    whole = 1.0 if frame.mode == "F" and lightest <= 1 else 255.0 if frame.mode == "F" else 65535.0
    whole = max(whole, lightest)
    return grey.point(lambda value: value * (255 / whole)).convert("L")

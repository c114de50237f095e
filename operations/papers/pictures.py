"""Pictures of a paper: decoding within limits, setting upright, and the JPEG that is shown."""

import io
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageOps, ImageSequence

from operations.papers.examined import BROKEN, TOO_LARGE, TOO_MANY_PAGES, Limits
from operations.papers.kinds import HEIC, JPEG, PNG, TIFF

_FORMATS: Final = {JPEG: ["JPEG"], PNG: ["PNG"], TIFF: ["TIFF"], HEIC: ["HEIF"]}
_QUALITY: Final = 80


class Faulty(Exception):  # noqa: N818 - it is a finding about a paper, not an error of ours.
    """The paper has a fault; `measures` say what was found."""

    def __init__(self, fault: str, **measures: object) -> None:
        super().__init__(fault)
        self.fault = fault
        self.measures = measures


def opened(content: bytes, media_type: str, limits: Limits) -> tuple[Image.Image, int]:
    """Open a picture without decoding it; return it and its number of pages."""
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS[media_type])
        count = int(getattr(picture, "n_frames", 1)) if media_type == TIFF else 1
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Faulty(BROKEN) from error
    if count > limits.pages:
        raise Faulty(TOO_MANY_PAGES, pages=count)
    return picture, count


def pages_of(picture: Image.Image, count: int, limits: Limits) -> Iterator[Image.Image]:
    """Yield each page decoded, upright, on white, in grey or colour."""
    try:
        for frame in ImageSequence.Iterator(picture) if count > 1 else (picture,):
            _refuse_bomb(frame, limits)
            if frame.format == "JPEG" and max(frame.size) > 2 * limits.page_side:
                half = (frame.width // 2, frame.height // 2)
                frame.draft(None, half)
            yield _plain(_upright(frame, alone=count == 1))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError) as error:
        raise Faulty(BROKEN) from error


def shown(page: Image.Image, limits: Limits) -> Image.Image:
    """Return the page no larger than it is shown."""
    scale = limits.page_side / max(page.size)
    if scale >= 1:
        return page
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    return page.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def jpeg_of(page: Image.Image) -> bytes:
    """Return the page as the JPEG that is shown, without any of the notes a camera adds."""
    bare = Image.new(page.mode, page.size)
    bare.paste(page)
    buffer = io.BytesIO()
    bare.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _refuse_bomb(frame: Image.Image, limits: Limits) -> None:
    if frame.width * frame.height > limits.pixels:
        raise Faulty(TOO_LARGE, width=frame.width, height=frame.height)


def _upright(frame: Image.Image, *, alone: bool) -> Image.Image:
    """Turn as the camera noted; in place where no other frame follows, for a second copy may be too large."""
    if not alone:
        return ImageOps.exif_transpose(frame)
    ImageOps.exif_transpose(frame, in_place=True)
    return frame


def _plain(frame: Image.Image) -> Image.Image:
    if frame.mode.startswith(("I", "F")):
        return frame.convert("F").point(lambda value: value / 256).convert("L")
    if frame.has_transparency_data:
        seen = frame if frame.mode == "RGBA" else frame.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen)
        return white
    if frame.mode in {"L", "RGB"}:
        return frame
    return frame.convert("L" if frame.mode == "1" else "RGB")

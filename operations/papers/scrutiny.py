"""The examination itself. It runs in a child process alone: a hostile file may kill it, and nothing else.

Nobody but `child.py` and its tests calls this; everybody else calls `operations.papers.examine`.
"""

import io
from collections.abc import Iterator
from typing import Final, NamedTuple

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image
from pillow_heif import register_heif_opener

from operations.papers.activity import activity_of
from operations.papers.examined import (
    ACTIVE,
    BLURRED,
    BROKEN,
    ENCRYPTED,
    POOR_RESOLUTION,
    TOO_LARGE,
    TOO_MANY_PAGES,
    UNSUPPORTED,
    Examined,
    Limits,
)
from operations.papers.kinds import PDF, UNKNOWN, media_type_of
from operations.papers.pictures import Faulty, jpeg_of, opened, pages_of, shown
from operations.papers.sharpness import smear_of

register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.MAX_IMAGE_PIXELS = None  # Our own limit is asked before anything is decoded.

_POINTS_AN_INCH: Final = 72
_DENSEST: Final = 300
_LEAST_SIDE: Final = 16
"""A page image with a shorter side, in pixels, shows nothing: a till receipt two metres long has 80."""
_BAD: Final = (
    *(pikepdf.PdfError, pikepdf.ForeignObjectError, pikepdf.DataDecodingError, ValueError, TypeError),
    *(RuntimeError, RecursionError, AttributeError, KeyError, IndexError, OverflowError),
)
_SCAN_COVERS: Final = 0.6
"""A page whose one picture covers this share of it is a scan, and the picture's density is the page's."""


class Page(NamedTuple):
    """One page as it is shown, with what was measured of its source."""

    image: Image.Image
    measured: bool
    """Whether it is a picture, so that resolution and blur mean something; print drawn by a PDF is sharp."""
    poor: bool
    density: float | None = None


def scrutinise(content: bytes, limits: Limits) -> Examined:
    """Examine a paper. Gives a fault for what it understands to be one; anything worse ends the process."""
    media_type = media_type_of(content[:1024])
    try:
        return _scrutinised(content, media_type, limits)
    except Faulty as found:
        return Examined(
            media_type=media_type, size=len(content), fault=found.fault, measures=dict(found.measures)
        )


def _scrutinised(content: bytes, media_type: str, limits: Limits) -> Examined:
    if media_type == UNKNOWN:
        raise Faulty(UNSUPPORTED)
    count, pages = (
        _pdf_pages(content, limits) if media_type == PDF else _picture_pages(content, media_type, limits)
    )
    left = limits.shown_bytes
    sizes: list[tuple[int, int]] = []
    images: list[bytes] = []
    poor: list[int] = []
    smears: dict[int, float] = {}
    densities: dict[int, float] = {}
    for number, page in enumerate(pages, start=1):
        sizes.append(page.image.size)
        images.append(jpeg_of(page.image, left / (count - number + 1)))
        left -= len(images[-1])
        if page.density is not None:
            densities[number] = round(page.density, 1)
        if page.poor:
            poor.append(number)
        elif page.measured and (smear := smear_of(page.image)) is not None:
            smears[number] = round(smear, 2)
    blurred = [number for number, smear in smears.items() if smear > limits.most_blur]
    fault = _fault(len(sizes), poor, blurred, smears)
    return Examined(
        media_type=media_type,
        size=len(content),
        pages=tuple(sizes),
        page_images=() if fault else tuple(images),
        fault=fault,
        measures={"smear": smears, "density": densities, "poor_pages": poor, "blurred_pages": blurred},
    )


def _fault(count: int, poor: list[int], blurred: list[int], smears: dict[int, float]) -> str | None:
    """A paper is refused when half of it cannot be read: one soft page among good ones is for a person."""
    if 2 * len(poor) >= count:
        return POOR_RESOLUTION
    if blurred and 2 * len(blurred) >= len(smears):
        return BLURRED
    return None


def _picture_pages(content: bytes, media_type: str, limits: Limits) -> tuple[int, Iterator[Page]]:
    picture, frames = opened(content, media_type, limits)
    return len(frames), _measured(picture, frames, limits)


def _measured(picture: Image.Image, frames: tuple[int, ...], limits: Limits) -> Iterator[Page]:
    with picture:
        for page in pages_of(picture, frames, limits):
            poor = max(page.size) < limits.least_long_side or min(page.size) < limits.least_short_side
            yield Page(shown(page, limits), measured=True, poor=poor)


def _pdf_pages(content: bytes, limits: Limits) -> tuple[int, Iterator[Page]]:
    count = _inspect(content, limits)
    return count, _drawn(content, count, limits)


def _drawn(content: bytes, count: int, limits: Limits) -> Iterator[Page]:
    try:
        with pdfium.PdfDocument(content) as document:
            if len(document) != count:
                raise Faulty(BROKEN, pages=len(document), counted=count)
            document.init_forms()
            for number in range(count):
                page = document[number]
                yield _rendered(page, limits)
                page.close()
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        raise Faulty(BROKEN) from error


def _inspect(content: bytes, limits: Limits) -> int:
    """Ask qpdf before PDFium sees the file: a password, too much in it, anything that acts.

    Returns the number of its pages; the two must agree on it, or they read two different papers.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _counted(pdf, limits)
    except pikepdf.PasswordError as error:
        raise Faulty(ENCRYPTED) from error
    except _BAD as error:
        # A lock that qpdf has no key for (a certificate's, a rights service's) is a lock all the same.
        locked = "encrypt" in str(error).lower()
        raise Faulty(ENCRYPTED if locked else BROKEN) from error


def _counted(pdf: pikepdf.Pdf, limits: Limits) -> int:
    """The number of pages of a PDF that may be looked at."""
    if _size(pdf) > limits.objects:
        raise Faulty(TOO_LARGE, objects=_size(pdf))
    count = len(pdf.pages)
    if count == 0:
        raise Faulty(BROKEN, pages=0)
    if count > limits.pages:
        raise Faulty(TOO_MANY_PAGES, pages=count)
    if activity := activity_of(pdf):
        raise Faulty(ACTIVE, activity=activity)
    return count


def _size(pdf: pikepdf.Pdf) -> int:
    """The number of objects the file says it has."""
    said = pdf.trailer.get("/Size", 0)
    return int(said) if isinstance(said, int) else 0


def _rendered(page: pdfium.PdfPage, limits: Limits) -> Page:
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise Faulty(BROKEN)
    scale = min(limits.page_side / max(width, height), _DENSEST / _POINTS_AN_INCH)
    if not min(width, height) * scale >= _LEAST_SIDE:  # Written so that a size that is no number fails.
        raise Faulty(BROKEN)
    density = _scan_density(page, width * height, limits)
    bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    poor = density is not None and density < limits.least_density
    return Page(image, measured=density is not None, poor=poor, density=density)


def _scan_density(page: pdfium.PdfPage, area: float, limits: Limits) -> float | None:
    """Dots an inch of the one picture that makes the page, or None when the page is not a scan."""
    for thing in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        covered = max(0.0, right - left) * max(0.0, top - bottom)
        if covered >= _SCAN_COVERS * area:
            across, down = thing.get_px_size()
            if across * down > limits.pixels:
                raise Faulty(TOO_LARGE, width=across, height=down)
            return (across * down / covered) ** 0.5 * _POINTS_AN_INCH
    return None

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
    pages = _pdf_pages(content, limits) if media_type == PDF else _picture_pages(content, media_type, limits)
    sizes: list[tuple[int, int]] = []
    images: list[bytes] = []
    poor: list[int] = []
    smears: dict[int, float] = {}
    densities: dict[int, float] = {}
    for number, page in enumerate(pages, start=1):
        sizes.append(page.image.size)
        images.append(jpeg_of(page.image))
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


def _picture_pages(content: bytes, media_type: str, limits: Limits) -> Iterator[Page]:
    picture, count = opened(content, media_type, limits)
    with picture:
        for page in pages_of(picture, count, limits):
            poor = max(page.size) < limits.least_long_side or min(page.size) < limits.least_short_side
            yield Page(shown(page, limits), measured=True, poor=poor)


def _pdf_pages(content: bytes, limits: Limits) -> Iterator[Page]:
    _inspect(content, limits)
    try:
        with pdfium.PdfDocument(content) as document:
            document.init_forms()
            for number in range(len(document)):
                page = document[number]
                yield _rendered(page, limits)
                page.close()
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        raise Faulty(BROKEN) from error


def _inspect(content: bytes, limits: Limits) -> None:
    """Ask qpdf before PDFium sees the file: a password, too many pages, anything that acts."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            count = len(pdf.pages)
            if count == 0:
                raise Faulty(BROKEN, pages=0)
            if count > limits.pages:
                raise Faulty(TOO_MANY_PAGES, pages=count)
            if activity := activity_of(pdf):
                raise Faulty(ACTIVE, activity=activity)
    except pikepdf.PasswordError as error:
        raise Faulty(ENCRYPTED) from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, RuntimeError, RecursionError) as error:
        raise Faulty(BROKEN) from error


def _rendered(page: pdfium.PdfPage, limits: Limits) -> Page:
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise Faulty(BROKEN)
    scale = min(limits.page_side / max(width, height), _DENSEST / _POINTS_AN_INCH)
    if min(width, height) * scale < 1:
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

"""From a planned paper to the bytes of a file, as a telephone or an office scanner would have made it.

typst sets the page, PDFium draws it, Pillow spoils it. The same sheet gives the same bytes each time.
"""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pikepdf
import pypdfium2
import typst
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from operations.demo.papers import Sheet

TEMPLATE: Final = Path(__file__).parent / "templates" / "papers.typ"
ROOT: Final = Path(__file__).parents[2]
_FONT_FOLDERS: Final = (ROOT / "ui" / "fonts", ROOT / "static", ROOT / "static" / "fonts")
_LETTER_DPI: Final = 136
_CARD_DPI: Final = 256
_MADE_ON: Final = 1_767_225_600  # 1 January 2026: a paper's bytes must not depend on when they are drawn.
_TABLES: Final = ((92, 74, 58), (118, 110, 98), (70, 78, 84), (150, 132, 108))


@cache
def _fonts() -> Any:
    """The product's own fonts and no others, so that every machine draws the same page."""
    folders = [folder for folder in _FONT_FOLDERS if any(folder.glob("*.[to]tf"))]
    return typst.Fonts(include_system_fonts=not folders, font_paths=folders)


def page_pdf(sheet: Sheet) -> bytes:
    """Set the page of a sheet as a PDF."""
    entry = {**sheet.values, "kind": sheet.drawn, "country": sheet.country}
    told = {"papers": json.dumps([entry], ensure_ascii=False)}
    return bytes(
        typst.compile(TEMPLATE, font_paths=_fonts(), sys_inputs=told, timestamp=_MADE_ON, pdf_tags=False)
    )


def _page(pdf: bytes, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


@cache
def _grain(strength: float) -> Image.Image:
    """A square of noise around middle grey, cut at another place for every paper: drawing it anew is slow."""
    rng = np.random.default_rng(7)
    noise = rng.normal(128, strength, (1600, 1600)).clip(0, 255).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(noise)] * 3)


def _noisy(image: Image.Image, rng: Any, strength: float) -> Image.Image:
    left, top = (int(n) for n in rng.integers(0, 256, 2))
    cut = _grain(strength).crop((left, top, left + image.width, top + image.height))
    return ImageChops.add(image, cut, 1, -128)


def _lit(image: Image.Image, rng: Any) -> Image.Image:
    """Light that falls from one side."""
    across = np.linspace(1.0, rng.uniform(0.74, 0.9), 16)[None, :]
    down = np.linspace(1.0, rng.uniform(0.86, 1.0), 16)[:, None]
    side = across if rng.random() < 0.5 else across[:, ::-1]  # noqa: PLR2004  left or right
    light = Image.fromarray((side * down * 255).astype(np.uint8)).resize(
        image.size, Image.Resampling.BILINEAR
    )
    return ImageChops.multiply(image, Image.merge("RGB", [light] * 3))


def _corners(width: int, height: int, rng: Any, depth: float) -> list[tuple[float, float]]:
    """Where the corners of a tilted page lie: top left, bottom left, bottom right, top right."""
    off = rng.uniform(0, depth, 8) * min(width, height)
    x, y = off[:4], off[4:]
    return [(-x[0], -y[0]), (-x[1], height + y[1]), (width + x[2], height + y[2]), (width + x[3], -y[3])]


def _perspective(image: Image.Image, quad: list[tuple[float, float]]) -> list[float]:
    """The eight coefficients that take the output's corners to the given points of the input."""
    width, height = image.size
    rows: list[list[float]] = []
    goal: list[float] = []
    for (x, y), (u, v) in zip([(0, 0), (0, height), (width, height), (width, 0)], quad, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goal += [u, v]
    return [float(n) for n in np.linalg.solve(np.array(rows, dtype=float), np.array(goal, dtype=float))]


def _photographed(image: Image.Image, rng: Any, *, depth: float) -> Image.Image:
    """Lay the page on a table and take a picture from above, not quite straight."""
    table = _TABLES[int(rng.integers(len(_TABLES)))]
    tilt = _perspective(image, _corners(*image.size, rng, depth))
    taken = image.transform(
        image.size, Image.Transform.PERSPECTIVE, tilt, Image.Resampling.BILINEAR, fillcolor=table
    )
    return _noisy(_lit(taken, rng), rng, 3.0)


def _scanned(image: Image.Image, rng: Any) -> Image.Image:
    """A scanner's page: nearly straight, sometimes grey."""
    turned = image.rotate(float(rng.uniform(-0.8, 0.8)), Image.Resampling.BILINEAR, fillcolor=(250, 250, 248))
    if rng.random() < 0.4:  # noqa: PLR2004  offices save colour
        return turned.convert("L")
    return turned


def _glare(image: Image.Image, rng: Any) -> Image.Image:
    """A lamp's reflection that washes out the middle, where the values stand."""
    light = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(light)
    width, height = image.size
    x, y = width * rng.uniform(0.38, 0.5), height * rng.uniform(0.4, 0.52)
    draw.ellipse((x - width * 0.42, y - height * 0.27, x + width * 0.42, y + height * 0.27), fill=255)
    light = light.filter(ImageFilter.BoxBlur(width // 16)).point(lambda n: min(255, int(n * 1.05)))
    return Image.composite(Image.new("RGB", image.size, (255, 255, 250)), image, light)


def _spoiled(image: Image.Image, sheet: Sheet, rng: Any) -> Image.Image:
    if sheet.flaw == "glare":
        image = _glare(image, rng)
    if sheet.flaw == "dark":
        image = _noisy(ImageEnhance.Brightness(image).enhance(0.42), rng, 5.0)
    if sheet.flaw == "blurred":
        image = image.filter(ImageFilter.GaussianBlur(6.5))
    if sheet.flaw == "poor_resolution":
        image = image.resize((image.width // 3, image.height // 3), Image.Resampling.BOX)
    return image.rotate(sheet.turn, expand=True) if sheet.turn else image


def picture(sheet: Sheet) -> Image.Image:
    """The page as an image with its flaw."""
    rng = np.random.default_rng(sheet.seed)
    card = sheet.drawn == "identity_card"
    page = _page(page_pdf(sheet), _CARD_DPI if card else _LETTER_DPI)
    if sheet.look == "photo":
        page = _photographed(page, rng, depth=0.10 if sheet.flaw == "dark" else 0.05)
    else:
        page = _scanned(page, rng)
    return _spoiled(page, sheet, rng)


def _jpeg(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=72)
    return held.getvalue()


def _scan_pdf(image: Image.Image) -> bytes:
    """A PDF that holds a scan and no text, as an office scanner makes it."""
    held = io.BytesIO()
    with pikepdf.new() as pdf:
        size = (image.width * 72 / _LETTER_DPI, image.height * 72 / _LETTER_DPI)
        page = pdf.add_blank_page(page_size=size)
        scan = pdf.make_stream(
            _jpeg(image),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=image.width,
            Height=image.height,
            ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=scan))
        page.Contents = pdf.make_stream(f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im0 Do Q".encode())
        pdf.save(held, deterministic_id=True)
    return held.getvalue()


def _turned_pdf(pdf: bytes, turn: int) -> bytes:
    """Turn the page of a PDF as a wrongly fed printer would: its drawing, not its viewing angle."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].rotate(turn, relative=True)
        document.save(held, deterministic_id=True)
    return held.getvalue()


def _encrypted(pdf: bytes) -> bytes:
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(held, encryption=pikepdf.Encryption(owner="specimen", user="specimen"))
    return held.getvalue()


def draw(sheet: Sheet) -> bytes:
    """Make the file an applicant sends: JPEG, or PDF of text or of a scan."""
    if sheet.flaw == "encrypted":
        return _encrypted(page_pdf(sheet))
    if sheet.look == "pdf":
        made = _turned_pdf(page_pdf(sheet), sheet.turn) if sheet.turn else page_pdf(sheet)
    else:
        image = picture(sheet)
        made = _scan_pdf(image) if sheet.look == "pdf_scan" else _jpeg(image)
    return made[: len(made) * 2 // 5] if sheet.flaw == "broken" else made

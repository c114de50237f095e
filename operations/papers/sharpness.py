"""How sharp the marks on a page are, without knowing what they say.

A sharp edge crosses from paper to ink within a pixel or two; a smeared one takes longer. Where a tile has marks
at all, its steepest step divided by its whole contrast estimates the smear: for a Gaussian smear of s pixels the
quotient is 0.4 / s. Dividing by the contrast makes faint pencil and black print measure alike; asking only the
sharpest quarter of the tiles lets a soft background or a blurred portrait beside sharp print pass; tiles without
marks are not asked, so an empty page is never called blurred.
"""

from typing import Any, Final

import numpy as np
from PIL import Image, ImageFilter

MEASURED_SIDE: Final = 1600
"""Pages are measured at this long side, so that the figure means the same for every camera."""
_TILE: Final = 64
_LEAST_CONTRAST: Final = 40
"""Of 255: under it a tile is paper, shade or noise, not marks."""
_LEAST_TILES: Final = 6
_STEP_OF_ONE_PIXEL_SMEAR: Final = 0.399


def smear_of(page: Image.Image) -> float | None:
    """Return the smear of the sharpest marks, in pixels of a page 1600 long; None when there are no marks."""
    grey = page.convert("L")
    scale = MEASURED_SIDE / max(grey.size)
    if scale < 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.BOX)
    grey = grey.filter(ImageFilter.MedianFilter(3))  # Grain looks sharp; it must not count as print.
    quotients = _quotients(np.asarray(grey, dtype=np.float32))
    if len(quotients) < _LEAST_TILES:
        return None
    smear = _STEP_OF_ONE_PIXEL_SMEAR / float(np.quantile(quotients, 0.75))
    return smear * max(scale, 1.0)


def _quotients(grey: Any) -> Any:
    """Steepest step over contrast, for each tile that has marks."""
    steps = np.zeros_like(grey)
    steps[:, 1:-1] = np.abs(grey[:, 2:] - grey[:, :-2]) / 2
    steps[1:-1, :] = np.maximum(steps[1:-1, :], np.abs(grey[2:, :] - grey[:-2, :]) / 2)
    tiles, tile_steps = _tiled(grey), _tiled(steps)
    low, high = np.quantile(tiles, [0.01, 0.99], axis=1)
    contrast = high - low
    marked = contrast >= _LEAST_CONTRAST
    return np.quantile(tile_steps[marked], 0.995, axis=1) / contrast[marked]


def _tiled(grey: Any) -> Any:
    """Cut into whole tiles, one a row."""
    rows, columns = grey.shape[0] // _TILE, grey.shape[1] // _TILE
    whole = grey[: rows * _TILE, : columns * _TILE]
    return whole.reshape(rows, _TILE, columns, _TILE).swapaxes(1, 2).reshape(rows * columns, _TILE * _TILE)

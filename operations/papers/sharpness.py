"""How sharp the marks on a page are, without knowing what they say.

A sharp edge crosses from paper to ink within a pixel or two; a smeared one takes longer. Where a tile has
marks at all, its steepest step divided by its whole contrast tells the smear: an edge under a Gaussian
smear of s pixels rises by at most 0.4 / s of its height in one. Dividing by the contrast makes faint pencil
and black print measure alike; asking only the sharpest quarter of the tiles lets a soft shadow or a
portrait beside sharp print pass; tiles without marks are not asked, so an empty page is never called
blurred.

How the limit was set (`Limits.most_blur`, 3.2): on drawn pages of print from 9 to 21 points, black and
faint, with grain up to 12 of 255 and JPEG quality down to 30, straight and turned. Sharp pages measured 1.3
to 1.6; a true smear of 2, 3 and 4 pixels measured 2.0-2.3, 2.7-3.1 and 3.3-3.7. Smear in one direction only
(a moved camera) is not noticed: its edges along the movement stay sharp. The clerk's verdict "unreadable"
is there for that.
"""

from typing import Any, Final

import numpy as np
from PIL import Image, ImageFilter

PAGE_SIDE: Final = 1600
"""Smear is told in pixels of a page this long, so that it means the same for every camera."""
_MEASURED_SIDE: Final = 1200
"""Pages are measured a little smaller: grain goes, the edges of print stay."""
_TILE: Final = 64
_LEAST_CONTRAST: Final = 30
"""Of 255: under it a tile is paper, shade or grain, not marks."""
_LEAST_TILES: Final = 6
_STEP_OF_ONE_PIXEL_SMEAR: Final = 0.399


def smear_of(page: Image.Image) -> float | None:
    """Return the smear of the sharpest marks, in pixels of a page 1600 long; None when there are no marks."""
    grey = page.convert("L")
    scale = _MEASURED_SIDE / max(grey.size)
    if scale < 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.BOX)
    sharpness = _sharpness_of_tiles(np.asarray(grey.filter(ImageFilter.BoxBlur(1)), dtype=np.int16))
    if len(sharpness) < _LEAST_TILES:
        return None
    smear = _STEP_OF_ONE_PIXEL_SMEAR / float(np.quantile(sharpness, 0.75))
    return smear * PAGE_SIDE / max(grey.size)


def _sharpness_of_tiles(grey: Any) -> Any:
    """The steepest step in one pixel over the contrast, for each tile that has marks."""
    steps = np.zeros_like(grey)  # Over two pixels, across or down, whichever is steeper.
    steps[:, 1:-1] = np.abs(grey[:, 2:] - grey[:, :-2])
    steps[1:-1] = np.maximum(steps[1:-1], np.abs(grey[2:] - grey[:-2]))
    tiles = _tiled(grey)
    contrast = tiles.max(axis=1).max(axis=2) - tiles.min(axis=1).min(axis=2)
    marked = contrast >= _LEAST_CONTRAST
    return _tiled(steps).max(axis=1).max(axis=2)[marked] / 2 / contrast[marked]


def _tiled(grey: Any) -> Any:
    """Cut into whole tiles: rows of tiles, lines, columns of tiles, pixels."""
    rows, columns = grey.shape[0] // _TILE, grey.shape[1] // _TILE
    return grey[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)

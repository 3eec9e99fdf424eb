"""Whether a picture is still the one that was exported, after an office program may have packed it anew.

Programs recompress, scale and drop what stands beside the pixels. So a pixel counts as moved by as much as it lies outside of
what stands around the same place in the other picture, and pictures are compared by the mean of small tiles of that. Measured on
two figures (JPEG of quality 60 to 85, scaling to 50 to 90% by four methods; 16 digits replaced by another): packing anew moved a
tile by at most 35 grey levels; another digit by at least 102 at full size, and at 60% of it with JPEG by at least 43. Between the
two bounds nothing is claimed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scenarios.verification.forms.png import content_digest
from scenarios.verification.stamp import StampError

PictureVerdict = Literal["equal", "reencoded", "changed", "cannot_tell", "unreadable"]
TILE = 4
"""Pixels at the compared size that one tile measures across."""
ALIKE, DIFFERENT = 38.0, 55.0
"""Grey levels (of 255) by which a tile may differ at most to be alike, and at least to be different."""
WIDEST = 2_000
MOST_PIXELS = 40_000_000
NARROWEST = 400
"""Pixels across below which figures can no longer be read, and nothing is claimed."""


@dataclass(frozen=True)
class PictureFinding:
    """What became of one picture; `moved` is the largest difference of a tile, `place` where it is (shares of width, height)."""

    name: str
    verdict: PictureVerdict
    title: str = ""
    moved: float = 0.0
    place: tuple[float, float] | None = None


def compared(name: str, found: bytes, expected: bytes, title: str = "") -> PictureFinding:
    """Compare a picture with the one that was exported."""
    if found == expected or _same_pixels_packed(found, expected):
        return PictureFinding(name, "equal", title)
    try:
        one, other = opened(found), opened(expected)
    except (OSError, ValueError, SyntaxError, EOFError, ImportError):
        return PictureFinding(name, "unreadable", title)
    if one.size == other.size and (np.asarray(one) == np.asarray(other)).all():
        return PictureFinding(name, "reencoded", title)
    if abs(one.width / one.height - other.width / other.height) > 0.02 * other.width / other.height:
        return PictureFinding(name, "changed", title, 255.0)
    width = min(one.width, other.width, WIDEST)
    size = (width, max(1, round(width * other.height / other.width)))
    moved = _tiles(_beyond(_sized(one, size), _sized(other, size)))
    most = float(moved.max()) if moved.size else 0.0
    down, across = np.unravel_index(int(moved.argmax()), moved.shape)
    place = (float(across + 0.5) / moved.shape[1], float(down + 0.5) / moved.shape[0])
    verdict: PictureVerdict = "reencoded" if most <= ALIKE else "changed" if most >= DIFFERENT else "cannot_tell"
    if verdict == "reencoded" and width < NARROWEST:
        verdict = "cannot_tell"
    return PictureFinding(name, verdict, title, most, place)


def _same_pixels_packed(found: bytes, expected: bytes) -> bool:
    try:
        return content_digest(found) == content_digest(expected)
    except StampError:
        return False


def opened(content: bytes) -> Any:
    """Open a picture as grey levels, within bounds; raises OSError or ValueError for what is none."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        if image.width * image.height > MOST_PIXELS or image.format not in (
            "PNG",
            "JPEG",
            "GIF",
            "BMP",
            "TIFF",
            "WEBP",
        ):
            raise ValueError("picture")
        ready = image.convert("RGBA")
    paper = Image.new("RGBA", ready.size, "white")
    paper.alpha_composite(ready)
    return paper.convert("L")


def _sized(image: Any, size: tuple[int, int]) -> Any:
    from PIL import Image

    return image if image.size == size else image.resize(size, Image.Resampling.BOX)


def _beyond(found: Any, expected: Any) -> Any:
    """Give by how many grey levels each pixel lies outside what stands around the same place in the other, both ways."""
    return np.maximum(_outside(found, expected), _outside(expected, found))


def _outside(found: Any, expected: Any) -> Any:
    from PIL import ImageFilter

    pixels = np.asarray(found, dtype=np.float64)
    low = np.asarray(expected.filter(ImageFilter.MinFilter(3)), dtype=np.float64)
    high = np.asarray(expected.filter(ImageFilter.MaxFilter(3)), dtype=np.float64)
    return np.maximum(0.0, np.maximum(low - pixels, pixels - high))


def _tiles(pixels: Any) -> Any:
    high, wide = pixels.shape[0] // TILE * TILE, pixels.shape[1] // TILE * TILE
    tiles = pixels[:high, :wide].reshape(high // TILE, TILE, wide // TILE, TILE)
    return tiles.mean(axis=(1, 3))

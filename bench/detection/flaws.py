"""Flaws drawn into good pictures, where there are no real ones to measure with.

A spot, dent or scratch is an ellipse with a wavy rim, filled with lighter or darker light or with another part of the same
picture (after CutPaste: Li et al., 2021).
"""

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection.pictures import Picture

SMALLEST, LARGEST = 0.01, 0.08  # half the longer axis, as a share of the square root of the picture's area
SLIMMEST = 8.0  # longer axis by shorter
PLACES = 4  # looked at; the one with most contrast is taken: the part, rather than what it lies on
WAVES = 4


def flawed(picture: Picture, random: np.random.Generator) -> tuple[Picture, Picture]:
    """A copy of `picture` `[h, w, 3]` with one flaw in it, and its mask of 0 and 255, of the same shape."""
    height, width = picture.shape[:2]
    reach = max(np.sqrt(height * width) * np.exp(random.uniform(np.log(SMALLEST), np.log(LARGEST))), 1.5)
    y, x = _place(picture, reach, random)
    cover = _shape(height, width, y, x, reach, random)[..., None]
    if random.random() < 0.5:
        shift = random.choice([-1, 1]) * random.uniform(0.5, 2) * max(float(picture.std()), 8.0)
        filling = picture + shift
    else:
        rolled = np.roll(picture, (random.integers(height), random.integers(width)), axis=(0, 1))
        filling = rolled[::-1].astype(np.float64)
    changed = np.clip(np.round(picture + cover * (filling - picture)), 0, 255).astype(np.uint8)
    return changed, np.repeat(np.where(cover > 0.5, 255, 0).astype(np.uint8), 3, axis=2)


def _place(picture: Picture, reach: float, random: np.random.Generator) -> tuple[int, int]:
    """The centre `(y, x)` with most contrast around it, of some drawn at random."""
    height, width = picture.shape[:2]
    around = int(np.ceil(2 * reach))

    def contrast(centre: tuple[int, int]) -> float:
        y, x = centre
        return float(picture[max(y - around, 0) : y + around + 1, max(x - around, 0) : x + around + 1].std())

    centres = [(int(random.integers(height)), int(random.integers(width))) for _ in range(PLACES)]
    return max(centres, key=contrast)


def _shape(height: int, width: int, y: int, x: int, reach: float, random: np.random.Generator) -> NDArray[np.float64]:
    """How much of each pixel `[h, w]` is covered, 0…1."""
    slimness = np.exp(random.uniform(0, np.log(SLIMMEST)))
    turn = random.uniform(0, np.pi)
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    along = (columns - x) * np.cos(turn) + (rows - y) * np.sin(turn)
    across = ((rows - y) * np.cos(turn) - (columns - x) * np.sin(turn)) * slimness
    angle = np.arctan2(across, along)
    rim = 1 + sum(random.normal(0, 0.2 / wave) * np.cos(wave * angle + random.uniform(0, 2 * np.pi)) for wave in range(1, WAVES + 1))
    inside = reach * np.maximum(rim, 0.3) - np.hypot(along, across)
    return np.clip(inside / slimness + 0.5, 0, 1)

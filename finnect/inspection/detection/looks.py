"""What a picture looks like at a glance: enough to say which products it may show, in a millisecond or two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from finnect.inspection.detection.pictures import Picture

SIDE = 128  # pixels; every picture is brought to this square
LEVELS = 4  # of fineness, each twice as coarse as the one before
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)  # quantiles of grey
LEAST_SPREAD = 0.05  # products of near-identical pictures must not reject the next lamp or the next lens

Look = NDArray[np.float32]  # [18]


@dataclass(frozen=True)
class ProductLook:
    """Mean and spread of the looks of a product's good pictures."""

    mean: Look
    spread: Look

    def distance(self, look: Look) -> float:
        """How far a picture is from this product, in spreads; comparable between products."""
        return float(np.mean(np.minimum(np.abs(look - self.mean) / self.spread, 10)))


def look_of(picture: Picture) -> Look:
    """Shades, colours, fineness and direction of the structure, and proportions; all about 0…1."""
    image = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2)
    small = np.asarray(image, np.float32) / 255
    grey = small.mean(2)
    centre = grey[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4].mean()
    tints = small[..., [0, 2]] - small[..., [1]]
    across, down = np.abs(np.diff(grey, axis=1)).mean(), np.abs(np.diff(grey, axis=0)).mean()
    parts = [
        [grey.mean(), grey.std(), centre],
        np.quantile(grey, SHARES),
        tints.mean((0, 1)),
        tints.std((0, 1)),
        _fineness(grey),
        [_log(across) - _log(down), np.log(picture.shape[1] / picture.shape[0]) / 3],
    ]
    return np.concatenate(parts).astype(np.float32)


def product_look(looks: Sequence[Look]) -> ProductLook:
    """The look of a product, from those of some of its good pictures."""
    return ProductLook(np.mean(looks, axis=0), np.maximum(np.std(looks, axis=0), LEAST_SPREAD))


def _fineness(grey: NDArray[np.float32]) -> list[float]:
    """Log deviation of the detail at each level."""
    found = []
    for _ in range(LEVELS):
        coarse = grey.reshape(len(grey) // 2, 2, -1, 2).mean((1, 3))
        found.append(_log(float((grey - np.kron(coarse, np.ones((2, 2), np.float32))).std())))
        grey = coarse
    return found


def _log(value: float) -> float:
    """Of 1/1000 to 1, as 0…1."""
    return 1 + float(np.log10(max(value, 1e-3))) / 3

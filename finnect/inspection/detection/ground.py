"""What a part lies on. Dust on a table says little about the part, yet the dustiest good picture would set the threshold.

Where parts lie on something, the patches of good pictures fall into two clusters (2-means), and the border of the pictures
shows one of them: the *ground*. A surface that fills the picture has none. What the part encloses is never ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Patches = NDArray[np.float32]

WEIGHT = 0.6  # of a distance on the ground; on the part it is 1
WORTH = 0.95  # the threshold must come so much nearer to the middle of the good scores, or the ground is left alone
SHARPNESS = 10.0  # of the step from ground to part: logits between the centres of the two
STEPS = 48  # cells that the ground is followed from the border inwards; what it does not reach counts as part
LEAST_SEPARATION = 0.9  # of the variance lies between the two; of a normal spread, cut in two, 0.64, of a uniform one 0.75
MOST_BORDER = 0.1  # of the border may look like the part
LEAST_CELLS = 12  # along a side
ROUNDS = 30  # of 2-means, at most
SEEN = 40_000  # patches that are looked at, of all pictures together


@dataclass(frozen=True)
class Ground:
    """A patch `[d]` shows the part with probability 1 / (1 + exp(−(patch · `direction` + `offset`)))."""

    direction: Patches
    offset: float


def ground_of(pictures: Sequence[NDArray[np.floating]]) -> Ground | None:
    """The ground in good pictures, as patches `[gh, gw, d]`, or None where they show none or are too small to tell."""
    if min(side for picture in pictures for side in picture.shape[:2]) < LEAST_CELLS:
        return None
    inner = [_inner(picture) for picture in pictures]
    every = max(1, sum(picture.shape[0] * picture.shape[1] for picture in inner) // SEEN)
    rows = np.concatenate([picture.reshape(-1, picture.shape[-1])[::every] for picture in inner]).astype(np.float32)
    border, middle = (np.concatenate([part(picture) for picture in inner]).astype(np.float32) for part in (_border, _middle))
    direction, offset = _two_means(rows, border.mean(axis=0), middle.mean(axis=0))
    projected, at_border = (values @ direction + offset for values in (rows, border))
    if _separation(projected) < LEAST_SEPARATION or np.mean(at_border > 0) > MOST_BORDER:
        return None
    scale = SHARPNESS / float(direction @ direction)
    return Ground(np.asarray(scale * direction, np.float32), float(scale * offset))


def is_worth_it(scores: Sequence[float], weighed: Sequence[float], rate: float) -> bool:
    """Whether good pictures that the ground made loud are quieter now: `weighed` are their scores with it weighed, `scores` without.

    A detector is deaf where the threshold for false alarms at `rate` lies far above the middle of the good scores.
    """
    before, after = (float(np.quantile(values, 1 - rate) / np.median(values)) for values in (scores, weighed))
    return after < WORTH * before


def _inner(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """Without its outermost cells, where the network looks beyond the picture."""
    margin = max(1, round(min(picture.shape[:2]) / 24))
    return picture[margin:-margin, margin:-margin]


def _border(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    return picture[_depth(picture) < 0.06]


def _middle(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    return picture[_depth(picture) >= 0.33]


def _depth(picture: NDArray[np.floating]) -> NDArray[np.float64]:
    """How far each cell lies from the border, as a share of the shorter side `[gh, gw]`."""
    rows, columns = (np.minimum(np.arange(length), np.arange(length)[::-1]) for length in picture.shape[:2])
    return np.minimum(rows[:, None], columns) / min(picture.shape[:2])


def _two_means(rows: Patches, ground: Patches, part: Patches) -> tuple[Patches, float]:
    """Direction from one centre to the other, and the offset with which the middle between them is 0."""
    mine = np.zeros(len(rows), bool)
    for _ in range(ROUNDS):
        direction, offset = part - ground, (ground @ ground - part @ part) / 2
        before, mine = mine, rows @ direction + offset > 0
        if mine.all() or not mine.any() or np.array_equal(before, mine):
            break
        ground, part = rows[~mine].mean(axis=0), rows[mine].mean(axis=0)
    return direction, float(offset)


def _separation(projected: Patches) -> float:
    """The share of the variance that lies between the two sides of 0 (Otsu, 1979)."""
    share = float(np.mean(projected > 0))
    if share in (0, 1):
        return 0.0
    apart = projected[projected > 0].mean() - projected[projected <= 0].mean()
    return float(share * (1 - share) * apart**2 / projected.var())

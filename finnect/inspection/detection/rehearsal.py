"""What the covers of a memory bank take when they are full, told without filling them: a trial on a few pictures comes nowhere near."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log
from statistics import median
from time import monotonic
from typing import Self

import numpy as np

from finnect.inspection.detection.backbone import Backbone
from finnect.inspection.detection.coreset import GROWTH, StreamingCover
from finnect.inspection.detection.training import DIMENSIONS, FOLD_SHARE, FOLDS, SHOWN_SHARE, TrainingOptions

TIMES = 3  # that each thing is done, of which the middle one counts
MOST_PATCHES = 8192
SPREAD = 2.5  # dimensions in which patches spread: twice the radius holds 2^2.5 as many (measured on screws and magnetic tiles)
NONE_NEAR, ALL_NEAR = 1e-6, 1e6  # radii


@dataclass(frozen=True)
class Covers:
    """The covers of a training, one for each fold: `size` vectors for the `shown` patches of each picture, then a bank of `bank_size`.

    `add` are the seconds in which a full cover looks at a picture's patches, `thin` those in which it is thinned.
    """

    size: int
    shown: float
    bank_size: int
    add: float
    thin: float

    @classmethod
    def rehearsed(cls, backbone: Backbone, options: TrainingOptions) -> Self:
        """With vectors drawn at random: how they lie changes nothing of what one look takes. `options.detail` is not 0."""
        size = int(FOLD_SHARE * options.bank_size)
        shown = SHOWN_SHARE * (options.detail * options.resolution / backbone.strides[0]) ** 2
        vectors = np.random.default_rng(options.seed).standard_normal((size, DIMENSIONS)).astype(np.float32)
        cover = StreamingCover(size, DIMENSIONS, radius=NONE_NEAR)
        # To keep all of them again is what a thinning does.
        thin = _seconds(lambda: StreamingCover(size, DIMENSIONS, radius=NONE_NEAR).add(vectors))
        cover.add(vectors)
        cover.radius = ALL_NEAR
        patches = np.resize(vectors, (min(ceil(shown), MOST_PATCHES), DIMENSIONS))  # of a picture in many tiles, not all
        add = _seconds(lambda: cover.add(patches)) * shown / len(patches)
        return cls(size, shown, options.bank_size, add, thin)

    def learning(self, pictures: int) -> float:
        """Seconds that the covers take of the time in which so many pictures are learnt."""
        each = pictures / FOLDS
        filled = np.minimum(np.arange(ceil(each)) * self.shown / self.size, 1)
        thinnings = max(log(each * self.shown / self.size), 0) / (SPREAD * log(GROWTH))
        return FOLDS * (self.add * float(filled.sum()) + self.thin * thinnings)

    def combining(self, pictures: int) -> float:
        """How many distances the covers of so many pictures need to be made one bank, in any unit."""
        vectors = FOLDS * min(self.size, pictures / FOLDS * self.shown)
        return vectors * min(vectors, self.bank_size)


def _seconds(do: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = monotonic()
        do()
        took.append(monotonic() - began)
    return median(took)

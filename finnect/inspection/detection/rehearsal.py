"""What the covers of a memory bank take when they are full, told without filling them: a trial on a few pictures comes nowhere near."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log
from statistics import median
from time import monotonic
from typing import Self

import numpy as np

from finnect.inspection.detection.backbone import Backbone
from finnect.inspection.detection.coreset import GROWTH, StreamingCover, spacing
from finnect.inspection.detection.training import FOLD_SHARE, FOLDS, SHOWN_SHARE, TrainingOptions
from finnect.inspection.detection.whitening import DIMENSIONS

TIMES = 5  # that each thing is done, of which the middle one counts
MOST_PATCHES = 8192
MOST_SPACED = 2000  # vectors: from there on, each distance takes the same
SPREAD = 2.5  # dimensions in which patches spread: twice the radius holds 2^2.5 as many (measured on screws and magnetic tiles)
FILLED = 0.885  # of a cover that has been full once, on average (measured there as well: 0.85 to 0.91)
MERGED = 20  # times that a bank is thinned while the six are made of full covers (18 to 28)
NONE_NEAR, ALL_NEAR = 0.1, 1e6  # radii among vectors drawn at random


@dataclass(frozen=True)
class Covers:
    """The covers of a training, one for each fold: `size` vectors for the `shown` patches of each picture, then a bank of `bank_size`.

    Seconds: `begin` in which an empty cover takes a picture's patches, `add` in which a full one looks at them, `thin` in which a
    full one is thinned; `space` in which the spacing of a bank is measured, for each of its distances.
    """

    size: int
    shown: float
    bank_size: int
    begin: float
    add: float
    thin: float
    space: float

    @classmethod
    def rehearsed(cls, backbone: Backbone, options: TrainingOptions) -> Self:
        """With vectors drawn at random: how they lie changes nothing of what one look takes. `options.detail` is not 0."""
        size = int(FOLD_SHARE * options.bank_size)
        shown = SHOWN_SHARE * (options.detail * options.resolution / backbone.strides[0]) ** 2
        random = np.random.default_rng(options.seed)
        vectors = random.standard_normal((size, DIMENSIONS)).astype(np.float32)
        patches = np.resize(vectors, (min(ceil(shown), MOST_PATCHES), DIMENSIONS))  # of a picture in many tiles, not all
        # A thinning looks at all that a cover holds anew and leaves this share: the rest is like one of them.
        crowded = random.permutation(np.resize(vectors[: ceil(size * GROWTH**-SPREAD)], vectors.shape))
        spaced = vectors[:MOST_SPACED]

        def empty() -> StreamingCover:
            return StreamingCover(size, DIMENSIONS, radius=NONE_NEAR)

        full = empty()
        full.add(vectors)
        full.radius = ALL_NEAR
        begin, add, thin, space = _seconds(
            lambda: empty().add(patches), lambda: full.add(patches), lambda: empty().add(crowded), lambda: spacing(spaced)
        )
        part = len(patches) / shown
        return cls(size, shown, options.bank_size, begin / part, add / part, thin, space / len(spaced) ** 2)

    def learning(self, pictures: int) -> float:
        """Seconds that the covers take of the time in which so many pictures are learnt."""
        each = pictures / FOLDS
        until_full = self.size / self.shown
        filled = np.arange(ceil(each)) / until_full
        filled[filled > 1] = FILLED
        thinnings = max(log(each / until_full), 0) / (SPREAD * log(GROWTH))
        return FOLDS * (self.begin * min(each, until_full) + self.add * float(filled.sum()) + self.thin * thinnings)

    def combining(self, pictures: int) -> float:
        """Seconds in which the covers of so many pictures are made one bank, and one without each of them."""
        vectors = FOLDS * min(self.size * FILLED, pictures / FOLDS * self.shown)
        bank = min(self.bank_size * FILLED, vectors)
        distances = FOLDS * vectors * bank * (1 - bank / vectors / 2)  # all covers to one bank, all but one to five, each at first empty
        thinnings = MERGED * self.thin * (self.bank_size / self.size) ** 2 if vectors > self.bank_size else 0
        return distances * self.add / self.shown / self.size + thinnings + (FOLDS + 1) * self.space * bank**2


def _seconds(*things: Callable[[], object]) -> list[float]:
    """What each takes; by turns, so that what disturbs the machine for a moment does not meet one of them alone."""
    rounds = [[_took(do) for do in things] for _ in range(TIMES)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _took(do: Callable[[], object]) -> float:
    began = monotonic()
    do()
    return monotonic() - began

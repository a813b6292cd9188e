"""A coreset in one pass: few vectors such that every vector seen lies near one of them.

The streaming doubling algorithm for k-center (Charikar, Chekuri, Feder and Motwani, 1997) with a small growth factor: keep
what is farther than `radius` from everything kept; when too many are kept, grow the radius and thin them.
"""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

GROWTH = 1.08
MERGE_GROWTH = 1.04  # the last cover is to fill its size: at 1.15 a thinning may leave little more than half
BLOCK = 512
GROUP = 32  # neighbours that are looked through together
NEIGHBOURS = 3  # whose mean distance is the spacing
LEAST_SPACING = 0.1


class StreamingCover:
    """At most `size` vectors covering everything given to `add`; memory does not depend on how much that was."""

    def __init__(self, size: int, channels: int, *, radius: float = 0.0, growth: float = GROWTH) -> None:
        self.size = size
        self.growth = growth
        self.radius = radius  # 0: found from the first vectors
        self._vectors = np.empty((size + BLOCK, channels), np.float32)
        self._count = 0

    @property
    def vectors(self) -> Vectors:
        """The kept vectors `[k, channels]`, k ≤ size."""
        return self._vectors[: self._count]

    def add(self, vectors: Vectors) -> None:
        """Look at `vectors` `[p, channels]` and keep those that nothing kept is near."""
        if not self.radius and len(vectors) > 1:
            self.radius = _starting_radius(vectors)
        for start in range(0, len(vectors), BLOCK):
            self._admit(vectors[start : start + BLOCK])
            while self._count > self.size:
                self._thin()

    def _admit(self, vectors: Vectors) -> None:
        fresh = np.flatnonzero(_nearest(vectors, self.vectors) > self.radius**2)
        chosen = fresh[_apart(vectors[fresh], self.radius)]
        until = self._count + len(chosen)
        self._vectors[self._count : until] = vectors[chosen]
        self._count = until

    def _thin(self) -> None:
        self.radius *= self.growth
        vectors = self.vectors.copy()
        self._count = 0
        for start in range(0, len(vectors), BLOCK):
            self._admit(vectors[start : start + BLOCK])


def merge(covers: list[StreamingCover], size: int, *, radius: float = 0.0) -> StreamingCover:
    """A cover of everything that `covers` saw: covers compose, their radii add up. A `radius` known to be needed spares thinnings."""
    radius = max(radius, *(cover.radius for cover in covers))
    whole = StreamingCover(size, covers[0].vectors.shape[1], radius=radius, growth=MERGE_GROWTH)
    for cover in covers:
        whole.add(cover.vectors)
    return whole


def spacing(vectors: Vectors) -> Vectors:
    """How far each of `vectors` `[k, channels]` lies from its nearest others, 1 on average: `[k]`, all positive.

    A cover is evenly spaced where it is full and thin where normal things are rare or varied: there a distance says less
    (the reasoning of the local outlier factor: Breunig, Kriegel, Ng and Sander, 2000).
    """
    neighbours = min(NEIGHBOURS, len(vectors) - 1)
    if neighbours < 1:
        return np.ones(len(vectors), np.float32)
    halves = 0.5 * np.einsum("ij,ij->i", vectors, vectors)
    apart = np.empty(len(vectors), np.float32)
    gaps = np.full((BLOCK, -(-len(vectors) // GROUP) * GROUP), np.inf, np.float32)
    for start in range(0, len(vectors), BLOCK):
        block = slice(start, start + BLOCK)
        here = gaps[: len(vectors[block])]
        np.matmul(vectors[block], -vectors.T, out=here[:, : len(vectors)])
        here[:, : len(vectors)] += halves
        nearest = 2 * (_least(here, neighbours + 1) + halves[block, None])
        apart[block] = np.sqrt(np.maximum(nearest, 0)).sum(axis=1) / neighbours  # its own distance, 0, is among them
    mean = float(apart.mean())
    return np.maximum(apart / mean, LEAST_SPACING) if mean > 0 else np.ones(len(vectors), np.float32)


def _starting_radius(vectors: Vectors) -> float:
    """A quarter of a typical distance: too small for any real set, so that growth finds the right one from below.

    Never 0, from which nothing grows: most of a picture may be one flat colour.
    """
    half = len(vectors) // 2
    return max(0.25 * float(np.linalg.norm(vectors[:half] - vectors[half : 2 * half], axis=1).mean()), 1e-3)


def _least(rows: Vectors, count: int) -> Vectors:
    """The `count` least values of each row; they lie in the `count` groups with the least minima, so few are sorted."""
    groups = rows.reshape(len(rows), -1, GROUP)
    chosen = np.argpartition(groups.min(axis=2), min(count, groups.shape[1]) - 1, axis=1)[:, :count]
    among = np.take_along_axis(groups, chosen[:, :, None], axis=1).reshape(len(rows), -1)
    return np.partition(among, count - 1, axis=1)[:, :count]


def _nearest(vectors: Vectors, kept: Vectors) -> NDArray[np.float32]:
    """Squared distance `[p]` of each point to the nearest kept one; infinite where nothing is kept."""
    if not len(kept):
        return np.full(len(vectors), np.inf, np.float32)
    likeness = vectors @ kept.T
    likeness -= 0.5 * np.einsum("ij,ij->i", kept, kept)
    return np.asarray(np.einsum("ij,ij->i", vectors, vectors) - 2 * likeness.max(axis=1), np.float32)


def _apart(vectors: Vectors, radius: float) -> list[int]:
    """Indices of vectors that are pairwise farther than `radius` apart, first come first kept."""
    norms = np.einsum("ij,ij->i", vectors, vectors)
    far = norms[:, None] + norms - 2 * vectors @ vectors.T > radius**2
    alive = np.ones(len(vectors), bool)
    kept = []
    for index in range(len(vectors)):
        if alive[index]:
            kept.append(index)
            alive &= far[index]
    return kept

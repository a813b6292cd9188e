"""The distance to the nearest vector of a memory bank, as ONNX: an inverted file (Jégou, Douze and Schmid, 2011).

The bank lies in cells. A patch is compared only with what lies in the few cells whose centres are nearest to it: an eighth of
the work, and the same picture and pixel AUROC within 0.2 (see docs/detection.md). A small bank is searched whole.
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

CELL_SIZE = 128  # vectors in a cell, on average
PROBES = 6  # cells in which a patch is looked for
ROUNDS = 10  # of k-means; the cells need not be the best ones


def cells_of(vectors: Vectors) -> list[NDArray[np.intp]]:
    """Indices of `vectors` `[m, d]`, m ≥ 1, in cells of vectors that lie near each other; none is empty, none is in two."""
    count = ceil(len(vectors) / CELL_SIZE)
    centres = vectors[np.random.default_rng(0).permutation(len(vectors))[:count]]
    for _ in range(ROUNDS):
        labels = np.argmax(vectors @ centres.T - 0.5 * np.sum(centres**2, axis=1), axis=1)
        cells = [found for label in range(len(centres)) if len(found := np.flatnonzero(labels == label))]
        centres = centres_of(vectors, cells)
    return cells


def centres_of(vectors: Vectors, cells: list[NDArray[np.intp]]) -> Vectors:
    return np.stack([vectors[cell].mean(axis=0) for cell in cells])


def nearest_steps(cells: int) -> list[str]:
    """`patches` float `[p, d]` → `distances` float `[p]`.

    The least |x − b|² / s² = −(2x·b − |x|² − |b|²) / s²: with |x|² beside x, one product for each cell and those who look there.
    """
    crowds, bests = (", ".join(f"{name}{i}" for i in range(cells)) for name in ("crowd", "best"))
    return [
        "norms = ReduceSumSquare <keepdims = 1> (patches, one)",
        "extended = Concat <axis = 1> (patches, norms)",
        "closeness = Gemm <transB = 1> (patches, centres, centre_offsets)",
        "closest, closest_cells = TopK(closeness, probes)",
        "bar = ReduceMin <keepdims = 1> (closest, one)",
        "is_close = GreaterOrEqual(closeness, bar)",
        "by_cell = Transpose <perm = [1, 0]> (is_close)",
        "lookers = Cast <to = 7> (by_cell)",
        "crowd_sizes = ReduceSum <keepdims = 0> (lookers, one)",
        "pairs = NonZero(by_cell)",
        "who = Gather <axis = 0> (pairs, second)",
        "looking = Gather <axis = 0> (extended, who)",
        f"{crowds} = Split <axis = 0> (looking, crowd_sizes)",
        *(f"match{i} = Gemm <transB = 1> (crowd{i}, bank{i}, offset{i})" for i in range(cells)),
        *(f"best{i} = ReduceMax <keepdims = 0> (match{i}, one)" for i in range(cells)),
        f"bests = Concat <axis = 0> ({bests})",
        "norms_shape = Shape <end = 1> (norms)",
        "nothing = Expand(lowest, norms_shape)",
        'best = ScatterElements <axis = 0, reduction = "max"> (nothing, who, bests)',
        "squares = Neg(best)",
        "positive = Relu(squares)",
        "distances = Sqrt(positive)",
    ]


def nearest_constants(vectors: Vectors, spread: Vectors, cells: list[NDArray[np.intp]]) -> dict[str, NDArray[np.generic]]:
    """What `nearest_steps` needs for the bank `vectors` `[m, d]`, to which distances are counted in `spread` `[m]`."""
    centres = centres_of(vectors, cells)
    squared = spread[:, None] ** 2
    rows = np.concatenate([2 * vectors, np.full_like(squared, -1)], axis=1) / squared
    offsets = -np.sum(vectors**2, axis=1) / squared[:, 0]
    return {
        "one": np.array([1], np.int64),
        "second": np.array(1, np.int64),
        "probes": np.array([min(PROBES, len(cells))], np.int64),
        "lowest": np.array([np.finfo(np.float32).min], np.float32),
        "centres": centres,
        "centre_offsets": -0.5 * np.sum(centres**2, axis=1),
        **{f"bank{i}": rows[cell] for i, cell in enumerate(cells)},
        **{f"offset{i}": offsets[cell] for i, cell in enumerate(cells)},
    }

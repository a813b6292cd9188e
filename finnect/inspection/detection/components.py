"""Connected regions of a mask."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def label(mask: Mask) -> tuple[NDArray[np.int32], int]:
    """Number the regions of `mask` `[h, w]` that touch, corners included: labels 1…n (0 outside), and n.

    Runs of each row are joined with those of the row above (Rosenfeld and Pfaltz, 1966), so the time goes with the number
    of runs, not of pixels.
    """
    edges = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    parents = list(range(len(rows)))

    def root(run: int) -> int:
        while parents[run] != run:
            parents[run] = parents[parents[run]]
            run = parents[run]
        return run

    above = 0
    for run in range(len(rows)):
        while rows[above] < rows[run] - 1 or (rows[above] == rows[run] - 1 and ends[above] < starts[run]):
            above += 1
        touching = above
        while rows[touching] == rows[run] - 1 and starts[touching] <= ends[run]:
            parents[root(touching)] = root(run)
            touching += 1

    roots = np.array([root(run) for run in range(len(rows))], int)
    numbers = np.unique(roots, return_inverse=True)[1] + 1
    labels = np.zeros(mask.shape, np.int32)
    for row, start, end, number in zip(rows, starts, ends, numbers, strict=True):
        labels[row, start:end] = number
    return labels, int(numbers.max(initial=0))


def boxes(labels: NDArray[np.int32], count: int) -> list[tuple[slice, slice]]:
    """The smallest rectangle `(rows, columns)` around each region 1…`count`."""
    rows, columns = np.nonzero(labels)
    numbers = labels[rows, columns] - 1
    top, left = np.full(count, labels.shape[0]), np.full(count, labels.shape[1])
    bottom, right = np.zeros(count, int), np.zeros(count, int)
    np.minimum.at(top, numbers, rows)
    np.minimum.at(left, numbers, columns)
    np.maximum.at(bottom, numbers, rows + 1)
    np.maximum.at(right, numbers, columns + 1)
    return [(slice(int(t), int(b)), slice(int(le), int(r))) for t, b, le, r in zip(top, bottom, left, right, strict=True)]

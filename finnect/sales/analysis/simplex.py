"""The least value of a smooth function of a few variables, without derivatives (Nelder & Mead 1965)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def least(value: Callable[[Vector], float], start: Vector, *, tolerance: float = 1e-7, steps: int = 2_000) -> Vector:
    """Where `value` is least near `start`; ends when the corners differ by `tolerance` relatively, in place and in value."""
    size = len(start)
    corners = np.vstack([start, start + 0.5 * np.eye(size)])
    values = np.array([value(corner) for corner in corners])
    for _ in range(steps):
        order = values.argsort(kind="stable")
        corners, values = corners[order], values[order]
        if _close(corners, values, tolerance):
            break
        middle = corners[:-1].mean(axis=0)
        tried = 2 * middle - corners[-1]
        found = value(tried)
        if found < values[0]:
            further = 3 * middle - 2 * corners[-1]
            tried, found = min([(tried, found), (further, value(further))], key=lambda one: one[1])
        elif found >= values[-2]:
            tried = 0.5 * (middle + (tried if found < values[-1] else corners[-1]))
            found = value(tried)
            if found >= values[-1]:
                corners[1:] = 0.5 * (corners[0] + corners[1:])
                values[1:] = [value(corner) for corner in corners[1:]]
                continue
        corners[-1], values[-1] = tried, found
    return np.asarray(corners[values.argmin()])


def _close(corners: NDArray[np.float64], values: Vector, tolerance: float) -> bool:
    wide = np.abs(corners - corners[0]).max()
    return bool(wide <= tolerance * (1 + np.abs(corners[0]).max()) and values[-1] - values[0] <= tolerance * (1 + abs(values[0])))

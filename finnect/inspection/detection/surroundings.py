"""What lies widely around a patch. Each patch of a worn area may be normal, while the mean of its wide surroundings is not.

So the map is quieted where the surroundings are usual, as far as it says nothing there: what is louder than a good picture may
be stays as it is, and so does the score. What is left within the normal range are the areas that are strange as a whole.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BANK = 6000  # vectors that tell which surroundings are usual
WINDOW, EVERY = 24, 4  # cells of the finest feature map: a window's side, and from one to the next
AGAIN = 7  # windows, along a side, whose mean is taken once more: what is far away counts less
CALM, ALERT = 0.5, 2.5  # deviations above the mean: up to here surroundings are usual, and from here on strange
FULLY = 1.25  # of the fall from what stays down to the level: from four fifths of the way on, as much is taken away as can be
LEAST_DEVIATION = 0.01  # pictures that do not differ at all must not make the next one strange
LEAST_HEIGHT = 1e-6  # above the level, of what stays: a map may be 0 everywhere


@dataclass(frozen=True)
class Quieting:
    """Good pictures lie `usual` from the nearest known surroundings on average, with `deviation`; their maps are `level` high
    on average and, where they are loudest, `limit`."""

    usual: float
    deviation: float
    level: float
    limit: float


@dataclass(frozen=True)
class Surroundings:
    """The usual ones: `vectors` `[m, d]` are means over wide windows of the finest feature map, whitened by `mean` `[c]` and `basis`
    `[c, d]`."""

    mean: Vectors
    basis: Vectors
    vectors: Vectors
    quieting: Quieting


class Reservoirs:
    """Surroundings drawn at random from all that were added, by fold: memory does not depend on how many those were."""

    def __init__(self, folds: int, dimensions: int, *, seed: int) -> None:
        self._size = BANK // (folds - 1)
        self._random = np.random.default_rng(seed)
        self._kept = [(np.empty(0), np.empty((0, dimensions), np.float32)) for _ in range(folds)]

    def add(self, fold: int, vectors: Vectors) -> None:
        """`vectors` `[p, d]`; those with the least lots are kept."""
        lots, kept = self._kept[fold]
        lots = np.concatenate([lots, self._random.random(len(vectors))])
        chosen = np.argsort(lots)[: self._size]
        self._kept[fold] = lots[chosen], np.concatenate([kept, vectors])[chosen]

    def bank(self, *, without: int | None = None) -> Vectors:
        """At most `BANK` vectors `[m, d]`, as many of each fold; `without` is a fold that does not count."""
        others = [kept for fold, (_lots, kept) in enumerate(self._kept) if fold != without]
        return np.concatenate([kept[: BANK // len(others)] for kept in others])


class Moments:
    """Mean and deviation of all values that were added."""

    def __init__(self) -> None:
        self._count, self._total, self._squares = 0, 0.0, 0.0

    def add(self, values: Vectors) -> None:
        self._count += values.size
        self._total += float(values.sum(dtype=np.float64))
        self._squares += float(np.square(values, dtype=np.float64).sum())

    @property
    def mean(self) -> float:
        return self._total / self._count

    @property
    def deviation(self) -> float:
        return float(np.sqrt(max(self._squares / self._count - self.mean**2, 0)))


def window_steps() -> list[str]:
    """`layer0` float `[n, c, gh, gw]` → `windows` `[n, c, ph, pw]`, of every `EVERY`th cell the mean of its wide surroundings,
    cut at the border of the picture."""
    before = (WINDOW - EVERY) // 2
    after = WINDOW - 1 - before  # so that even the smallest grid has a place
    around = AGAIN // 2
    inside = "count_include_pad = 0"
    return [
        f"across = AveragePool <kernel_shape = [1, {WINDOW}], strides = [1, {EVERY}], pads = [0, {before}, 0, {after}], {inside}> (layer0)",
        f"near = AveragePool <kernel_shape = [{WINDOW}, 1], strides = [{EVERY}, 1], pads = [{before}, 0, {after}, 0], {inside}> (across)",
        f"windows = AveragePool <kernel_shape = [{AGAIN}, {AGAIN}], pads = [{around}, {around}, {around}, {around}], {inside}> (near)",
    ]


def quieting_steps(surroundings: Surroundings | None) -> list[str]:
    """`layer0`, `score` `[n]` and `heard` `[n, mh, mw]` → `map`: `heard`, quieted where the surroundings are usual."""
    if surroundings is None:
        return ["map = Identity(heard)"]
    return window_steps() + _whitening_steps() + strangeness_steps() + _quieting_steps()


def quieting_constants(surroundings: Surroundings | None) -> dict[str, np.ndarray]:
    if surroundings is None:
        return {}
    known = _whitening_constants(surroundings.mean, surroundings.basis) | strangeness_constants(surroundings.vectors)
    return known | _quieting_constants(surroundings.quieting)


def _whitening_steps() -> list[str]:
    """`windows` → `surroundings` `[n × ph × pw, d]`, and in `places_shape` (n, 1, ph, pw)."""
    return [
        "windows_last = Transpose <perm = [0, 2, 3, 1]> (windows)",
        "window_rows = Reshape(windows_last, window_row_shape)",
        "surroundings = Gemm(window_rows, window_basis, window_origin)",
        "windows_shape = Shape(windows)",
        "window_count = Slice(windows_shape, zero, one)",
        "places = Slice(windows_shape, two, four)",
        "places_shape = Concat <axis = 0> (window_count, one, places)",
    ]


def strangeness_steps() -> list[str]:
    """`surroundings` `[p, d]` → `strangeness` `places_shape`: the distance to the nearest usual ones, searched as a whole."""
    return [
        "alike = Gemm <transB = 1> (surroundings, usual, usual_offsets)",
        "most_alike = ReduceMax <keepdims = 0> (alike, one)",
        "lengths = ReduceSumSquare <keepdims = 0> (surroundings, one)",
        "apart = Sub(lengths, most_alike)",
        "not_below = Relu(apart)",
        "from_usual = Sqrt(not_below)",
        "strangeness = Reshape(from_usual, places_shape)",
    ]


def _quieting_steps() -> list[str]:
    return [
        'strangeness_here = Resize <mode = "linear", axes = [2, 3]> (strangeness, , , map_size)',
        "falling = Mul(strangeness_here, calm_slope)",
        "fallen = Add(falling, calm_offset)",
        "calm_plane = Clip(fallen, no_share, whole_share)",
        "calm = Squeeze(calm_plane, one)",
        # A picture that is quiet as a whole has places that are loud for it: they stay too.
        "picture_score = Unsqueeze(score, along_map)",
        "untouched_from = Min(picture_score, limit)",
        "height = Sub(untouched_from, level)",
        "positive_height = Max(height, least_height)",
        "below = Sub(untouched_from, heard)",
        "fall = Div(below, positive_height)",
        "steep_fall = Mul(fall, fully)",
        "spare = Clip(steep_fall, no_share, whole_share)",
        "taken_away = Mul(calm, spare)",
        "remaining = Sub(whole_share, taken_away)",
        "map = Mul(heard, remaining)",
    ]


def _whitening_constants(mean: Vectors, basis: Vectors) -> dict[str, np.ndarray]:
    return {
        "window_row_shape": np.array([-1, len(mean)], np.int64),
        "window_basis": basis,
        "window_origin": -mean @ basis,
    }


def strangeness_constants(vectors: Vectors) -> dict[str, np.ndarray]:
    return {"usual": 2 * vectors, "usual_offsets": -np.sum(vectors**2, axis=1)}


def _quieting_constants(quieting: Quieting) -> dict[str, np.ndarray]:
    """calm = (`ALERT` − (strangeness − usual) / deviation) / (`ALERT` − `CALM`), spare = `FULLY` × (bar − heard) / (bar − level), both
    between 0 and 1, where bar is the limit, or the score of the picture if that is less."""
    step = max(quieting.deviation, LEAST_DEVIATION) * (ALERT - CALM)
    numbers = {
        "calm_slope": -1 / step,
        "calm_offset": ALERT / (ALERT - CALM) + quieting.usual / step,
        "level": quieting.level,
        "limit": quieting.limit,
        "least_height": LEAST_HEIGHT,
        "fully": FULLY,
        "no_share": 0,
        "whole_share": 1,
    }
    return {name: np.array(value, np.float32) for name, value in numbers.items()} | {"along_map": np.array([1, 2], np.int64)}

"""The detector once more, in plain numpy: no graph, float64 where it is free. Only the backbone is shared, and the cells of the bank."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection import Backbone, Picture
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.ground import STEPS, WEIGHT, Ground
from finnect.inspection.detection.nearest import PROBES, cells_of
from finnect.inspection.detection.session import open_session
from finnect.inspection.detection.surroundings import AGAIN, ALERT, CALM, EVERY, FULLY, WINDOW, Surroundings

Array = NDArray[np.float64]


Cells = list[NDArray[np.intp]]


def score_and_map(
    picture: Picture,
    backbone: Backbone,
    resolution: int,
    bank: MemoryBank,
    tolerance: Array,
    surroundings: Surroundings | None = None,
    cells: Cells | None = None,
) -> tuple[float, Array]:
    patches = (features(picture, backbone, resolution) - bank.mean) @ bank.basis
    distances = nearest(patches, bank, cells or cells_of(bank.vectors))
    fine = resize(distances, (2 * distances.shape[0], 2 * distances.shape[1]))
    kernel = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(fine, 5, mode="edge")
    rows = sum(weight * padded[i : i + fine.shape[0]] for i, weight in enumerate(kernel))
    smooth = sum(weight * rows[:, i : i + fine.shape[1]] for i, weight in enumerate(kernel))
    if bank.ground is not None:
        smooth = smooth * resize(weights(patches, bank.ground), smooth.shape)
    smooth = smooth / resize(tolerance.astype(np.float64), smooth.shape)
    top = np.sort(smooth.ravel())[::-1][: max(1, smooth.size // 100)]
    score = float(top.mean())
    return score, smooth if surroundings is None else quieted(smooth, score, windows(picture, backbone, resolution), surroundings)


def quieted(heard: Array, score: float, means: Array, surroundings: Surroundings) -> Array:
    """`heard` [mh, mw], quieter where the windows' `means` [ph, pw, c] are usual; not what is as loud as the limit, or as the score."""
    quieting = surroundings.quieting
    strange = resize(strangeness((means - surroundings.mean) @ surroundings.basis, surroundings.vectors), heard.shape)
    calm = np.clip((ALERT - (strange - quieting.usual) / quieting.deviation) / (ALERT - CALM), 0, 1)
    bar = min(score, quieting.limit)
    spare = np.clip(FULLY * (bar - heard) / (bar - quieting.level), 0, 1)
    return heard * (1 - calm * spare)


def strangeness(vectors: Array, usual: Array) -> Array:
    """[ph, pw, d] → [ph, pw]: to the nearest of the usual ones."""
    return _apart(vectors, usual).min(-1)


def windows(picture: Picture, backbone: Backbone, resolution: int) -> Array:
    """[ph, pw, c]: of every fourth cell of the finest feature map the mean of what lies around it, taken twice."""
    finest = layers(picture, backbone, resolution)[0]
    rows, columns = (range(0, length, EVERY) for length in finest.shape[:2])
    before = (WINDOW - EVERY) // 2
    spans = [[slice(max(at - before, 0), at - before + WINDOW) for at in along] for along in (rows, columns)]
    once = np.array([[finest[down, across].mean((0, 1)) for across in spans[1]] for down in spans[0]])
    around = [[slice(max(at - AGAIN // 2, 0), at + AGAIN // 2 + 1) for at in range(length)] for length in once.shape[:2]]
    return np.array([[once[down, across].mean((0, 1)) for across in around[1]] for down in around[0]])


def weights(patches: Array, ground: Ground) -> Array:
    """Of each patch [gh, gw, d]: `WEIGHT` on the ground, which is followed from the border, 1 on the part and within it."""
    is_ground = 1 / (1 + np.exp(patches @ ground.direction.astype(np.float64) + ground.offset))
    open_ground = _around(is_ground, np.min)
    reached = open_ground.copy()
    reached[1:-1, 1:-1] = 0
    for _ in range(STEPS):
        reached = np.minimum(_around(reached, np.max), open_ground)
    return 1 - (1 - WEIGHT) * reached


def _around(values: Array, extreme: Callable[..., Array]) -> Array:
    """Of each cell and its neighbours."""
    padded = np.pad(values, 1, mode="edge")
    height, width = values.shape
    return extreme([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)


def nearest(patches: Array, bank: MemoryBank, cells: Cells) -> Array:
    """`patches` [gh, gw, d] → [gh, gw]: to the nearest vector in the cells whose centres are nearest."""
    to_vectors = _apart(patches, bank.vectors) / bank.spread
    to_centres = _apart(patches, np.stack([bank.vectors[cell].mean(0) for cell in cells]))
    bar = np.sort(to_centres)[..., :PROBES][..., -1:]
    in_cells = np.stack([to_vectors[..., cell].min(-1) for cell in cells], axis=-1)
    return np.where(to_centres <= bar, in_cells, np.inf).min(-1)


def _apart(patches: Array, vectors: Array) -> Array:
    gaps = patches[:, :, None, :] - vectors.astype(np.float64)
    return np.sqrt((gaps**2).sum(-1))


def features(picture: Picture, backbone: Backbone, resolution: int) -> Array:
    """[gh, gw, c]"""
    maps = layers(picture, backbone, resolution)
    stacked = np.concatenate([resize(found, maps[0].shape[:2]) for found in maps], axis=-1)
    padded = np.pad(stacked, ((1, 1), (1, 1), (0, 0)), constant_values=np.nan)
    height, width = stacked.shape[:2]
    return np.nanmean([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)


def layers(picture: Picture, backbone: Backbone, resolution: int) -> list[Array]:
    """The feature maps [h, w, c], the finest first."""
    height, width = picture.shape[:2]
    zoom = resolution / np.sqrt(height * width)
    multiple = backbone.multiple
    size = tuple(int(max(2, np.round(side * zoom / multiple))) * multiple for side in (height, width))
    resized = resize(picture.astype(np.float64), size)
    scaled = (resized * backbone.scale + backbone.shift).transpose(2, 0, 1)[None].astype(np.float32)
    session = open_session(backbone.model.SerializeToString(), threads=1)
    outputs = session.run(list(backbone.layers), {session.get_inputs()[0].name: scaled})
    return [output[0].transpose(1, 2, 0).astype(np.float64) for output in outputs]


def resize(values: Array, size: tuple[int, int]) -> Array:
    """Bilinear with antialiasing, as Pillow does it: a triangle as wide as the reduction, weights renormalised at the border."""
    for axis in (0, 1):
        weights = _triangle(values.shape[axis], size[axis])
        values = np.moveaxis(np.tensordot(weights, values, (1, axis)), 0, axis)
    return values


def _triangle(count: int, wanted: int) -> Array:
    step = count / wanted
    reach = max(step, 1.0)
    centres = (np.arange(wanted) + 0.5) * step
    gaps = np.abs(np.arange(count) + 0.5 - centres[:, None]) / reach
    weights = np.maximum(1 - gaps, 0)
    return weights / weights.sum(1, keepdims=True)

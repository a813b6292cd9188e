"""Finding pictures that are the same picture again: copied, re-encoded, resized, a little cropped or brightened.

Parts of one kind look alike, so neither a perceptual hash nor the likeness of pictures as they lie can tell a copy from a sister
part. Here two pictures are first brought over each other (Lucas and Kanade, 1981: shift and scale along each axis), and then
compared by their fine structure, every place counting the same: there sister parts differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from finnect.inspection.detection.pictures import Picture
from finnect.kit.progress import Report, silent
from finnect.kit.words import N_

SIDE = 64  # pixels of a sketch
COARSE = 16  # pixels of what is compared with everything
NEIGHBOURS = 3  # that are looked at closely, for each picture
PROMISING = 0.7  # likeness of coarse sketches, after what all pictures have in common is taken away
SAME = 0.97  # between the most alike sisters that were measured and the least alike copies: docs/detection.md
SISTERS = 200  # pairs drawn at random, which are hardly ever copies
APART = 5.0  # deviations of theirs by which a copy is more alike
STEPS = 8  # of alignment at each of two sizes
FLOOR = 0.1  # structure below it, in standard deviations of the picture, is noise
AS_IT_LIES = np.array([0.0, 1.0, 0.0, 1.0])
MOST = np.array([0.1, 0.15, 0.1, 0.15])  # shift, in halves of the picture, and change of scale that are looked for
BLOCK = 512  # pictures compared at a time

Sketch = NDArray[np.uint8]  # [SIDE, SIDE], grey
Values = NDArray[np.float32]
Place = NDArray[np.float64]  # shift and scale downwards, shift and scale to the right, in halves of the picture


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two pictures that show the same, `first` < `second`; `likeness` of their fine structure is at most 1."""

    first: int
    second: int
    likeness: float


def sketch(picture: Picture) -> Sketch:
    """All that is kept of a picture to compare it with others: 4 KiB."""
    return np.asarray(Image.fromarray(picture).convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def near_duplicates(sketches: Sequence[Sketch], known: int, report: Report = silent) -> list[Pair]:
    """Pairs of pictures that show the same, one or both among the first `known`.

    Of each picture the few that it resembles most are looked at closely, so that time hardly grows faster than their number.
    Where all parts look the same, as under a fixed camera, a copy must be more alike than they are.
    """
    if len(sketches) < 2 or not known:
        return []
    least = max(SAME, _unusual(sketches))
    candidates, found = _promising(_coarse(sketches), known), []
    for number, (first, second) in enumerate(candidates):
        report(number / len(candidates), N_("Looking for duplicates among %(count)d pictures"), count=len(sketches))
        alike = likeness(sketches[first], sketches[second])
        if alike >= least:
            found.append(Pair(first, second, alike))
    return found


def likeness(first: Sketch, second: Sketch) -> float:
    """Correlation of the fine structure of two sketches where they lie over each other best, −1…1."""
    target, moved = _normed(first), _normed(second)
    place = AS_IT_LIES
    for smaller in (_halved, _blurred):
        place = _aligned(smaller(target, 1), smaller(moved, 1), place)
    margin = SIDE // 16
    inner = np.s_[margin:-margin, margin:-margin]
    one, other = (_structure(image)[inner].ravel().astype(np.float64) for image in (target, _warped(moved, place)))
    one, other = one - one.mean(), other - other.mean()
    return float(one @ other / max(np.linalg.norm(one) * np.linalg.norm(other), 1e-6))


def _unusual(sketches: Sequence[Sketch]) -> float:
    """A likeness that two different parts of this set hardly reach, by Fisher's transformation of correlations."""
    draw = np.random.default_rng(0)
    drawn = [draw.choice(len(sketches), 2, replace=False) for _ in range(min(SISTERS, len(sketches) * (len(sketches) - 1) // 2))]
    found = np.arctanh(np.clip([likeness(sketches[one], sketches[other]) for one, other in drawn], -1, 1 - 1e-6))
    middle = np.median(found)
    deviation = 1.4826 * np.median(np.abs(found - middle))  # of normal ones, whatever a few copies among them are like
    return float(np.tanh(middle + APART * deviation))


def _aligned(target: Values, moved: Values, place: Place) -> Place:
    """Gauss–Newton on the four parameters, with gain and offset of brightness beside them."""
    side = len(target)
    margin, half = side // 16, (side - 1) / 2
    inner = np.s_[margin:-margin, margin:-margin]
    centre = np.linspace(-1, 1, side, dtype=np.float32)[margin:-margin]
    wanted = target[inner].ravel()
    for _ in range(STEPS):
        whole = _warped(moved, place)
        seen = whole[inner]
        down = np.gradient(whole, 1 / half, axis=0)[inner]
        right = np.gradient(whole, 1 / half, axis=1)[inner]
        columns = [down, down * centre[:, None], right, right * centre[None], seen, np.ones_like(seen)]
        design = np.stack([column.ravel() for column in columns])
        normal = (design @ design.T).astype(np.float64) + 1e-3 * np.eye(6)
        step = np.linalg.solve(normal, design @ (wanted - seen.ravel()))[:4]
        place = np.clip(place + np.clip(step, -0.05, 0.05), AS_IT_LIES - MOST, AS_IT_LIES + MOST)
        if np.abs(step).max() < 5e-4:
            break
    return place


def _warped(image: Values, place: Place) -> Values:
    """The image as seen through shift and scale along each axis, bilinearly; beyond its border the border goes on."""
    side = len(image)
    half = (side - 1) / 2
    grid = np.linspace(-1, 1, side)
    for axis in (0, 1):
        shift, scale = place[2 * axis : 2 * axis + 2]
        at = np.clip((grid * scale + shift + 1) * half, 0, side - 1.001)
        low = at.astype(int)
        share = (at - low).astype(np.float32)
        share = share[:, None] if axis == 0 else share[None]
        image = image.take(low, axis) * (1 - share) + image.take(low + 1, axis) * share
    return image


def _structure(image: Values) -> Values:
    """What is finer than nine pixels, brought to the same strength everywhere."""
    fine = _blurred(image, 1) - _blurred(image, 4)
    return np.asarray(fine / np.maximum(np.sqrt(np.maximum(_blurred(fine * fine, 4), 0)), FLOOR), np.float32)


def _blurred(image: Values, radius: int) -> Values:
    """Mean over a square of 2 × radius + 1 pixels."""
    width = 2 * radius + 1
    sums = np.pad(image, ((radius + 1, radius), (radius + 1, radius)), mode="edge").cumsum(0, dtype=np.float64).cumsum(1)
    return ((sums[width:, width:] - sums[:-width, width:] - sums[width:, :-width] + sums[:-width, :-width]) / width**2).astype(np.float32)


def _halved(image: Values, radius: int) -> Values:
    return _blurred(image.reshape(SIDE // 2, 2, SIDE // 2, 2).mean((1, 3)), radius)


def _normed(image: Sketch) -> Values:
    values = image.astype(np.float32)
    return (values - values.mean()) / max(float(values.std()), 1.0)


def _coarse(sketches: Sequence[Sketch]) -> Values:
    """Unit vectors of what is particular to each picture."""
    step = SIDE // COARSE
    small = np.stack([one.reshape(COARSE, step, COARSE, step).mean((1, 3), dtype=np.float32).ravel() for one in sketches])
    small = (small - small.mean(1, keepdims=True)) / np.maximum(small.std(1, keepdims=True), 1)
    small -= small.mean(0)
    return np.asarray(small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6))


def _promising(vectors: Values, known: int) -> list[tuple[int, int]]:
    """For each picture those few of the known ones that it resembles most."""
    pairs = set()
    for start in range(0, len(vectors), BLOCK):
        found = vectors[start : start + BLOCK] @ vectors[:known].T
        for row, values in enumerate(found, start=start):
            if row < known:
                values[row] = -1
            nearest = np.argsort(-values)[:NEIGHBOURS]
            pairs |= {(min(row, int(other)), max(row, int(other))) for other in nearest if values[other] >= PROMISING}
    return sorted(pairs)

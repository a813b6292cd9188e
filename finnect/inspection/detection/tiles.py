"""Large pictures are looked at in tiles, each as closely as a small picture: else a flaw of a few pixels would be averaged away."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection.pictures import Picture

Map = NDArray[np.float32]

TOP_SHARE = 0.01  # the score is the mean of this share of the map, of a picture or of what a tile answers for
DETAIL = "finnect.detail"  # where a model's metadata say how closely it looks
WHOLE = 4  # a picture up to this many times the side that the network looks at is not cut
CLOSE = 1.4  # a tile answers for at most this many times that side
OVERLAP = 0.25  # of a tile with the next: what lies across a border lies whole in one of them


@dataclass(frozen=True)
class Span:
    """Along one side of the picture: a tile covers the pixels `start`…`stop`, of which it alone answers for `first`…`last`."""

    start: int
    stop: int
    first: int
    last: int


def detail_for(pixels: float, resolution: int) -> int:
    """Tiles along a side of a square picture with this many pixels, for a network that looks at `resolution` × `resolution`."""
    side = sqrt(pixels)
    return 1 if side <= WHOLE * resolution else ceil(side / (CLOSE * resolution))


def spans(height: int, width: int, detail: int) -> list[tuple[Span, Span]]:
    """The tiles of a picture, row by row. They are alike in size and nearly square, `detail`² for a square picture."""
    side = sqrt(height * width) / detail
    rows, columns = (_along(length, max(1, round(length / side))) for length in (height, width))
    return [(row, column) for row in rows for column in columns]


def _along(length: int, count: int) -> list[Span]:
    size = min(length, ceil(length / count * (1 + OVERLAP)))
    starts = np.round(np.linspace(0, length - size, count)).astype(int).tolist()
    borders = [0, *((left + size + right) // 2 for left, right in pairwise(starts)), length]
    return [Span(start, start + size, *borders[i : i + 2]) for i, start in enumerate(starts)]


def cut(picture: Picture, detail: int) -> list[Picture]:
    """The tiles of the picture, or the picture itself."""
    if detail == 1:
        return [picture]
    height, width = picture.shape[:2]
    return [picture[row.start : row.stop, column.start : column.stop] for row, column in spans(height, width, detail)]


def whole(found: list[tuple[float, Map]], size: tuple[int, int], detail: int) -> tuple[float, Map]:
    """Score and map of a picture of `size` (height, width), from those of its tiles: it is as bad as the worst part of it.

    A part is what one tile answers for: near its border a tile knows less, and its neighbour sees the same place in the middle.
    """
    if detail == 1:
        return found[0]
    joined, parts = _joined([anomaly for _, anomaly in found], size, detail)
    return max(_loudness(joined[part]) for part in parts), joined


def _loudness(part: Map) -> float:
    """As the file has it for a whole map."""
    count = max(1, int(TOP_SHARE * part.size))
    return float(np.partition(part, part.size - count, axis=None)[-count:].mean())


def _joined(maps: list[Map], size: tuple[int, int], detail: int) -> tuple[Map, list[tuple[slice, slice]]]:
    """One map from those of the tiles, and what each answers for in it; where tiles overlap, the nearer one counts."""
    tiles = spans(*size, detail)
    scales = [cells / (span.stop - span.start) for cells, span in zip(maps[0].shape, tiles[0], strict=True)]
    joined = np.empty([_rounded(length * scale) for length, scale in zip(size, scales, strict=True)], np.float32)
    parts = []
    for anomaly, tile in zip(maps, tiles, strict=True):
        (top, bottom, above), (left, right, before) = (_cells(span, scale) for span, scale in zip(tile, scales, strict=True))
        parts.append((slice(top, bottom), slice(left, right)))
        joined[parts[-1]] = anomaly[top - above : bottom - above, left - before : right - before]
    return joined, parts


def _cells(span: Span, scale: float) -> tuple[int, int, int]:
    """First and last cell that a tile answers for in the joined map, and where its own map begins there."""
    return _rounded(span.first * scale), _rounded(span.last * scale), _rounded(span.start * scale)


def _rounded(value: float) -> int:
    """Halves up, always: a tile's cells are whole, so its ends must round alike."""
    return int(value + 0.5)

"""Patches of many pictures, kept on disk between the pass that learns and the pass that checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from finnect.inspection.detection.coreset import Vectors

Sheet = tuple[Vectors, tuple[int, int]]  # vectors `[gh × gw, d]`, and the cells (gh, gw) that they lie in


@dataclass(frozen=True)
class Seen:
    """One picture: its size (height, width), and of each of its tiles the patches."""

    size: tuple[int, int]
    tiles: list[Sheet]


class Spool:
    """Written once, then read in order; in half precision. Memory holds one picture at a time."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 — open as long as the spool is
        self._shapes: list[tuple[tuple[int, int], list[tuple[tuple[int, int], int]]]] = []

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, seen: Seen) -> None:
        for patches, _cells in seen.tiles:
            self._file.write(patches.astype(np.float16).tobytes())
        self._shapes.append((seen.size, [(cells, patches.shape[1]) for patches, cells in seen.tiles]))

    def __iter__(self) -> Iterator[Seen]:
        self._file.seek(0)
        for size, tiles in self._shapes:
            yield Seen(size, [(self._patches(cells, width), cells) for cells, width in tiles])

    def _patches(self, cells: tuple[int, int], width: int) -> Vectors:
        count = cells[0] * cells[1] * width
        return np.frombuffer(self._file.read(2 * count), np.float16).reshape(-1, width).astype(np.float32)

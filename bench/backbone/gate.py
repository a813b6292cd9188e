"""The gate: nets beside each other on drawn sets, so that none is chosen by photographs.

Scored as the detector does but shorter: smaller pictures and banks, no folds, neither tolerance nor ground.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.backbone import filterbank
from bench.detection.__main__ import BACKBONES
from bench.detection.drawn import SIDE, board, cloth, washer
from bench.detection.flaws import flawed
from finnect.inspection.detection import Backbone, Picture
from finnect.inspection.detection.coreset import StreamingCover, spacing
from finnect.inspection.detection.graph import MemoryBank, bank_model, features_model
from finnect.inspection.detection.metrics import auroc
from finnect.inspection.detection.session import open_session
from finnect.inspection.detection.tiles import TOP_SHARE
from finnect.inspection.detection.whitening import Scatter

Random = np.random.Generator
Draw = Callable[[Random], Picture]
Maps = NDArray[np.float32]

TRAIN, TEST = 48, 40  # good pictures to learn from; good and flawed ones to test with, each
BANK = 2500
LOUDEST = 12  # cells of the map: the other way of scoring beside the loudest hundredth
LEAST_FLAW = 0.04  # length, as a share of the side
NOISE, LIGHT, LOOKED_AT = 4.0, 1.15, 8  # grey levels, factor; pictures of each set in which it is looked at what changes with them

ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE] - SIDE / 2


def any_way(draw: Draw) -> Draw:
    """The same lying any way; what is turned in from outside is a mirror image."""
    margin = SIDE // 4

    def turned(random: Random) -> Picture:
        wide = Image.fromarray(np.pad(draw(random), ((margin, margin), (margin, margin), (0, 0)), "reflect"))
        picture = wide.rotate(random.uniform(0, 360), Image.Resampling.BICUBIC)
        return np.asarray(picture.crop((margin, margin, margin + SIDE, margin + SIDE)))

    return turned


def bolt(random: Random) -> Picture:
    """Head, shank and thread, seen from the side, lying any way on a light ground."""
    turn, (y, x) = random.uniform(0, 2 * np.pi), random.normal(0, 8, 2)
    along = (COLUMNS - x) * np.cos(turn) + (ROWS - y) * np.sin(turn)
    across = (ROWS - y) * np.cos(turn) - (COLUMNS - x) * np.sin(turn)
    thread = 4 * np.abs((((along + 0.25 * across) / 9 + random.random()) % 1) - 0.5)
    radius = np.select([along < -85, along < -20, along < 100], [42, 20, 21 - 2 * thread], 0.9 * (120 - along))
    inside = np.minimum(radius - np.abs(across), along + 115)
    height = np.sqrt(np.maximum(radius**2 - across**2, 0)) * (inside > 0)
    slope_y, slope_x = np.gradient(height)
    shade = np.clip((1 - 0.6 * slope_x - 0.4 * slope_y) / np.sqrt(1 + slope_x**2 + slope_y**2), 0, 1.6)
    cover = np.clip(inside / 1.5 + 0.5, 0, 1)
    grey = 205 * random.normal(1, 0.02) * (1 - cover) + (35 + 100 * shade) * cover
    return _bytes((grey + random.normal(0, 3, grey.shape))[..., None] * [1.0, 1.0, 0.98])


def plate(random: Random) -> Picture:
    """A rough casting, unevenly lit."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None]) * SIDE
    spectrum = np.fft.rfft2(random.standard_normal((SIDE, SIDE))) / (frequency + 4) ** 2
    rough = np.fft.irfft2(spectrum, (SIDE, SIDE))
    light = 1 + 0.1 * np.cos((ROWS * random.normal() + COLUMNS * random.normal()) * 2 / SIDE + random.uniform(0, 6))
    return _bytes(((110 + 12 * rough / rough.std()) * light + random.normal(0, 3, rough.shape))[..., None] * [1.0, 0.97, 0.92])


SETS: dict[str, Draw] = {
    "cloth": cloth,
    "washer": washer,
    "board": board,
    "cloth any way": any_way(cloth),
    "board any way": any_way(board),
    "bolt": bolt,
    "plate": plate,
}


def drawn(kind: str) -> tuple[list[Picture], list[Picture], list[Picture]]:
    """Good pictures to learn from, good ones and flawed ones to test with: always the same for the same kind."""
    draw, random = SETS[kind], np.random.default_rng([2024, list(SETS).index(kind)])
    good, test = ([draw(random) for _ in range(count)] for count in (TRAIN, TEST))
    return good, test, [_clearly_flawed(draw(random), random) for _ in range(TEST)]


def _clearly_flawed(picture: Picture, random: Random) -> Picture:
    while True:
        changed, mask = flawed(picture, random)
        places = np.argwhere(mask[..., 0])
        if len(places) and np.ptp(places, axis=0).max() >= LEAST_FLAW * SIDE:
            return changed


def _bytes(values: NDArray[np.float64]) -> Picture:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


class Gate:
    """One backbone on one set."""

    def __init__(self, backbone: Backbone, good: list[Picture]) -> None:
        self._session = open_session(features_model(backbone, SIDE), threads=1)
        self._good = [self._features(picture) for picture in good]
        scatter, random = Scatter(), np.random.default_rng(0)
        for maps in self._good:
            scatter.add(_rows(maps))
        self._whitening = scatter.whitening()
        cover = StreamingCover(BANK, self._whitening.basis.shape[1])
        for maps in self._good:
            patches = self._whitening.of(_rows(maps))
            cover.add(patches[random.permutation(len(patches))[: len(patches) // 2]])
        bank = MemoryBank(*self._whitening, cover.vectors, spacing(cover.vectors))
        self._bank = open_session(bank_model(bank), threads=1)

    def _features(self, picture: Picture) -> Maps:
        found: list[Maps] = self._session.run(["features"], {"image": picture[None]})
        return found[0][0]

    def scores(self, picture: Picture) -> tuple[float, float]:
        """Mean of the loudest hundredth of the map, and of its loudest cells."""
        maps = self._features(picture)
        fed = {"patches": self._whitening.of(_rows(maps)), "coarse_shape": np.array([1, 1, *maps.shape[1:]], np.int64)}
        (loud,) = self._bank.run(["loud"], fed)
        falling = np.sort(loud.ravel())[::-1]
        return float(falling[: int(TOP_SHARE * len(falling))].mean()), float(falling[:LOUDEST].mean())

    def rank(self) -> float:
        """Effective rank of the channels (Roy and Vetterli, 2007): how many different things they say."""
        rows = np.concatenate([_rows(maps) for maps in self._good]).astype(np.float64)
        variances = np.maximum(np.linalg.eigvalsh(np.corrcoef(rows[:, rows.std(axis=0) > 0].T)), 1e-12)
        shares = variances / variances.sum()
        return float(np.exp(-(shares * np.log(shares)).sum()))

    def change(self, good: list[Picture], altered: Callable[[Picture], Picture]) -> float:
        """Of the whitened vectors when pictures are altered, as a share of their variance."""
        variance = np.concatenate([self._whitening.of(_rows(maps)) for maps in self._good]).var(axis=0).sum()
        basis = self._whitening.basis
        changes = [_rows(self._features(altered(picture)) - self._features(picture)) @ basis for picture in good[:LOOKED_AT]]
        return float(np.square(np.concatenate(changes)).sum(axis=1).mean() / variance)


def _rows(maps: Maps) -> Maps:
    """`[c, h, w]` → `[h × w, c]`."""
    return np.ascontiguousarray(maps.reshape(len(maps), -1).T)


def measure(backbone: Backbone, kind: str) -> dict[str, float]:
    good, test, flaws = drawn(kind)
    gate, random = Gate(backbone, good), np.random.default_rng(1)
    normal, defective = (np.array([gate.scores(picture) for picture in pictures]) for pictures in (test, flaws))
    return {
        "hundredth": 100 * auroc(normal[:, 0], defective[:, 0]),
        "twelve": 100 * auroc(normal[:, 1], defective[:, 1]),
        "rank": gate.rank(),
        "noise": gate.change(good, lambda picture: _bytes(picture + random.normal(0, NOISE, picture.shape))),
        "light": gate.change(good, lambda picture: _bytes(picture * np.float64(LIGHT))),
    }


def gate(files: Sequence[Path]) -> None:
    """A table: the files, the filter bank, MobileNetV2. Image AUROC of each set by the loudest hundredth and by the loudest cells."""
    mobilenet = BACKBONES["mobilenet_v2"]
    assert mobilenet
    print(f"{'backbone':16} {' '.join(f'{name:>13}' for name in (*SETS, 'mean'))} {'rank':>6} {'noise':>6} {'light':>6} {'seconds':>8}")
    named = {file.stem: file.read_bytes() for file in (*files, mobilenet)}
    for name, data in {**named, "filterbank": filterbank.build().SerializeToString()}.items():
        show(name, Backbone.from_onnx(data))


def show(name: str, backbone: Backbone) -> None:
    began = process_time()
    rows = [measure(backbone, kind) for kind in SETS]
    mean = {column: float(np.mean([row[column] for row in rows])) for column in rows[0]}
    shares = " ".join(f"{row['hundredth']:6.1f} {row['twelve']:6.1f}" for row in (*rows, mean))
    told = f"{mean['rank']:6.1f} {mean['noise']:6.3f} {mean['light']:6.3f} {process_time() - began:8.0f}"
    print(f"{name:16} {shares} {told}", flush=True)

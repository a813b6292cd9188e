"""A pool of drawn pictures on disk: some pieces of each product. The picture of a number is always the same."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.backbone.parts import product
from bench.backbone.surfaces import COLUMNS, ROWS, SIDE, Colours, Random, log_uniform

PIECES = 2  # of each product, unless said otherwise
FILE_PRODUCTS = 100  # products in a file
HELD_OUT = 10_000_000  # products from here on are for looking, never for training


def pieces(number: int, count: int = PIECES) -> NDArray[np.uint8]:
    """`[count, SIDE, SIDE, 3]`: the same design, drawn again with other chance."""
    design = np.random.default_rng([number, 0])
    draw, wear = product(design), Wear(design)
    return np.stack([_bytes(wear(draw(random), random)) for random in (np.random.default_rng([number, 1 + i]) for i in range(count))])


class Wear:
    """What is normal of a product although it is no part of its design: dust, fine scratches, uneven light."""

    def __init__(self, design: Random) -> None:
        self.specks = int(log_uniform(design, 3, 60)) if design.random() < 0.25 else 0
        self.scratches = int(design.integers(1, 8)) if design.random() < 0.2 else 0
        self.strength = design.normal(0, 0.25)
        self.uneven = design.exponential(0.15)

    def __call__(self, picture: Colours, random: Random) -> Colours:
        light = 1 + self.uneven * np.cos((ROWS * random.normal() + COLUMNS * random.normal()) * 2 / SIDE + random.uniform(0, 6))
        marks = np.zeros((SIDE, SIDE), np.float32)
        for _ in range(random.poisson(self.specks)):
            (y, x), reach = random.integers(2, SIDE - 2, 2), random.integers(1, 3)
            marks[y - reach : y + reach, x - reach : x + reach] = random.uniform(0.3, 1)
        for _ in range(random.poisson(self.scratches)):
            angle, through = random.uniform(0, np.pi), random.uniform(0, SIDE, 2)
            across = np.abs((COLUMNS - through[1]) * np.sin(angle) - (ROWS - through[0]) * np.cos(angle))
            along = np.abs((COLUMNS - through[1]) * np.cos(angle) + (ROWS - through[0]) * np.sin(angle))
            marks = np.maximum(marks, (across < 0.8) * (along < random.uniform(10, 90)) * random.uniform(0.2, 1))
        return np.asarray((picture + self.strength * marks[..., None]) * light[..., None], np.float32)


def _bytes(picture: Colours) -> NDArray[np.uint8]:
    return np.asarray(np.clip(np.round(255 * picture), 0, 255), np.uint8)


def draw(folder: Path, products: int, count: int = PIECES, *, workers: int = 2) -> None:
    """Files `000.npy`, … of `[FILE_PRODUCTS, count, SIDE, SIDE, 3]`; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(partial(_file, folder, count), range(-(-products // FILE_PRODUCTS))))


def _file(folder: Path, count: int, index: int) -> None:
    path = folder / f"{index:03d}.npy"
    if path.exists():
        return
    drawn = np.stack([pieces(number, count) for number in range(index * FILE_PRODUCTS, (index + 1) * FILE_PRODUCTS)])
    with path.with_suffix(".part").open("wb") as file:
        np.save(file, drawn)
    path.with_suffix(".part").rename(path)


def read(folder: Path) -> list[NDArray[np.uint8]]:
    """The files, mapped: what is not looked at takes no memory."""
    return [np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))]


def contact_sheet(path: Path, *, columns: int = 12, rows: int = 7, side: int = 128, first: int = 0) -> None:
    sheet = Image.new("RGB", (columns * side, rows * side))
    for place in range(columns * rows):
        row, column = divmod(place, columns)
        picture = Image.fromarray(pieces(first + place)[0]).resize((side, side), Image.Resampling.LANCZOS)
        sheet.paste(picture, (column * side, row * side))
    sheet.save(path, quality=80)

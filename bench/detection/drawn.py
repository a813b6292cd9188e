"""Kinds of picture that the shared sets do not hold, drawn: a guard against fitting a default to two sets."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bench.detection.flaws import flawed
from finnect.inspection.detection import Picture

SIDE = 320
TRAIN, TEST = 60, 40


def cloth(random: np.random.Generator) -> Picture:
    """A weave, a little turned and stretched, unevenly lit."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(float)
    turn, pitch = random.normal(0, 0.03), random.normal(9, 0.2)
    u, v = (x * np.cos(turn) + y * np.sin(turn)) / pitch, (y * np.cos(turn) - x * np.sin(turn)) / pitch
    over = (np.floor(u) + np.floor(v)) % 2
    thread = np.where(over > 0, np.abs(np.sin(np.pi * u)), np.abs(np.sin(np.pi * v)))
    light = 1 + 0.15 * np.sin(x / SIDE * random.uniform(1, 4) + random.uniform(0, 6))
    grey = (90 + 70 * thread) * light + random.normal(0, 5, (SIDE, SIDE))
    return _bytes(grey[..., None] * [1.0, 0.9, 0.75])


def washer(random: np.random.Generator) -> Picture:
    """A notched washer, lying any way, on a board with dust and hairs."""
    image = Image.new("RGB", (2 * SIDE, 2 * SIDE), (196, 198, 194))
    draw = ImageDraw.Draw(image)
    for _ in range(random.poisson(6)):
        x, y = random.integers(0, 2 * SIDE, 2)
        draw.arc((x, y, x + 60, y + 40), *sorted(random.uniform(0, 360, 2)), fill=(170, 170, 168), width=2)
    draw.ellipse((140, 140, 500, 500), fill=(110, 112, 118), outline=(70, 70, 74), width=6)
    draw.ellipse((250, 250, 390, 390), fill=(196, 198, 194), outline=(70, 70, 74), width=6)
    for angle in np.radians([0, 120, 240]):
        x, y = 320 + 180 * np.cos(angle), 320 + 180 * np.sin(angle)
        draw.ellipse((x - 24, y - 24, x + 24, y + 24), fill=(196, 198, 194))
    image = image.rotate(random.uniform(0, 360), Image.Resampling.BICUBIC, fillcolor=(196, 198, 194))
    image = image.resize((SIDE, SIDE), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.7))
    return _bytes(np.asarray(image) * random.normal(1, 0.03) + random.normal(0, 3, (SIDE, SIDE, 1)))


def board(random: np.random.Generator) -> Picture:
    """A circuit board under a camera that shakes a little."""
    layout = np.random.default_rng(7)
    image = Image.new("RGB", (SIDE, SIDE), (24, 92, 58))
    draw = ImageDraw.Draw(image)
    jolt = random.normal(0, 2, 2)
    for _ in range(14):
        (x, y), run = layout.integers(0, SIDE, 2) + jolt, int(layout.integers(40, 160))
        draw.line((x, y, x + run, y, x + run, y + run), fill=(60, 140, 84), width=3)
    for _ in range(9):
        x, y = layout.integers(10, SIDE - 70, 2) + jolt + random.normal(0, 0.7, 2)
        width, height = layout.integers(20, 60, 2)
        for pin in np.arange(4, width, 8):
            draw.rectangle((x + pin, y - 5, x + pin + 3, y + height + 5), fill=(190, 190, 186))
        draw.rectangle((x, y, x + width, y + height), fill=(34, 34, 38))
        draw.ellipse((x + 4, y + 4, x + 9, y + 9), fill=(80, 80, 84))
    return _bytes(np.asarray(image) * random.normal(1, 0.04) + random.normal(0, 4, (SIDE, SIDE, 3)))


KINDS: dict[str, Callable[[np.random.Generator], Picture]] = {"cloth": cloth, "washer": washer, "board": board}


def drawn(kind: str) -> dict[str, Any]:
    """Arguments of `train`: always the same pictures for the same kind."""
    draw, random = KINDS[kind], np.random.default_rng(2024)
    good, test = ([_png(draw(random)) for _ in range(count)] for count in (TRAIN, TEST))
    pairs = [flawed(draw(random), random) for _ in range(TEST)]
    masks = {_png(picture): _png(mask) for picture, mask in pairs}
    return {"good": good, "test_good": test, "defects": {"planted": list(masks)}, "masks": masks}


def _bytes(values: np.ndarray) -> Picture:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _png(picture: Picture) -> bytes:
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()

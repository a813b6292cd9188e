"""Drawn surfaces: grey fields of many kinds, combined, coloured and lit.

A *design* is what the pieces of one product have in common; drawing it with another generator gives another piece.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE = 320
BLACK = 0.05  # a palette with no channel above this shows nothing

Field = NDArray[np.float32]  # [SIDE, SIDE], 0…1
Colours = NDArray[np.float32]  # [SIDE, SIDE, 3], 0…1
Random = np.random.Generator
FieldDesign = Callable[[Random], Field]
Material = Callable[[Random], Colours]

ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE].astype(np.float32)
FREQUENCY_Y, FREQUENCY_X = np.meshgrid(SIDE * np.fft.fftfreq(SIDE), SIDE * np.fft.rfftfreq(SIDE), indexing="ij")


def log_uniform(random: Random, low: float, high: float) -> float:
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def turned(angle: float, y: Field = ROWS, x: Field = COLUMNS) -> tuple[Field, Field]:
    """Coordinates along and across a direction."""
    sine, cosine = np.float32(np.sin(angle)), np.float32(np.cos(angle))
    return x * cosine + y * sine, y * cosine - x * sine


def _noise(random: Random, gain: NDArray[np.float64]) -> Field:
    """Gaussian noise of a spectrum, mean 0, deviation 1."""
    spectrum = np.fft.rfft2(random.standard_normal((SIDE, SIDE))) * gain
    spectrum[0, 0] = 0
    values = np.fft.irfft2(spectrum, (SIDE, SIDE))
    return np.asarray(values / (values.std() + 1e-9), np.float32)


def _to_unit(values: Field) -> Field:
    return np.asarray(np.clip(0.5 + 0.22 * values, 0, 1), np.float32)


def _power_law(design: Random, anisotropy: float) -> NDArray[np.float64]:
    along, across = turned(design.uniform(0, np.pi), FREQUENCY_Y, FREQUENCY_X)
    radius = np.hypot(along * anisotropy, across / anisotropy)
    return np.asarray((radius + log_uniform(design, 0.5, 12)) ** -design.uniform(0.6, 2.6))


def cloud(design: Random) -> FieldDesign:
    """1/f noise: rough, stained, cloudy."""
    gain = _power_law(design, log_uniform(design, 1, 4) if design.random() < 0.5 else 1)
    return lambda random: _to_unit(_noise(random, gain))


def brushed(design: Random) -> FieldDesign:
    """Long strokes in one direction, or turned on a lathe."""
    gain = _power_law(design, log_uniform(design, 6, 30))
    if design.random() < 0.6:
        return lambda random: _to_unit(_noise(random, gain))
    centre = design.uniform(-0.3, 1.3, 2) * SIDE
    spread = design.uniform(0.5, 3)

    def lathe(random: Random) -> Field:
        rings = _noise(random, gain)
        radius = np.hypot(ROWS - centre[0], COLUMNS - centre[1])
        angle = np.arctan2(ROWS - centre[0], COLUMNS - centre[1])
        return _to_unit(rings[(radius * spread).astype(int) % SIDE, (angle * 4).astype(int) % SIDE])

    return lathe


def grain(design: Random) -> FieldDesign:
    """Gabor noise around one wavelength, and hardened as reaction and diffusion would leave it."""
    wanted, width = log_uniform(design, 5, 110), design.uniform(0.12, 0.7)
    along, across = turned(design.uniform(0, np.pi), FREQUENCY_Y, FREQUENCY_X)
    radius = np.hypot(along, across) + 1e-3
    gain = np.exp(-0.5 * ((radius - wanted) / (width * wanted)) ** 2)
    if design.random() < 0.5:
        gain = gain * np.exp(-0.5 * (across / radius / design.uniform(0.1, 0.6)) ** 2)
    hardness, level = (log_uniform(design, 1, 12), design.uniform(-1, 1)) if design.random() < 0.5 else (0.0, 0.0)

    def draw(random: Random) -> Field:
        values = _noise(random, gain)
        return _to_unit(values) if not hardness else np.asarray(0.5 + 0.5 * np.tanh(hardness * (values - level)), np.float32)

    return draw


def cells(design: Random) -> FieldDesign:
    """Voronoi cells: crystals, leather, cracked ground, gravel."""
    count, kind = int(log_uniform(design, 8, 110)), design.integers(4)
    power = design.uniform(0.4, 1.5)

    def draw(random: Random) -> Field:
        half = SIDE // 2
        points = random.uniform(-10, half + 10, (count, 2)).astype(np.float32)
        y, x = np.mgrid[:half, :half].astype(np.float32)
        squares = (y[..., None] - points[:, 0]) ** 2 + (x[..., None] - points[:, 1]) ** 2
        nearest = np.sqrt(np.partition(squares, 1, axis=-1)[..., :2])
        reach = half / np.sqrt(count)
        shades = random.random(count).astype(np.float32)
        values = [
            nearest[..., 0] / reach,
            (nearest[..., 1] - nearest[..., 0]) / reach,
            shades[squares.argmin(-1)],
            (nearest[..., 1] - nearest[..., 0] > 0.12 * reach) * (0.5 + 0.5 * shades[squares.argmin(-1)]),
        ][kind]
        picture = Image.fromarray(np.asarray(np.clip(values, 0, 1) ** power, np.float32))
        return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC))

    return draw


def _wave(phase: Field, kind: int, sharpness: float) -> Field:
    """A wave of period 1 in 0…1: round, square, saw, or a narrow line."""
    if kind == 2:
        return np.asarray(phase % 1, np.float32)
    sine = np.sin(2 * np.pi * phase)
    return np.asarray([0.5 + 0.5 * sine, 0.5 + 0.5 * np.tanh(sharpness * sine), 0, np.abs(sine) ** sharpness][kind], np.float32)


def grating(design: Random) -> FieldDesign:
    """One or two waves: ribs, grooves, grids, checks; bent a little."""
    waves = [
        (design.uniform(0, np.pi), log_uniform(design, 4, 70), int(design.integers(4)), log_uniform(design, 0.5, 10))
        for _ in range(design.integers(1, 3))
    ]
    bent, gain = design.exponential(0.08), _power_law(design, 1)
    join = design.integers(3)

    def draw(random: Random) -> Field:
        bend, start = bent * _noise(random, gain), random.random(2)
        fields = [_wave(turned(angle)[0] / pitch + bend + start[i], kind, sharp) for i, (angle, pitch, kind, sharp) in enumerate(waves)]
        joined = [np.minimum.reduce(fields), np.multiply.reduce(fields), np.mean(fields, axis=0)][join]
        return np.asarray(joined, np.float32)

    return draw


def weave(design: Random) -> FieldDesign:
    """Threads over and under each other, by a pattern that repeats."""
    pattern = design.random((design.integers(2, 6), design.integers(2, 6))) < 0.5
    pattern[0, 0], pattern[-1, -1], pattern[0, -1] = True, True, False
    angle, pitch, loose = design.uniform(0, np.pi), design.uniform(5, 24, 2), design.uniform(0, 0.12)
    round_, shades, gain = design.uniform(0.3, 1.2), design.uniform(0.5, 1, 2), _power_law(design, 1)

    def draw(random: Random) -> Field:
        along, across = turned(angle + random.normal(0, 0.01))
        u = along / pitch[0] + loose * _noise(random, gain) + 500
        v = across / pitch[1] + loose * _noise(random, gain) + 500
        over = pattern[u.astype(int) % len(pattern), v.astype(int) % pattern.shape[1]]
        warp = np.abs(np.sin(np.pi * u)) ** round_ * (0.75 + 0.25 * np.sin(np.pi * v) ** 2) * shades[0]
        weft = np.abs(np.sin(np.pi * v)) ** round_ * (0.75 + 0.25 * np.sin(np.pi * u) ** 2) * shades[1]
        return np.asarray(np.where(over, warp, weft), np.float32)

    return draw


def punched(design: Random) -> FieldDesign:
    """A grid of holes, studs or tiles, each a little different."""
    angle, pitch, size = design.uniform(0, np.pi), log_uniform(design, 8, 70), design.uniform(0.2, 0.48)
    norm, stagger, soft = design.choice([1.0, 2.0, 8.0]), design.choice([0, 0.5]), design.uniform(0.03, 0.3)
    jitter = design.exponential(0.05)

    def draw(random: Random) -> Field:
        along, across = turned(angle + random.normal(0, 0.01))
        u, v = along / pitch + 100 + random.random(), across / pitch + 100 + random.random()
        row = np.floor(v)
        u = u + stagger * (row % 2)
        table = random.standard_normal((64, 64, 2)).astype(np.float32) * jitter
        moved = table[u.astype(int) % 64, row.astype(int) % 64]
        distance = (np.abs(u % 1 - 0.5 + moved[..., 0]) ** norm + np.abs(v % 1 - 0.5) ** norm) ** (1 / norm)
        return np.asarray(np.clip((size + moved[..., 1] - distance) / soft + 0.5, 0, 1), np.float32)

    return draw


def marble(design: Random) -> FieldDesign:
    """Waves bent by noise: wood, marble, flow lines."""
    angle, pitch, bent = design.uniform(0, np.pi), log_uniform(design, 8, 160), design.uniform(0.2, 2)
    gain, kind, sharp = _power_law(design, log_uniform(design, 1, 3)), int(design.integers(4)), log_uniform(design, 0.5, 4)
    return lambda random: _wave(turned(angle)[0] / pitch + random.random() + bent * _noise(random, gain), kind, sharp)


def leaves(design: Random) -> FieldDesign:
    """Dead leaves: shapes of one kind in many sizes, over each other."""
    count, corners = int(log_uniform(design, 60, 600)), int(design.integers(2, 7))
    largest, slim = log_uniform(design, 12, 120), log_uniform(design, 1, 6)
    low, high = np.sort(design.uniform(0, 255, 2))

    def draw(random: Random) -> Field:
        image = Image.new("L", (SIDE, SIDE), int(random.uniform(low, high)))
        pen = ImageDraw.Draw(image)
        for _ in range(count):
            reach = max(2.0, largest * random.random() ** 2.5)
            centre, turn = random.uniform(-10, SIDE + 10, 2), random.uniform(0, 2 * np.pi)
            angles = np.linspace(0, 2 * np.pi, 24 if corners == 2 else corners, endpoint=False)
            x, y = reach * np.cos(angles), reach / slim * np.sin(angles)
            xy = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], -1) + centre
            pen.polygon([tuple(point) for point in xy], fill=int(random.uniform(low, high)))
        return np.asarray(image, np.float32) / 255

    return draw


def flat(design: Random) -> FieldDesign:
    """Nearly one shade."""
    gain, depth = _power_law(design, 1), design.exponential(0.05)
    return lambda random: np.asarray(np.clip(0.5 + depth * _noise(random, gain), 0, 1), np.float32)


FIELDS = (cloud, brushed, grain, cells, grating, weave, punched, marble, leaves, flat)
SHARES = np.array([1.5, 1.2, 1.5, 1, 1.2, 1, 1, 1, 1, 0.8])


def field(design: Random) -> FieldDesign:
    """One kind, or two: one within the other, over it, or as its fine structure."""
    first, second = (design.choice(np.array(FIELDS), p=SHARES / SHARES.sum())(design) for _ in range(2))
    join, level, weight = design.integers(6), design.uniform(0.3, 0.7), design.uniform(0.1, 0.6)
    if join < 2:
        return first

    def draw(random: Random) -> Field:
        one, other = first(random), second(random)
        joined = [one * (1 - weight + weight * other), (1 - weight) * one + weight * other, np.where(one > level, one, other), one * other]
        return np.asarray(joined[join - 2], np.float32)

    return draw


def lit(height: Field, random: Random, depth: float, gloss: float) -> Field:
    """Light on a relief, around 1: Lambert's law and a highlight, the lamp somewhere above."""
    slope_y, slope_x = np.gradient(height)
    azimuth, tilt = random.uniform(0, 2 * np.pi), random.uniform(0.2, 1.1)
    norm = np.sqrt(1 + (depth * slope_x) ** 2 + (depth * slope_y) ** 2)
    side = -depth * (slope_x * np.cos(azimuth) + slope_y * np.sin(azimuth))
    cosine = (np.cos(tilt) + np.sin(tilt) * side) / norm
    return np.asarray(np.clip(cosine, 0, None) / np.cos(tilt) * 0.9 + 0.1 + gloss * np.clip(cosine, 0, 1) ** 30, np.float32)


def palette(design: Random) -> NDArray[np.float32]:
    """`[3 or 4, 3]` colours from dark to light field; often all but grey, as metal is."""
    greys = design.uniform(0.03, 0.97, (design.integers(2, 5), 1))
    tint = design.normal(0, 1, (len(greys), 3)) if design.random() < 0.4 else design.normal(0, 1, (1, 3))
    strength = design.exponential(0.03) if design.random() < 0.5 else design.uniform(0, 0.35)
    contrast = design.uniform(0.15, 1)
    shades, tint = greys.mean() + contrast * (greys - greys.mean()), strength * tint
    colours = np.clip(shades + tint, 0, 1)
    if colours.max() < BLACK:
        colours = np.clip(shades - tint, 0, 1)  # a tint that takes all the light away adds some when turned round
    return np.asarray(colours, np.float32)


def coloured(values: Field, colours: NDArray[np.float32]) -> Colours:
    stops = np.linspace(0, 1, len(colours))
    return np.stack([np.interp(values, stops, colours[:, channel]) for channel in range(3)], -1).astype(np.float32)


def material(design: Random, *, calm: bool = False) -> Material:
    """A surface in its colours; a calm one is what parts lie on."""
    drawn = flat(design) if calm and design.random() < 0.7 else field(design)
    colours = palette(design)
    if calm:
        colours = (colours.mean(0) + log_uniform(design, 0.1, 0.7) * (colours - colours.mean(0))).astype(np.float32)
    depth = log_uniform(design, 1, 25) if design.random() < 0.4 else 0.0
    gloss = design.exponential(0.2)

    def draw(random: Random) -> Colours:
        values = drawn(random)
        shown = coloured(values, colours)
        return shown * lit(values, random, depth, gloss)[..., None] if depth else shown

    return draw

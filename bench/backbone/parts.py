"""Drawn parts: turned, cut and moulded solids with their shading, prints and boards, on what they lie on."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from bench.backbone.surfaces import (
    COLUMNS,
    FREQUENCY_X,
    FREQUENCY_Y,
    ROWS,
    SIDE,
    Colours,
    Field,
    Random,
    lit,
    log_uniform,
    material,
    palette,
    turned,
)

Solid = tuple[Field, Field]  # how much of each pixel is covered, 0…1; height in pixels
SolidDesign = Callable[[Random], Solid]
Product = Callable[[Random], Colours]
EDGE = 1.2  # pixels over which a part ends


def _cover(inside: Field) -> Field:
    """From the distance inside the rim, in pixels."""
    return np.asarray(np.clip(inside / EDGE + 0.5, 0, 1), np.float32)


def _rounded(inside: Field, bevel: float) -> Field:
    """A height that rises from the rim, as a bevel or a dome."""
    depth = np.clip(inside, 0, bevel)
    return np.asarray(np.sqrt(np.maximum(depth * (2 * bevel - depth), 0)), np.float32)


def _pose(design: Random) -> Callable[[Random], tuple[float, float, float, float]]:
    """How pieces come to lie: angle, centre y and x, zoom."""
    free, angle, shift = design.random() < 0.5, design.uniform(0, 2 * np.pi), design.exponential(0.02)
    centre = design.normal(0.5, 0.08, 2)

    def pose(random: Random) -> tuple[float, float, float, float]:
        turn = random.uniform(0, 2 * np.pi) if free else angle + random.normal(0, 0.03)
        y, x = SIDE * (centre + random.normal(0, shift, 2))
        return turn, y, x, float(np.exp(random.normal(0, 0.02)))

    return pose


def turned_part(design: Random) -> SolidDesign:
    """Solids of revolution seen from the side: screws, bolts, pins, bottles."""
    pose, length = _pose(design), design.uniform(0.5, 0.95) * SIDE
    knots = int(design.integers(2, 7))
    places = np.sort(design.uniform(-0.5, 0.5, knots))
    widths = design.uniform(0.03, 0.16, knots + 1) * SIDE
    tip, sharp = design.uniform(0, 0.2), design.random() < 0.5
    thread = design.random() < 0.7
    pitch, depth, lead = log_uniform(design, 5, 20), design.uniform(0.08, 0.3), design.uniform(0.1, 0.5)
    start, end = np.sort(design.uniform(-0.5, 0.5, 2))

    def draw(random: Random) -> Solid:
        angle, y, x, zoom = pose(random)
        along, across = turned(angle, ROWS - y, COLUMNS - x)
        place = along / (length * zoom)
        width = zoom * (widths[np.searchsorted(places, place)] if sharp else np.interp(place, places, widths[:-1]))
        if thread:
            wave = np.abs(((along + lead * across) / pitch + random.random()) % 1 - 0.5) * 2
            width = np.where((place > start) & (place < end), width * (1 - depth * wave), width)
        width = width * np.clip((0.5 - place) / max(tip, 1e-3), 0, 1)
        inside = np.minimum(width - np.abs(across), (0.5 - np.abs(place)) * length)
        return _cover(inside), np.asarray(np.sqrt(np.maximum(width**2 - across**2, 0)), np.float32)

    return draw


def cut_part(design: Random) -> SolidDesign:
    """Seen from above: gears, nuts, washers, rings, stars, plates with holes, caps with steps."""
    pose, radius = _pose(design), design.uniform(0.22, 0.45) * SIDE
    teeth, tooth, shape = int(design.integers(3, 40)), design.choice([0, design.uniform(0.02, 0.25)]), design.integers(3)
    hole = design.choice([0, design.uniform(0.15, 0.8)])
    holes, ring, small = int(design.choice([0, design.integers(2, 9)])), design.uniform(0.5, 0.75), design.uniform(0.04, 0.14)
    bevel, steps, slim = log_uniform(design, 2, 40), int(design.choice([0, design.integers(1, 5)])), design.uniform(0.5, 1)
    waves, lobes = design.normal(0, 0.06, 4), design.uniform(0, 2 * np.pi, 4)

    def draw(random: Random) -> Solid:
        angle, y, x, zoom = pose(random)
        along, across = turned(angle, (ROWS - y) / zoom, (COLUMNS - x) / zoom)
        across = across / slim
        distance, theta = np.hypot(along, across), np.arctan2(across, along)
        wave = np.sin(teeth * theta)
        rim = radius * (1 + tooth * [wave, np.tanh(4 * wave), np.abs((teeth * theta / np.pi) % 2 - 1)][shape])
        if not tooth:
            rim = rim * (1 + sum(waves[i] * np.cos((i + 2) * theta + lobes[i]) for i in range(4)))
        inside = rim - distance
        if hole:
            inside = np.minimum(inside, distance - hole * radius)
        for index in range(holes):
            turn = 2 * np.pi * index / holes
            hypot = np.hypot(along - ring * radius * np.cos(turn), across - ring * radius * np.sin(turn))
            inside = np.minimum(inside, hypot - small * radius)
        height = _rounded(np.asarray(inside, np.float32), bevel)
        for step in range(steps):
            height = height + 3 * (distance < radius * (step + 0.6) / (steps + 1))
        return _cover(inside), np.asarray(height, np.float32)

    return draw


def heap(design: Random) -> SolidDesign:
    """Many of one small thing, in rows or thrown down: pills, seeds, pins, rivets, crumbs."""
    across_, slim, bevel = log_uniform(design, 7, 60), design.uniform(0.15, 1), log_uniform(design, 2, 20)
    norm, ordered = design.choice([1.2, 2, 5]), design.random() < 0.5
    count = int(min(220, design.uniform(0.2, 1.2) * (SIDE / (2 * across_)) ** 2 / slim) + 1)
    jitter, angle = design.exponential(0.08), design.uniform(0, np.pi)

    def draw(random: Random) -> Solid:
        cover, height = np.zeros((2, SIDE, SIDE), np.float32)
        grid = int(np.ceil(np.sqrt(count)))
        for index in range(count):
            if ordered:
                y, x = (np.array(divmod(index, grid)) + 0.5 + random.normal(0, jitter, 2)) * SIDE / grid
                turn = angle + random.normal(0, jitter)
            else:
                (y, x), turn = random.uniform(0, SIDE, 2), random.uniform(0, np.pi)
            top, left = max(int(y - across_) - 2, 0), max(int(x - across_) - 2, 0)
            place = (slice(top, max(int(y + across_) + 3, 0)), slice(left, max(int(x + across_) + 3, 0)))
            along, side = turned(turn, ROWS[place] - np.float32(y), COLUMNS[place] - np.float32(x))
            if not along.size:
                continue
            distance = (np.abs(along / across_) ** norm + np.abs(side / (across_ * slim)) ** norm) ** (1 / norm)
            inside = (1 - distance) * across_ * slim
            covered = _cover(inside)
            height[place] = np.where(inside > 0, _rounded(inside, bevel), height[place] * (1 - covered))
            cover[place] = np.maximum(cover[place], covered)
        return cover, height

    return draw


SOLIDS = (turned_part, turned_part, cut_part, cut_part, heap)


def part(design: Random) -> Product:
    """A solid of one material on a background, with its shadow."""
    solid = SOLIDS[design.integers(len(SOLIDS))](design)
    skin, ground = material(design), material(design, calm=True)
    gloss, relief, ink = design.exponential(0.5), log_uniform(design, 0.5, 2), design.random() < 0.3
    shade, reach, away = design.uniform(0, 0.6), log_uniform(design, 1, 12), design.normal(0, 4, 2)

    def draw(random: Random) -> Colours:
        cover, height = solid(random)
        shadow = _blurred(np.roll(cover, away.astype(int), (0, 1)), reach)
        below = ground(random) * (1 - shade * shadow)[..., None]
        above = skin(random)
        if not ink:
            above = above * lit(_blurred(height, 0.8), random, relief, gloss)[..., None]
        return np.asarray(below + cover[..., None] * (above - below), np.float32)

    return draw


def _blurred(values: Field, radius: float) -> Field:
    """A Gaussian, round the border."""
    gain = np.exp(-2 * (np.pi * radius / SIDE) ** 2 * (FREQUENCY_X**2 + FREQUENCY_Y**2))
    return np.asarray(np.fft.irfft2(np.fft.rfft2(values) * gain, (SIDE, SIDE)), np.float32)


def print_(design: Random) -> Product:
    """Rows of signs of our own on a surface, and bars: labels, scales, packages. No font, whose licence weights might inherit."""
    ground, ink = material(design, calm=design.random() < 0.6), palette(design)[0] * 255
    signs = [design.random((design.integers(2, 5), 2, 2)) for _ in range(12)]
    size, weight, angle = log_uniform(design, 7, 60), design.uniform(0.08, 0.25), design.choice([0, design.uniform(0, 360)])
    text = design.integers(0, 12, (64, 64))
    bars = design.random((40,)) if design.random() < 0.3 else np.zeros(0)
    jitter, filled = design.exponential(0.01), design.uniform(0.4, 1)

    def draw(random: Random) -> Colours:
        image = Image.new("L", (SIDE, SIDE), 0)
        pen = ImageDraw.Draw(image)
        for row in range(int(SIDE / (1.4 * size)) + 1):
            for column in range(int(SIDE / size) + 1):
                if (text[row % 64, column % 64] + row) % 12 > 12 * filled:
                    continue
                for stroke in signs[text[row % 64, column % 64]]:
                    ends = (stroke * 0.8 + [column, 1.4 * row] + random.normal(0, jitter, (2, 2))) * size
                    pen.line([tuple(end) for end in ends], fill=255, width=max(1, int(weight * size)))
        for index, bar in enumerate(bars):
            pen.rectangle((60 + 5 * index, 110, 60 + 5 * index + 1 + 3 * bar, 210), fill=255)
        image = image.rotate(angle + random.normal(0, 1), Image.Resampling.BICUBIC, translate=tuple(random.normal(0, 3, 2)))
        cover = np.asarray(image, np.float32)[..., None] / 255
        below = ground(random)
        return np.asarray(below + cover * (ink / 255 - below), np.float32)

    return draw


def board(design: Random) -> Product:
    """Traces, pads and components, each a little off its place."""
    colours = (255 * np.concatenate([palette(design), palette(design), palette(design)])).astype(int)
    ground, pitch = material(design, calm=True), log_uniform(design, 4, 14)
    traces = design.integers(0, SIDE, (design.integers(5, 40), 4))
    boxes = np.concatenate([design.uniform(0, SIDE, (40, 2)), design.uniform(10, 90, (40, 2))], 1)[: design.integers(2, 26)]
    pads, loose, kinds = design.uniform(0, SIDE, (design.integers(0, 60), 2)), design.exponential(0.8), design.integers(0, 6, 64)
    width = int(design.integers(1, 6))

    def draw(random: Random) -> Colours:
        image = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
        pen = ImageDraw.Draw(image)
        jolt = random.normal(0, 2, 2)
        for x, y, across, down in traces:
            corner = (x + jolt[0], y + jolt[1])
            reach = (across - SIDE / 2, np.copysign(min(abs(across - SIDE / 2), down / 2), down - SIDE / 2))
            pen.line([corner, (corner[0] + reach[0], corner[1]), (corner[0] + reach[0], corner[1] + reach[1])], (*colours[0],), width)
        for x, y in pads + jolt:
            pen.ellipse((x, y, x + pitch, y + pitch), (*colours[1],), (*colours[2],))
        for index, (x, y, wide, high) in enumerate(boxes):
            x, y = x + jolt[0] + random.normal(0, loose), y + jolt[1] + random.normal(0, loose)
            body, metal = colours[3 + kinds[index] % (len(colours) - 3)], colours[kinds[index + 20] % len(colours)]
            if kinds[index] < 3:
                for pin in np.arange(pitch / 2, wide, pitch):
                    pen.rectangle((x + pin, y - 4, x + pin + pitch / 3, y + high + 4), (*metal,))
            pen.rectangle((x, y, x + wide, y + high), (*body,), (*metal,) if kinds[index] == 5 else None, 2)
            pen.ellipse((x + 3, y + 3, x + 3 + pitch / 2, y + 3 + pitch / 2), (*metal,))
        drawn = np.asarray(image, np.float32) / 255
        below = ground(random)
        return np.asarray(below + drawn[..., 3:] * (drawn[..., :3] - below), np.float32)

    return draw


def surface(design: Random) -> Product:
    return material(design)


KINDS: dict[str, tuple[float, Callable[[Random], Product]]] = {
    "surface": (0.45, surface),
    "part": (0.40, part),
    "print": (0.07, print_),
    "board": (0.08, board),
}


def product(design: Random) -> Product:
    shares = [share for share, _ in KINDS.values()]
    kind = list(KINDS)[design.choice(len(KINDS), p=shares)]
    return KINDS[kind][1](design)

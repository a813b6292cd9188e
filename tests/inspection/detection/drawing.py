"""Pictures of a product that does not exist: a milled plate with two holes, and scratches on it."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from finnect.inspection.detection import Picture

SIZE = (160, 120)  # width, height


def plate(seed: int) -> Picture:
    """A good plate `[120, 160, 3]`."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", SIZE, (40, 44, 48))
    draw = ImageDraw.Draw(image)
    shift = random.integers(-2, 3)
    draw.rectangle((20 + shift, 20, 140 + shift, 100), fill=(150, 152, 160))
    for x in (50, 110):
        draw.ellipse((x - 12 + shift, 48, x + 12 + shift, 72), fill=(60, 60, 66))
    noisy = np.asarray(image, np.float32) + random.normal(0, 3, (SIZE[1], SIZE[0], 1))
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


def scratched(picture: Picture, seed: int) -> tuple[Picture, NDArray[np.uint8]]:
    """The plate with a bright scratch, and its mask `[h, w]` of 0 and 255."""
    random = np.random.default_rng(seed)
    x, y = int(random.integers(30, 120)), int(random.integers(25, 40))
    line = (x, y, x + 14, y + 10)
    image, mask = Image.fromarray(picture), Image.new("L", SIZE)
    ImageDraw.Draw(image).line(line, fill=(235, 235, 235), width=3)
    ImageDraw.Draw(mask).line(line, fill=255, width=3)
    return np.asarray(image), np.asarray(mask)


def png(picture: NDArray[np.uint8]) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()

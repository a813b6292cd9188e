"""Showing the anomaly map, and keeping it."""

import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image

from finnect.inspection.detection.detector import AnomalyMap, stretched
from finnect.inspection.detection.pictures import Picture

FROM, FULL = 0.8, 2.0  # multiples of the threshold where colour begins and where it is complete
OPACITY = 0.75
_HEADER = struct.Struct("<4sHHff")
_MAGIC = b"FAM1"  # Finnect anomaly map, version 1


def overlay(picture: Picture, anomaly: AnomalyMap, threshold: float) -> bytes:
    """PNG of the size of `picture`, with what comes near `threshold` or exceeds it in yellow to red.

    The scale is absolute: a good part shows no colour, however its own values are spread.
    """
    heat = (stretched(anomaly, picture.shape[:2]) / threshold - FROM) / (FULL - FROM)
    warm = heat > 0
    heat = np.minimum(heat[warm], 1)[:, None]
    colour = np.concatenate([np.full_like(heat, 255), 220 * (1 - heat), np.zeros_like(heat)], axis=1)
    shown = picture.copy()
    shown[warm] = np.round(picture[warm] + OPACITY * np.sqrt(heat) * (colour - picture[warm])).astype(np.uint8)
    png = BytesIO()
    Image.fromarray(shown).save(png, "PNG", compress_level=1)
    return png.getvalue()


def pack(anomaly: AnomalyMap) -> bytes:
    """The map in some kilobytes: 255 steps between its extremes, zlib."""
    low, high = float(anomaly.min()), float(anomaly.max())
    steps = np.round((anomaly - low) * (255 / max(high - low, 1e-12))).astype(np.uint8)
    return _HEADER.pack(_MAGIC, *anomaly.shape, low, high) + zlib.compress(steps.tobytes(), 6)


def unpack(data: bytes) -> AnomalyMap:
    """What `pack` kept, within 1/510 of its range. Raises ValueError for anything else."""
    try:
        magic, height, width, low, high = _HEADER.unpack_from(data)
        steps = np.frombuffer(zlib.decompress(data[_HEADER.size :]), np.uint8).reshape(height, width)
    except (struct.error, zlib.error, ValueError) as error:
        raise ValueError("not a packed anomaly map") from error
    if magic != _MAGIC:
        raise ValueError("not a packed anomaly map")
    return np.asarray(low + steps * ((high - low) / 255), np.float32)

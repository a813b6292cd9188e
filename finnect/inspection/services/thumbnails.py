"""Small pictures for lists: ten originals of a camera would be a hundred megabytes on a phone."""

import hashlib

from django.conf import settings
from django.core.cache import cache

from finnect import storage
from finnect.inspection import room
from finnect.inspection.detection import count_pixels, thumbnail

SIDE = 480  # pixels: a card of the gallery on a sharp screen


def thumbnail_of(key: str) -> bytes:
    """WebP of the picture that storage holds under `key`, at most `SIDE` × `SIDE`, in any format that was taken in."""
    name = f"thumbnail:{SIDE}:{hashlib.sha256(key.encode()).hexdigest()}"
    known: bytes | None = cache.get(name)
    if known is None:
        content, limit = storage.read(key), settings.MAX_IMAGE_PIXELS
        with room.pixels.taken(count_pixels(content, max_pixels=limit)), room.processor.taken():
            known = thumbnail(content, side=SIDE, max_pixels=limit)
        cache.set(name, known)
    return known

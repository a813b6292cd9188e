"""Which detectors to ask about a picture whose product nobody named."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
from django.conf import settings
from django.core.cache import cache

from finnect import storage
from finnect.inspection import room
from finnect.inspection.detection import Look, ProductLook, count_pixels, decode, look_of, product_look
from finnect.inspection.models import DatasetPicture, Detector

GLANCES = 12  # good training pictures looked at, spread evenly through the set
MOST_ASKED = 3  # detectors that measure one picture
SURE = 0.8  # likeness at which no other detector is asked
LIKE = 0.2  # likeness from which a picture may show the product: a defect all over the part takes it down to there
ALIKE, FAR = 0.65, 1.8  # distances of looks: up to the first it is the product even if all over defective, beyond the second it is not

Looks = Mapping[UUID, ProductLook | None]


def looks_of(detectors: Sequence[Detector]) -> Looks:
    """What the product of each looks like; None where no training picture is left. Known for a day, each a second at first."""
    return {detector.id: _product_look(detector) for detector in detectors}


def nearest_first(detectors: Sequence[Detector], looks: Looks, look: Look) -> list[Detector]:
    """The few whose product the picture may show, the likeliest first; those of unknown look are asked to be safe."""

    def distance(detector: Detector) -> float:
        product = looks[detector.id]
        return product.distance(look) if product else 0.0

    return sorted(detectors, key=distance)[:MOST_ASKED]


def best(likeness: Sequence[float]) -> int:
    """Which of the detectors asked, in their order, fits best; where none fits, the first: a glance then tells more than noise."""
    most = max(range(len(likeness)), key=likeness.__getitem__)
    return most if likeness[most] >= LIKE else 0


def is_known(likeness: float, product: ProductLook | None, look: Look) -> bool:
    """Whether the picture shows this product. Where the measurement and the glance disagree, in favour of the picture."""
    if product is None:
        return likeness >= LIKE
    distance = product.distance(look)
    return distance <= ALIKE or (likeness >= LIKE and distance <= FAR)


def _product_look(detector: Detector) -> ProductLook | None:
    name = f"look:{detector.dataset_id}"
    if known := cache.get(name):
        return ProductLook(*known)
    found = [_glance(picture) for picture in _some_pictures(detector.dataset_id)]
    if not found:
        return None
    product = product_look(found)
    cache.set(name, (product.mean, product.spread))
    return product


def _some_pictures(dataset_id: UUID) -> list[DatasetPicture]:
    rows = list(DatasetPicture.objects.filter(dataset_id=dataset_id, split=DatasetPicture.Split.TRAIN, is_feedback=False))
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, GLANCES).astype(int))] if rows else []


def _glance(picture: DatasetPicture) -> Look:
    content = storage.read(picture.key)
    with room.pixels.taken(count_pixels(content, max_pixels=settings.MAX_IMAGE_PIXELS)), room.processor.taken():
        return look_of(decode(content, max_pixels=settings.MAX_IMAGE_PIXELS))

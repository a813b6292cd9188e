"""From a picture to a verdict."""

import threading
import time
from dataclasses import asdict
from typing import Any, BinaryIO

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from finnect import storage
from finnect.accounts.models import User
from finnect.inspection import loading, queries
from finnect.inspection.detection import decode, overlay, pack, unpack
from finnect.inspection.errors import NoActiveModel
from finnect.inspection.models import Detector, Inspection
from finnect.uploads.models import Upload
from finnect.uploads.pipeline import FileKind, receive
from finnect.uploads.services import once

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"BM": "image/bmp",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"RIFF": "image/webp",
}

# A picture of 12 megapixels takes hundreds of MiB while it is decoded and measured, and the processor is busy with one anyway.
_one_at_a_time = threading.Lock()


def picture_kind() -> FileKind:
    return FileKind(
        name="image",
        prefix=settings.RAW_FOLDER,
        max_bytes=settings.MAX_IMAGE_BYTES,
        extensions=(".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"),
        media_type_of=lambda head, _extension: next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None),
        check=_check,
    )


def _decoded(content: bytes) -> Any:
    return decode(content, max_pixels=settings.MAX_IMAGE_PIXELS)


def _check(file: BinaryIO) -> None:
    with _one_at_a_time:
        _decoded(file.read())


def inspect(*, owner: User, file: BinaryIO, filename: str, category: str | None, idempotency_key: str | None = None) -> Inspection:
    """Receive a picture and say whether the part is normal.

    The same picture of the same owner, judged by the same detector at the same threshold, is the earlier inspection.

    :raises NoActiveModel: when there is no detector for it.
    """
    began = time.perf_counter()
    candidates = queries.active_detectors(category)
    if not candidates:
        raise NoActiveModel(of=f" ({category})" if category else "")
    upload = receive(owner=owner, kind=picture_kind(), file=file, filename=filename)

    def make() -> Inspection:
        detector, judged, category_confidence, cached = _judge(upload, candidates)
        earlier = Inspection.objects.filter(upload=upload, owner=owner, detector=detector, threshold=detector.threshold).first()
        if earlier:
            earlier.cached, earlier.handed_in_at = True, timezone.now()
            earlier.save(update_fields=["handed_in_at"])
            return earlier
        map_key = storage.new_key(settings.PROCESSED_FOLDER, ".map")
        storage.put(map_key, judged.pop("map"))
        return Inspection.objects.create(
            owner=owner,
            upload=upload,
            detector=detector,
            category_confidence=1.0 if category else category_confidence,
            threshold=detector.threshold,
            map_key=map_key,
            cached=cached,
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            **judged,
        )

    asked = {"sha256": upload.sha256, "category": category}
    return once(Inspection, make, owner=owner, key=idempotency_key, request=asked)


def _judge(upload: Upload, candidates: list[Detector]) -> tuple[Detector, dict[str, Any], float, bool]:
    """The detector whose training pictures this one resembles most, its verdict, how sure that choice is, and whether it was known."""
    verdicts = [(row, *_verdict(upload, row)) for row in candidates]
    likeness = [verdict.pop("likeness") for _row, verdict, _cached in verdicts]
    best = max(range(len(verdicts)), key=likeness.__getitem__)
    detector, verdict, cached = verdicts[best]
    share = likeness[best] / sum(likeness) if likeness[best] else 0.0
    return detector, verdict, likeness[best] * share, cached


def _verdict(upload: Upload, detector: Detector) -> tuple[dict[str, Any], bool]:
    """What the picture and the detector determine, and whether it was in the cache."""
    name = f"inspection:{upload.sha256}:{detector.id}:{detector.threshold!r}"
    if known := cache.get(name):
        return known, True
    content = storage.read(upload.key)
    with _one_at_a_time:
        verdict = loading.opened(detector).inspect(_decoded(content), threshold=detector.threshold)
    found = {
        "prediction": verdict.prediction,
        "confidence": verdict.confidence,
        "score": verdict.score,
        "regions": [asdict(region) for region in verdict.regions],
        "map": pack(verdict.map),
        "likeness": verdict.likeness,
    }
    cache.set(name, found)
    return found, False


def heat_map(inspection: Inspection) -> bytes:
    """PNG of the picture with its anomalies coloured; nothing glows on a good part."""
    content, anomaly = storage.read(inspection.upload.key), unpack(storage.read(inspection.map_key))
    with _one_at_a_time:
        return overlay(_decoded(content), anomaly, inspection.threshold)


@transaction.atomic
def give_feedback(inspection: Inspection, *, verdict: str, note: str) -> Inspection:
    """Keep what a person says of the verdict."""
    inspection.feedback, inspection.feedback_note = verdict, note
    inspection.save(update_fields=["feedback", "feedback_note"])
    return inspection

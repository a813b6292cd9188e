"""From a picture to a verdict."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any, BinaryIO

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from finnect import storage
from finnect.accounts.models import User
from finnect.inspection import loading, queries, room
from finnect.inspection.detection import Look, NotAnImage, Picture, count_pixels, decode, look_of, overlay, pack, unpack
from finnect.inspection.errors import NoActiveModel, UnknownProduct
from finnect.inspection.models import Detector, Inspection
from finnect.inspection.services import routing
from finnect.kit.words import N_
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


class _HandedIn:
    """The picture of one request, decoded once, and only if it is needed; its pixels are counted until the request is over."""

    def __init__(self, file: BinaryIO, held: ExitStack) -> None:
        self._file, self._held = file, held
        self._picture: Picture | None = None

    def check(self, _file: BinaryIO) -> None:
        self.decoded()

    def decoded(self) -> Picture:
        """:raises NotAnImage: :raises ImageTooLarge:"""
        if self._picture is None:
            self._file.seek(0)
            content = self._file.read()
            self._held.enter_context(room.pixels.taken(count_pixels(content, max_pixels=settings.MAX_IMAGE_PIXELS)))
            with room.processor.taken():
                self._picture = decode(content, max_pixels=settings.MAX_IMAGE_PIXELS)
        return self._picture


@contextmanager
def _handed_in(file: BinaryIO) -> Iterator[_HandedIn]:
    with ExitStack() as held:
        yield _HandedIn(file, held)


def _picture_kind(picture: _HandedIn) -> FileKind:
    return FileKind(
        name="image",
        prefix=settings.RAW_FOLDER,
        max_bytes=settings.MAX_IMAGE_BYTES,
        extensions=(".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"),
        media_type_of=_media_type,
        check=picture.check,
    )


def _media_type(head: bytes, _extension: str) -> str:
    """Whatever its name says: cameras and phones get that wrong."""
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    raise NotAnImage(reason=N_("The content is not in a known picture format."))


def inspect(*, owner: User, file: BinaryIO, filename: str, category: str | None, idempotency_key: str | None = None) -> Inspection:
    """Receive a picture and say whether the part is normal.

    The same picture of the same owner, judged by the same detector at the same threshold, is the earlier inspection.
    A picture whose category is named gets a verdict however little it resembles it; `category_confidence` says how much.

    :raises NoActiveModel: when there is no detector for it.
    :raises UnknownProduct: when no category is named and the picture resembles none.
    """
    began = time.perf_counter()
    candidates = queries.active_detectors(category)
    if not candidates:
        raise NoActiveModel(of=f" ({category})" if category else "")
    looks = {} if category else routing.looks_of(candidates)  # before the picture takes room: it needs room itself
    with _handed_in(file) as picture:
        upload = receive(owner=owner, kind=_picture_kind(picture), file=file, filename=filename)
        detector, judged, category_confidence, cached = _judge(picture, upload, candidates, looks)
    del picture  # as its room is free again, so must its memory be

    def make() -> Inspection:
        earlier = Inspection.objects.filter(upload=upload, owner=owner, detector=detector, threshold=detector.threshold).first()
        if earlier:
            earlier.upload, earlier.detector = upload, detector
            earlier.cached, earlier.handed_in_at = True, timezone.now()
            earlier.save(update_fields=["handed_in_at"])
            return earlier
        map_key = storage.new_key(settings.PROCESSED_FOLDER, ".map")
        storage.put(map_key, judged["map"])
        return Inspection.objects.create(
            owner=owner,
            upload=upload,
            detector=detector,
            category_confidence=category_confidence,
            threshold=detector.threshold,
            map_key=map_key,
            cached=cached,
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            **{name: judged[name] for name in ("prediction", "confidence", "score", "regions")},
        )

    asked = {"sha256": upload.sha256, "category": category}
    return once(Inspection, make, owner=owner, key=idempotency_key, request=asked)


def _judge(
    picture: _HandedIn, upload: Upload, candidates: list[Detector], looks: routing.Looks
) -> tuple[Detector, dict[str, Any], float, bool]:
    """The detector whose training pictures this one resembles most, its verdict, how sure that choice is, and whether it was known.

    Without `looks` the product was named, and there is no choice.

    :raises UnknownProduct:
    """
    if not looks:
        verdict, cached = _verdict(picture, upload, candidates[0])
        return candidates[0], verdict, verdict["likeness"], cached
    look, verdicts = _look(picture, upload), []
    for row in routing.nearest_first(candidates, looks, look):
        verdicts.append((row, *_verdict(picture, upload, row)))
        if verdicts[-1][1]["likeness"] >= routing.SURE:
            break
    likeness = [verdict["likeness"] for _row, verdict, _cached in verdicts]
    best = routing.best(likeness)
    detector, verdict, cached = verdicts[best]
    if not routing.is_known(likeness[best], looks[detector.id], look):
        _forget(upload)
        raise UnknownProduct(nearest=detector.category)
    return detector, verdict, likeness[best] * likeness[best] / (sum(likeness) or 1), cached


def _look(picture: _HandedIn, upload: Upload) -> Look:
    name = f"look:{upload.sha256}"
    look: Look | None = cache.get(name)
    if look is None:
        look = look_of(picture.decoded())
        cache.set(name, look)
    return look


def _verdict(picture: _HandedIn, upload: Upload, detector: Detector) -> tuple[dict[str, Any], bool]:
    """What the picture and the detector determine, and whether it was in the cache."""
    name = f"inspection:{upload.sha256}:{detector.id}:{detector.threshold!r}"
    if known := cache.get(name):
        return known, True
    pixels, opened = picture.decoded(), loading.opened(detector)
    with room.processor.taken():
        verdict = opened.inspect(pixels, threshold=detector.threshold)
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


def _forget(upload: Upload) -> None:
    """Keep nothing of a picture that was refused, unless it was inspected before."""
    if Upload.objects.filter(id=upload.id, inspections=None).delete()[0]:
        storage.delete(upload.key)


def heat_map(inspection: Inspection) -> bytes:
    """PNG of the picture with its anomalies coloured; nothing glows on a good part."""
    content, anomaly = storage.read(inspection.upload.key), unpack(storage.read(inspection.map_key))
    limit = settings.MAX_IMAGE_PIXELS
    with room.pixels.taken(count_pixels(content, max_pixels=limit)), room.processor.taken():
        return overlay(decode(content, max_pixels=limit), anomaly, inspection.threshold)


@transaction.atomic
def give_feedback(inspection: Inspection, *, verdict: str, note: str) -> Inspection:
    """Keep what a person says of the verdict."""
    inspection.feedback, inspection.feedback_note = verdict, note
    inspection.save(update_fields=["feedback", "feedback_note"])
    return inspection

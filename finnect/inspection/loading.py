"""Detectors kept open in this process, each opened from storage once."""

import io
import threading
from collections import OrderedDict
from uuid import UUID

from django.conf import settings

from finnect import storage
from finnect.inspection import models
from finnect.inspection.detection import Calibration, Detector
from finnect.kit.hashing import sha256_of
from finnect.storage import StorageUnavailable

_open: OrderedDict[UUID, Detector] = OrderedDict()
_lock = threading.Lock()
_opening = threading.Lock()  # those that are open serve on while storage is slow to give another


def opened(row: models.Detector) -> Detector:
    """The detector of this row. A detector's file never changes: another version is another row, so nothing grows stale.

    :raises StorageUnavailable: when its file cannot be had, or is not the one that training made.
    """
    if found := _known(row.id):
        return found
    with _opening:
        if found := _known(row.id):
            return found
        detector = Detector(_file_of(row), Calibration.from_dict(row.calibration), threads=settings.INFERENCE_THREADS)
        with _lock:
            _open[row.id] = detector
            while len(_open) > settings.DETECTORS_IN_MEMORY:
                _open.popitem(last=False)
        return detector


def _known(detector_id: UUID) -> Detector | None:
    with _lock:
        if detector_id in _open:
            _open.move_to_end(detector_id)
        return _open.get(detector_id)


def _file_of(row: models.Detector) -> bytes:
    try:
        content = storage.read(row.key)
    except FileNotFoundError as error:
        raise StorageUnavailable() from error
    if sha256_of(io.BytesIO(content)) != row.sha256:
        raise StorageUnavailable()
    return content

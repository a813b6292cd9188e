"""Does what is in the database and what is in storage fit together, and does everything answer?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.checks import run_checks

from finnect import storage
from finnect.health.services import look
from finnect.inspection import backbones
from finnect.inspection.models import DatasetPicture, Detector, Inspection
from finnect.sales.models import Measurement, Table
from finnect.uploads.models import Upload

# Uploads and jobs under way have bytes in storage before they have a row.
GRACE = timedelta(hours=6)
NEEDS_A_SERVER = {"worker"}


@dataclass(frozen=True, slots=True)
class Finding:
    well: bool
    what: str


def examine(*, fix: bool, grace: timedelta = GRACE) -> Iterator[Finding]:
    """What is well and what is not; with `fix`, bytes that no row knows are deleted."""
    for message in run_checks():
        yield Finding(False, str(message))
    for name, well in look().items():
        if name == "model":
            yield Finding(True, f"model: {'a detector is active' if well else 'no detector is trained yet'}")
        elif name not in NEEDS_A_SERVER:
            yield Finding(well, f"{name}: {'answers' if well else 'does not answer'}")
    known = set(_known_keys())
    orphans = [key for prefix in _prefixes() for key in storage.keys(prefix, older_than=grace) if not _is_known(key, known)]
    if fix:
        storage.delete(*orphans)
    yield Finding(fix or not orphans, f"storage: {len(orphans)} objects without a row{' deleted' if fix and orphans else ''}")
    missing = [key for key in known if not storage.exists(key)]
    yield Finding(not missing, f"storage: {len(missing)} of {len(known)} objects missing {' '.join(missing[:5])}".rstrip())


def _is_known(key: str, known: set[str]) -> bool:
    """Whether a row has it; backbones have none."""
    return key in known or key.startswith(f"{backbones.folder()}/")


def _prefixes() -> list[str]:
    return [
        settings.RAW_DATASET_FOLDER,
        settings.TRAINING_DATA_FOLDER,
        settings.RAW_FOLDER,
        settings.PROCESSED_FOLDER,
        settings.MODEL_FOLDER,
    ]


def _known_keys() -> Iterator[str]:
    for rows in (
        Upload.objects.values_list("key", flat=True),
        DatasetPicture.objects.values_list("key", flat=True),
        DatasetPicture.objects.exclude(mask_key="").values_list("mask_key", flat=True),
        Detector.objects.values_list("key", flat=True),
        Inspection.objects.values_list("map_key", flat=True),
        Table.objects.exclude(processed_key="").values_list("processed_key", flat=True),
        Measurement.objects.exclude(file="").values_list("file", flat=True),
    ):
        yield from rows.iterator()

"""Training detectors, and setting how sensitive they are."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from finnect import storage
from finnect.accounts.models import User
from finnect.inspection import backbones, queries
from finnect.inspection.detection import Backbone, Calibration, Trained, TrainingOptions
from finnect.inspection.detection import train as train_detector
from finnect.inspection.errors import BackboneNotFound, NoDataset
from finnect.inspection.models import Dataset, DatasetPicture, Detector
from finnect.jobs import services as jobs
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import Invalid, NotThere
from finnect.kit.progress import Report
from finnect.kit.words import N_
from finnect.storage import Stored

TRAINERS = ("patchcore", "tensorflow")
FETCHING_SHARE = 0.1


def train(*, owner: User, trainer: str = "patchcore", dataset: Dataset | None = None, category: str = "") -> Job:
    """Queue the training of a detector on a data set, or on the newest of a category.

    :raises NoDataset: when the category has none.
    """
    check_trainer(trainer)
    dataset = dataset or queries.newest_dataset(category)
    if dataset is None:
        raise NoDataset(category=category)
    return jobs.enqueue("inspection.train", owner=owner, dataset_id=str(dataset.id), trainer=trainer)


def check_trainer(trainer: str) -> None:
    if trainer not in TRAINERS:
        raise Invalid(where="trainer", reason=f"{trainer!r}: {' | '.join(TRAINERS)}")
    if trainer == "tensorflow":
        raise NotThere(what=N_("The TensorFlow trainer"))


def train_on(dataset: Dataset, *, backbone: Backbone, folder: Path, threads: int, report: Report) -> Trained:
    """Fetch the pictures to `folder` and train; nothing in the product changes."""
    rows = list(dataset.pictures.all())
    fetched = _fetch(rows, folder, report)
    train_good = [fetched[row.key] for row in rows if row.split == "train"]
    test_good = [fetched[row.key] for row in rows if row.split == "test" and row.label == "good"]
    defects: dict[str, list[Path]] = {}
    masks: dict[Any, Any] = {}
    for row in rows:
        if row.split == "test" and row.label != "good":
            defects.setdefault(row.label, []).append(fetched[row.key])
            if row.mask_key:
                masks[fetched[row.key]] = fetched[row.mask_key]

    def later(fraction: float, text: str = "", **params: Any) -> None:
        report(FETCHING_SHARE + (1 - FETCHING_SHARE) * fraction, text, **params)

    options = replace(TrainingOptions(), threads=threads, max_pixels=settings.MAX_IMAGE_PIXELS)
    return train_detector(train_good, backbone=backbone, options=options, test_good=test_good, defects=defects, masks=masks, report=later)


def _fetch(rows: list[DatasetPicture], folder: Path, report: Report) -> dict[str, Path]:
    fetched: dict[str, Path] = {}
    for number, row in enumerate(rows):
        report(FETCHING_SHARE * number / len(rows), N_("Fetching picture %(number)d of %(total)d"), number=number + 1, total=len(rows))
        for key in filter(None, (row.key, row.mask_key)):
            fetched[key] = storage.fetch(key, folder / f"{len(fetched):06d}{Path(key).suffix}")
    return fetched


def configured_backbone() -> Backbone:
    """The backbone of FINNECT_BACKBONE (a path, or a key in storage); else the one in use, see `backbones`.

    :raises BackboneNotFound, BackboneNotInstalled, BackboneDamaged:
    """
    name = settings.BACKBONE
    if not name:
        return backbones.chosen()
    if Path(name).is_file():
        return Backbone.from_onnx(Path(name).read_bytes(), name=Path(name).stem)
    try:
        return Backbone.from_onnx(storage.read(name), name=Path(name).stem)
    except FileNotFoundError as error:
        raise BackboneNotFound() from error


def keep_model(trained: Trained, run: Run) -> Stored:
    return storage.put(f"{settings.MODEL_FOLDER}/{run.prefix}/detector.onnx", trained.onnx)


def register_detector(*, dataset: Dataset, job_id: Any, trainer: str, trained: Trained, file: Stored, backbone: str) -> Detector:
    """Make a trained detector the active version of its category. The training job's last step."""
    detector = Detector.objects.create(
        dataset=dataset,
        job_id=job_id,
        category=dataset.category,
        version=queries.next_version(dataset.category),
        trainer=trainer,
        key=file.key,
        sha256=file.sha256,
        size=file.size,
        calibration=trained.calibration.to_dict(),
        false_alarm_rate=trained.calibration.false_alarm_rate,
        threshold=trained.calibration.threshold,
        metrics=trained.metrics,
        training={**trained.training, "backbone": backbone, "scores": trained.scores},
    )
    return activate(detector)


@transaction.atomic
def activate(detector: Detector) -> Detector:
    """Make this version the one that inspects; every process asks the database at the next picture."""
    Detector.objects.filter(category=detector.category, active=True).exclude(id=detector.id).update(active=False)
    detector.active = True
    detector.save(update_fields=["active"])
    return detector


def set_sensitivity(detector: Detector, *, false_alarm_rate: float | None = None, threshold: float | None = None) -> Detector:
    """Choose the threshold by the share of good parts that may be refused, or directly. Live at the next inspection.

    :raises Invalid: unless exactly one is given, and within its bounds.
    """
    if (false_alarm_rate is None) == (threshold is None):
        raise Invalid(where="false_alarm_rate, threshold", reason=N_("give exactly one of the two"))
    if false_alarm_rate is not None:
        if not 0 < false_alarm_rate < 1:
            raise Invalid(where="false_alarm_rate", reason="0 < … < 1")
        detector.false_alarm_rate = false_alarm_rate
        detector.threshold = Calibration.from_dict(detector.calibration).threshold_at(false_alarm_rate).value
    if threshold is not None:
        if threshold <= 0:
            raise Invalid(where="threshold", reason="> 0")
        detector.false_alarm_rate, detector.threshold = None, threshold
    detector.save(update_fields=["false_alarm_rate", "threshold"])
    return detector
